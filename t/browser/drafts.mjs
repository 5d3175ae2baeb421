#!/usr/bin/env node
// What is written is a draft until it is sent or given up: of the account, in all of its tabs.

import assert from 'node:assert/strict';
import { address, done, eventually, story, turn } from './lib/harness.mjs';
import { begin, form_of, held_back, log_in, member, problem_of, read_all, small_discussion, submit_of, unique, write } from './lib/world.mjs';

const [ada, bo] = await Promise.all([member('ada'), member('bo')]);

const forms = {
    reply: { path: (thread) => thread.path, box: 'main > form.write textarea' },
    'new thread': { path: () => '/forum/general/new', box: 'form.write textarea', title: 'A title kept' },
};
for (const [what, { path, box, title }] of Object.entries(forms))
    await story(`a draft of a ${what} outlives its tab, is nobody else’s, and goes with the logout`, async ({ visitor }) => {
        const thread = await small_discussion();
        const { context, page, go } = await visitor({ as: await member('writer') });
        const where = path(thread);
        const text = () => page.locator(box).inputValue();
        await go(where);
        await page.locator(box).fill('Half a thought');
        if (title) await page.locator('input[name=title]').fill(title);
        const second = await context.newPage();
        await page.close();
        await second.goto(address(where));
        assert.equal(await second.locator(box).inputValue(), 'Half a thought', 'another tab has it');
        if (title) assert.equal(await second.locator('input[name=title]').inputValue(), title);

        await context.clearCookies();
        await second.goto(address(`/account/login?next=${where}`));
        await log_in(second, bo);
        await second.goto(address(where));
        assert.equal(await second.locator(box).inputValue(), '', 'another account does not');
        assert.equal(await second.evaluate(() => Object.keys(localStorage).some((name) => name.startsWith('draft '))), false, 'nor is it kept');
        await second.locator(box).fill('Another thought');
        await second.evaluate(() => localStorage.setItem('theme', 'light'));
        const open = await context.newPage();
        await open.goto(address(where));
        await open.locator(box).fill('Begun before the logout');
        await second.locator('.account summary').click();
        await turn(second, () => second.locator('form[action="/account/logout"] button').click());
        assert.equal(await second.evaluate(() => localStorage.length), 0, 'nothing stays after a logout');
        await open.locator(box).fill('Typed on after the logout');
        assert.equal(await open.evaluate(() => localStorage.length), 0, 'nor does what is typed into a tab that is still open');
    });

await story('a draft of an edit comes back, with the version that it changes', async ({ visitor }) => {
    const thread = await small_discussion();
    const writer = await member('editor');
    const id = await write(writer, thread, thread.ids.first, 'As it was.');
    const { page, go, allow } = await visitor({ as: writer });
    const edit = `/forum/comment/${id}/edit`;
    const box = page.locator('form.write textarea');
    await go(edit);
    await box.fill('In the making');
    await go(edit);
    assert.equal(await box.inputValue(), 'In the making');
    const elsewhere = await visitor({ as: writer });
    await elsewhere.go(edit);
    await elsewhere.page.fill('form.write textarea', 'From elsewhere.');
    await turn(elsewhere.page, () => elsewhere.page.locator('form.write button[type=submit]:not([name])').click());
    await go(edit);
    allow(/409/);
    await turn(page, () => page.locator('form.write button[type=submit]:not([name])').click());
    assert.match(await page.locator('.kept').innerText(), /changed since/);
    assert.match(await page.locator('.kept').innerText(), /Last changed: now\s+This is how it reads now:/);
    assert.equal(await page.locator('.kept textarea').inputValue(), 'From elsewhere.');
    assert.equal(await page.locator('.kept del').innerText(), 'From elsewhere.', 'the difference is shown');
    assert.equal(await page.locator('.kept ins').innerText(), 'In the making');
    assert.equal(await box.inputValue(), 'In the making');
    await turn(page, () => page.locator('form.write button[type=submit]:not([name])').click());
    assert.match(page.url(), new RegExp(`#c-${id}$`));
    await go(edit);
    assert.equal(await box.inputValue(), 'In the making', 'what was saved');
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((name) => name.startsWith('draft '))), false, 'no draft is left');
});

await story('a new thread that was posted leaves no draft', async ({ visitor }) => {
    const { page, go } = await visitor({ as: ada });
    await go('/forum/general/new');
    await page.locator('input[name=title]').fill('Posted and done');
    await page.locator('form.write textarea').fill('All of it.');
    await turn(page, () => page.locator('form.write button[type=submit]:not([name])').click());
    assert.match(page.url(), /\/forum\/thread\//);
    await go('/forum/general/new');
    assert.equal(await page.locator('form.write textarea').inputValue(), '');
});

// ---- one draft in two tabs ----

await story('a draft that was posted in one tab leaves the others', async ({ visitor }) => {
    const thread = await small_discussion();
    const { context, page, go } = await visitor({ as: ada });
    const box = (tab) => tab.locator('main > form.write textarea');
    await go(thread.path);
    await box(page).fill('In two tabs.');
    const second = await context.newPage();
    await second.goto(address(thread.path));
    assert.equal(await box(second).inputValue(), 'In two tabs.');
    await box(page).fill('In two tabs, and finished in the first.');
    await submit_of(page.locator('main > form.write')).click();
    await eventually(async () => assert.equal(await box(second).inputValue(), ''));
    assert.ok(await second.locator('main > form.write [data-draft]').isHidden());
    assert.equal((await read_all(thread)).filter(({ body }) => body.startsWith('In two tabs')).length, 1);
});

await story('what was written on in another tab stays there', async ({ visitor }) => {
    const thread = await small_discussion();
    const { context, page, go } = await visitor({ as: ada });
    const form = (tab) => tab.locator('main > form.write');
    await go(thread.path);
    await form(page).locator('textarea').fill('Begun here.');
    const second = await context.newPage();
    await second.goto(address(thread.path));
    await form(second).locator('textarea').fill('Begun here. Another ending.');
    await submit_of(form(page)).click();
    await page.locator('.comment .prose', { hasText: 'Begun here.' }).waitFor();
    await eventually(async () => assert.equal(await form(page).locator('textarea').inputValue(), ''));
    assert.equal(await form(second).locator('textarea').inputValue(), 'Begun here. Another ending.');
    await second.goto(address(thread.path));
    assert.equal(await form(second).locator('textarea').inputValue(), 'Begun here. Another ending.', 'and its draft is kept');
});

await story('the same draft sent from two tabs at once is one comment', async ({ visitor }) => {
    const thread = await small_discussion();
    const { context, page, go } = await visitor({ as: ada });
    const form = (tab) => tab.locator('main > form.write');
    await go(thread.path);
    await form(page).locator('textarea').fill('From both of them.');
    const second = await context.newPage();
    await second.goto(address(thread.path));
    const release = [await held_back(page), await held_back(second)];
    await submit_of(form(page)).click();
    await submit_of(form(second)).click();
    for (const let_go of release) await let_go();
    for (const tab of [page, second])
        await eventually(async () => assert.equal(await form(tab).locator('textarea').inputValue(), ''));
    assert.equal((await read_all(thread)).filter(({ body }) => body === 'From both of them.').length, 1);
});

await story('and so is the same draft of a thread', async ({ visitor }) => {
    const { context, page, go } = await visitor({ as: await member('twice') });
    const title = unique('Both tabs');
    await go('/forum/general/new');
    await page.locator('input[name=title]').fill(title);
    await page.locator('form.write textarea').fill('One thread.');
    const second = await context.newPage();
    await second.goto(address('/forum/general/new'));
    assert.equal(await second.locator('input[name=title]').inputValue(), title);
    const made = [];
    for (const tab of [page, second]) {
        if ((await tab.locator('form.write textarea').inputValue()) === '') { // told by the first
            await tab.locator('input[name=title]').fill(title);
            await tab.locator('form.write textarea').fill('One thread.');
        }
        await turn(tab, () => tab.locator('form.write button[type=submit]:not([name])').click());
        made.push(tab.url());
    }
    assert.equal(made[1], made[0]);
});

// ---- what a box is filled with ----

const drafted = {
    reply: { path: (thread) => thread.path, form: 'main > form.write', posted: '' },
    'reply on its own page': { path: (thread) => `/forum/reply?subject=${thread.subject}&parent=${thread.ids.first}`, form: 'form.write', posted: '' },
    thread: { path: () => '/forum/general/new', form: 'form.write', posted: '', title: 'A title' },
    edit: { path: (thread, own) => `/forum/comment/${own}/edit`, form: 'form.write', posted: 'As it was.' },
};
for (const [what, { path, form: selector, posted, title }] of Object.entries(drafted))
    await story(`a box filled from the draft of a ${what} says so, and “Discard” brings back what was there`, async ({ visitor }) => {
        const thread = await small_discussion();
        const writer = await member('drafts');
        const where = path(thread, await write(writer, thread, thread.ids.first, 'As it was.'));
        const { page, go } = await visitor({ as: writer });
        await go(where);
        const form = page.locator(selector);
        const box = form.locator('textarea');
        const notice = form.locator('[data-draft]');
        assert.equal(await box.inputValue(), posted);
        assert.ok(await notice.isHidden(), 'there is none yet');
        await box.fill('Half done');
        if (title) await form.locator('[name=title]').fill(title);
        assert.ok(await notice.isHidden(), 'what is being typed is no surprise');
        await go(where);
        assert.equal(await box.inputValue(), 'Half done');
        assert.match((await notice.innerText()).trim(), /^Unsaved draft \(now\)\s+Discard$/);
        assert.match(await notice.locator('time').getAttribute('datetime'), /^\d{4}-/);
        await notice.getByRole('button', { name: 'Discard' }).click();
        assert.equal(await box.inputValue(), posted);
        if (title) assert.equal(await form.locator('[name=title]').inputValue(), '');
        assert.ok(await notice.isHidden());
        await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA'));
        await go(where);
        assert.equal(await box.inputValue(), posted, 'for good');
    });

await story('“Cancel” drops the draft, in place and on pages', async ({ visitor }) => {
    const thread = await small_discussion();
    const writer = await member('cancels');
    const own = await write(writer, thread, thread.ids.first, 'As it was.');
    const { page, go } = await visitor({ as: writer });
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Never mind');
    await form.locator('[data-cancel]').click();
    assert.equal(await form.count(), 0);
    await page.locator(`#c-${thread.ids.first} button[form=reply]`).first().click();
    assert.equal(await form.locator('textarea').inputValue(), '');
    for (const where of [`/forum/comment/${own}/edit`, '/forum/general/new', `/forum/reply?subject=${thread.subject}&parent=${thread.ids.first}`]) {
        await go(where);
        const box = page.locator('form.write textarea');
        const before = await box.inputValue();
        await box.fill('Never mind');
        await turn(page, () => page.locator('form.write').getByRole('link', { name: 'Cancel' }).click());
        await go(where);
        assert.equal(await box.inputValue(), before, where);
    }
});

// ---- a page of one member, a session of another ----

await story('a page that was left open over another member’s login says who is logged in now, and keeps its text', async ({ visitor }) => {
    const thread = await small_discussion();
    const brann = await member('brann');
    const begun = async (text) => {
        const mira = await member('mira');
        const opened = await visitor({ as: mira });
        opened.allow(/40[013]/);
        await opened.go(thread.path);
        const form = await begin(opened.page, thread.ids.first, text);
        const other = await opened.context.newPage();
        await other.goto(address('/forum/'));
        await other.locator('.account summary').click();
        await turn(other, () => other.locator('form[action="/account/logout"] button').click());
        await other.goto(address('/account/login'));
        await log_in(other, brann);
        assert.equal(await form.locator('textarea').inputValue(), text, 'the text is not taken away');
        await submit_of(form).click();
        await problem_of(form).waitFor();
        assert.match(await problem_of(form).innerText(), new RegExp(`You are now logged in as ${brann.name}\\.`));
        assert.equal(await form.locator('textarea').inputValue(), text);
        return { ...opened, form, mira };
    };
    const authors = async (text) => (await read_all(thread)).filter(({ body }) => body === text).map(({ author }) => author.name);

    const one = await begun('By whoever is here.');
    assert.deepEqual(await authors('By whoever is here.'), []);
    await turn(one.page, () => problem_of(one.form).getByRole('button', { name: `Post as ${brann.name}` }).click());
    assert.deepEqual(await authors('By whoever is here.'), [brann.name]);
    assert.equal(await one.page.locator('.account summary').innerText(), brann.name, 'the page is theirs then');

    const two = await begun('By me and nobody else.');
    const opening = two.context.waitForEvent('page');
    await problem_of(two.form).getByRole('button', { name: `Log in as ${two.mira.name}` }).click();
    const login = await opening;
    await login.locator('input[name=name]').waitFor();
    await log_in(login, two.mira);
    await submit_of(two.form).click();
    await eventually(async () => assert.deepEqual(await authors('By me and nobody else.'), [two.mira.name]));
});

await done();
