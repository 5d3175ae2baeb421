#!/usr/bin/env node
// With JavaScript, answers are written in place, and nothing that was typed is ever lost.
// Written by SQL: account; a name that an account of an import may have, and none that can write.

import assert from 'node:assert/strict';
import { cut_off, cutting_proxy } from './lib/proxy.mjs';
import { address, done, eventually, story, turn } from './lib/harness.mjs';
import {
    begin, discussion, end_sessions, form_of, held_back, log_in, member, post_of, problem_of, read_all, rows, small_discussion, submit_of, unique, write,
} from './lib/world.mjs';

const [ada, bo] = await Promise.all([member('ada'), member('bo')]);

// The comments that answer PARENT, by what they say.
async function answers(thread, parent) {
    return (await read_all(thread)).filter((comment) => comment.parent === parent).map((comment) => comment.body);
}

await story('“Reply” opens a form below its comment; the answer appears there and gets the focus', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const where = page.url();
    const form = await begin(page, thread.ids.second, 'Fishermen do not *sing*.');
    assert.match(await form.locator('[data-heading]').textContent(), /Reply to Fennimore/);
    await submit_of(form).click();
    const answer = page.locator(`#c-${thread.ids.second} > .replies > article`);
    await answer.waitFor();
    await eventually(async () =>
        assert.equal(await page.evaluate(() => document.activeElement.id), await answer.getAttribute('id')));
    assert.equal(await answer.locator('.prose em').textContent(), 'sing');
    assert.equal(await form.count(), 0, 'the form is gone');
    assert.equal(page.url(), where, 'without leaving the page');
    assert.deepEqual(await answers(thread, thread.ids.second), ['Fishermen do not *sing*.']);
    assert.ok(await answer.locator('a.edit').isVisible(), 'one’s own comment can be edited');
    assert.equal(await answer.locator('.votes button:enabled').count(), 0, 'and not rated');
});

await story('the focus goes into the form, back to “Reply” on Cancel, and a page loaded again has the draft', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    await post_of(page, thread.ids.first).locator('button[form=reply]').click();
    const focused = (locator) => locator.evaluate((element) => element === document.activeElement);
    const form = form_of(page, thread.ids.first);
    assert.ok(await focused(form.locator('textarea')));
    await form.locator('[data-cancel]').click();
    assert.equal(await form.count(), 0);
    assert.ok(await focused(post_of(page, thread.ids.first).locator('button[form=reply]')));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Not yet sure');
    await page.reload();
    await post_of(page, thread.ids.first).locator('button[form=reply]').click();
    assert.equal(await form.locator('textarea').inputValue(), 'Not yet sure');
});

await story('names and titles that run from right to left stay between the words around them', async ({ visitor }) => {
    const author = `${unique('דנה (5')} אור`;
    const title = `${unique('מגדל (3')} אור`;
    const thread = await discussion(title, [
        { key: 'opening', body: 'One.', author },
        { key: 'answer', parent: 'opening', body: 'Two.', author },
    ], { local: false });
    const { page, go } = await visitor({ as: ada });
    // What stands before a text and what stands behind it is drawn there, although both are digits and signs.
    const between = (element, name) => element.evaluate((one, name) => {
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
        const boxes = [];
        for (let text = ''; walker.nextNode(); text += walker.currentNode.data)
            for (let i = 0; i < walker.currentNode.data.length; i++) {
                const range = document.createRange();
                range.setStart(walker.currentNode, i);
                range.setEnd(walker.currentNode, i + 1);
                boxes.push({ sign: walker.currentNode.data[i], box: range.getBoundingClientRect() });
            }
        const text = boxes.map(({ sign }) => sign).join('');
        const [from, to] = [text.indexOf(name), text.indexOf(name) + name.length];
        const edge = (list, side) => list.filter(({ sign, box }) => sign.trim() && box.width > 0).map(({ box }) => box[side]);
        const [before, itself, after] = [boxes.slice(0, from), boxes.slice(from, to), boxes.slice(to)];
        return {
            found: from >= 0,
            before: edge(before, 'right').every((x) => x <= Math.min(...edge(itself, 'left')) + 1),
            after: edge(after, 'left').every((x) => x >= Math.max(...edge(itself, 'right')) - 1),
        };
    }, name);
    const apart = { found: true, before: true, after: true };

    await go('/forum/general/');
    const row = page.locator('tr', { has: page.getByText(title) });
    // Times have a box of their own, which nothing turns; in a line with the sentence they are digits.
    await row.locator('time').evaluateAll((times) => { for (const time of times) time.style.display = 'inline'; });
    assert.deepEqual(await between(row.locator('.about'), author), apart, 'by whom a thread is, and when');
    await go(thread.path);
    await page.evaluate(() => { document.querySelector('[data-live]').dataset.answer = '7 %s: 9'; });
    await post_of(page, thread.ids.answer).locator('button[form=reply]').click();
    assert.deepEqual(await between(post_of(page, thread.ids.answer).locator('[data-heading]'), author), apart, 'who is answered');
    await go(`/forum/reply?subject=${thread.subject}&parent=${thread.ids.answer}`);
    assert.deepEqual(await between(page.locator('h1'), author), apart, 'without scripts');

    // An account's own name is ASCII; the toast names whoever it is.
    const name = `${unique('דנה')} ($& אור`;
    await rows(`UPDATE account SET name = '${name}' WHERE handle = '${bo.name}'`);
    await go(thread.path);
    await page.evaluate(() => { document.querySelector('[data-live]').dataset.new = '7 %s: 9'; });
    await write(bo, thread, thread.ids.answer, 'Three.');
    const toast = page.locator('[data-live]');
    await toast.getByText('7').waitFor({ state: 'attached' });
    assert.ok((await toast.textContent()).startsWith(`7 ${name}: 9 `), 'as it is written, whatever signs are in it');
    await toast.evaluate((one) => one.classList.remove('hidden'));
    assert.deepEqual(await between(toast, name), apart, 'who has written');
});

await story('a preview shows what it will look like, and posts nothing', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'A **bold** claim <b>and</b> a [link](http://example.org/).');
    await form.locator('button[name=preview]').click();
    const preview = form.locator('[data-preview]');
    await preview.locator('strong').waitFor();
    assert.equal(await preview.locator('.prose b').count(), 0, 'HTML stays text');
    assert.match(await preview.locator('a').getAttribute('rel'), /nofollow/);
    assert.equal(await form.locator('textarea').inputValue(), 'A **bold** claim <b>and</b> a [link](http://example.org/).');
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?']);
    await submit_of(form).click();
    await page.locator(`#c-${thread.ids.first} > .replies > article`).nth(1).waitFor();
});

await story('pressing the button twice makes one comment', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Once is enough.');
    await submit_of(form).evaluate((button) => {
        button.click();
        button.click();
        button.form.requestSubmit();
    });
    const articles = page.locator(`#c-${thread.ids.first} > .replies > article`);
    await articles.nth(1).waitFor();
    await eventually(async () => assert.equal(await form.count(), 0));
    assert.equal(await articles.count(), 2);
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?', 'Once is enough.']);
});

await story('an empty answer is refused in words, and the form stays', async ({ visitor }) => {
    const thread = await small_discussion();
    const opened = await visitor({ as: ada });
    const { page, go } = opened;
    opened.allow(/status of 422/);
    await go(thread.path);
    const form = await begin(page, thread.ids.first, '   ');
    await submit_of(form).click();
    await problem_of(form).waitFor();
    assert.equal(await problem_of(form).getAttribute('role'), 'alert');
    assert.match(await problem_of(form).textContent(), /\w+/);
    assert.ok(await submit_of(form).isEnabled(), 'and can be tried again');
    await form.locator('textarea').fill('Now with words.');
    await submit_of(form).click();
    await page.locator(`#c-${thread.ids.first} > .replies > article`).nth(1).waitFor();
});

await story('too long a text is refused and kept', async ({ visitor }) => {
    const thread = await small_discussion();
    const opened = await visitor({ as: ada });
    opened.allow(/status of 422/);
    await opened.go(thread.path);
    const text = 'ä'.repeat(20_001);
    const form = await begin(opened.page, thread.ids.first, text);
    await submit_of(form).click();
    await problem_of(form).waitFor();
    assert.match(await problem_of(form).textContent(), /20,?000/);
    assert.equal(await form.locator('textarea').inputValue(), text);
});

await story('when the session ended meanwhile the page says so, and the text outlives logging in again', async ({ visitor }) => {
    const leaver = await member('leaver');
    const thread = await small_discussion();
    const opened = await visitor({ as: leaver });
    const { page, go } = opened;
    opened.allow(/status of 40[13]/);
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Hours of work.');
    await end_sessions(leaver);
    await submit_of(form).click();
    await problem_of(form).waitFor();
    assert.match(await problem_of(form).textContent(), /log in/i);
    assert.equal(await form.locator('textarea').inputValue(), 'Hours of work.');

    await go('/account/login');
    await log_in(page, leaver);
    await go(thread.path);
    await post_of(page, thread.ids.first).locator('button[form=reply]').click();
    const again = form_of(page, thread.ids.first);
    assert.equal(await again.locator('textarea').inputValue(), 'Hours of work.');
    await submit_of(again).click();
    await page.locator(`#c-${thread.ids.first} > .replies > article`).nth(1).waitFor();
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?', 'Hours of work.']);
});

await story('when the answer was lost the page says so, and trying again makes one comment', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const opened = await visitor({ as: ada, proxy: proxy.settings });
    const { page, go } = opened;
    opened.allow(cut_off);
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Sent into the dark.');
    proxy.lose('/api/v1/comments');
    await submit_of(form).click();
    await problem_of(form).waitFor();
    assert.equal(await form.locator('textarea').inputValue(), 'Sent into the dark.');
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?', 'Sent into the dark.']);
    await submit_of(form).click();
    await eventually(async () => assert.equal(await form.count(), 0));
    assert.equal(await page.locator(`#c-${thread.ids.first} > .replies > article`).count(), 2);
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?', 'Sent into the dark.']);
});

await story('when the server cannot be reached the text stays, and goes out once it can', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const opened = await visitor({ as: ada, proxy: proxy.settings });
    const { page, go } = opened;
    opened.allow(cut_off);
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Hello?');
    proxy.cut();
    await submit_of(form).click();
    await problem_of(form).waitFor();
    assert.match(await problem_of(form).textContent(), /try again/);
    proxy.mend();
    await submit_of(form).click();
    await page.locator(`#c-${thread.ids.first} > .replies > article`).nth(1).waitFor({ timeout: 20_000 });
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?', 'Hello?']);
});

await story('the form at the end answers the discussion itself', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const form = page.locator('main > form.write');
    await form.locator('textarea').fill('To all of you: thanks.');
    await submit_of(form).click();
    const last = page.locator('.room > article').last();
    await eventually(async () => assert.equal(await last.locator('.prose').first().innerText(), 'To all of you: thanks.'));
    await eventually(async () => assert.equal(await form.locator('textarea').inputValue(), ''));
    await page.reload();
    assert.equal(await form.locator('textarea').inputValue(), '', 'no draft stays behind');
});

await story('a second answer from the same form is a second comment', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const form = page.locator('main > form.write');
    for (const count of [3, 4]) {
        await form.locator('textarea').fill('Bump.');
        await submit_of(form).click();
        await page.locator('.room > article').nth(count - 1).waitFor();
        await eventually(async () => assert.equal(await form.locator('textarea').inputValue(), ''));
    }
    assert.equal((await read_all(thread)).filter(({ body }) => body === 'Bump.').length, 2);
});

await story('a form that is open survives what arrives around it', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Wait, I am');
    for (const [parent, text] of [[thread.ids.first, 'Quicker!'], [thread.ids.below, 'Deeper!']]) {
        const id = await write(bo, thread, parent, text);
        await page.locator(`#c-${id}`).waitFor();
    }
    assert.equal(await form.locator('textarea').inputValue(), 'Wait, I am');
    await page.keyboard.type(' here');
    assert.equal(await form.locator('textarea').inputValue(), 'Wait, I am here');
});

await story('a guest who wants to answer or to rate is led to the login, and back', async ({ visitor }) => {
    const thread = await small_discussion();
    for (const button of ['button[form=reply]', '.votes [value="1"]']) {
        const { page, go } = await visitor();
        await go(thread.path);
        await turn(page, () => post_of(page, thread.ids.first).locator(button).click());
        assert.match(page.url(), /\/account\/login/);
        await log_in(page, ada);
        assert.match(page.url(), new RegExp(`/forum/(thread/${thread.id}/|reply\\?)`));
    }
});

await story('a page left open over a logout says so, and its form goes through after a login elsewhere', async ({ visitor }) => {
    const thread = await small_discussion();
    const writer = await member('leaver');
    const { context, page, go, allow } = await visitor({ as: writer });
    await go(thread.path);
    const form = await begin(page, thread.ids.first, 'Written before the logout.');
    const other = await context.newPage();
    await other.goto(address('/forum/'));
    await other.locator('.account summary').click();
    await turn(other, () => other.locator('form[action="/account/logout"] button').click());
    allow(/401/, /403/);
    await submit_of(form).click();
    await problem_of(form).waitFor();
    assert.match(await problem_of(form).innerText(), /not logged in/);
    assert.equal(await problem_of(form).locator('a').getAttribute('href'), '/account/login');
    await other.goto(address('/account/login'));
    await log_in(other, writer);
    await submit_of(form).click();
    await page.locator(`#c-${thread.ids.first} > .replies > article`).nth(1).waitFor();
    assert.deepEqual(await answers(thread, thread.ids.first), ['At night or at dusk?', 'Written before the logout.']);
});

// ---- what is typed while another text is on its way ----

const kept = { 'at the end': (page) => page.locator('main > form.write'), 'below a comment': (page, thread) => form_of(page, thread.ids.first) };
for (const [where, form_at] of Object.entries(kept))
    await story(`what is typed while a comment is on its way stays in the box ${where}, and is no part of what was sent`, async ({ visitor }) => {
        const thread = await small_discussion();
        const { page, go } = await visitor({ as: ada });
        await go(thread.path);
        if (where === 'below a comment') await post_of(page, thread.ids.first).locator('button[form=reply]').click();
        const form = form_at(page, thread);
        const box = form.locator('textarea');
        const let_go = await held_back(page);
        await box.fill('First sentence.');
        await submit_of(form).click();
        await box.press('End');
        await page.keyboard.type(' And a second.');
        await page.keyboard.press('Control+Enter'); // while one is on its way no other goes
        await let_go();
        await page.locator('.comment .prose', { hasText: 'First sentence.' }).waitFor();
        await eventually(async () => assert.equal(await box.inputValue(), 'And a second.'));
        assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA', 'who types goes on');
        await submit_of(form).click();
        await page.locator('.comment .prose', { hasText: 'And a second.' }).waitFor();
        const bodies = (await read_all(thread)).map(({ body }) => body);
        assert.deepEqual(bodies.filter((body) => /sentence|second/.test(body)).sort(), ['And a second.', 'First sentence.']);
        assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('draft '))), []);
    });

await story('another text that replaced the one on its way stays whole', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    const form = page.locator('main > form.write');
    const let_go = await held_back(page);
    await form.locator('textarea').fill('This one.');
    await submit_of(form).click();
    await form.locator('textarea').fill('Quite another.');
    await let_go();
    await page.locator('.comment .prose', { hasText: 'This one.' }).waitFor();
    await eventually(async () => assert.ok(await submit_of(form).isEnabled()));
    assert.equal(await form.locator('textarea').inputValue(), 'Quite another.');
    await go(thread.path);
    assert.equal(await form.locator('textarea').inputValue(), 'Quite another.', 'and is a draft');
});

await story('what is typed after a thread was sent is what its draft says then', async ({ visitor }) => {
    const { page, go } = await visitor({ as: await member('hasty') });
    await go('/forum/general/new');
    await page.locator('input[name=title]').fill('In a hurry');
    const box = page.locator('form.write textarea');
    await box.fill('All of it.');
    await box.evaluate((element) => element.form.addEventListener('submit', () => setTimeout(() => {
        element.value += ' And more.';
        element.dispatchEvent(new Event('input', { bubbles: true }));
    })));
    await page.route('**/forum/general/new', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await route.continue();
    });
    await turn(page, () => page.locator('form.write button[type=submit]:not([name])').click());
    assert.equal(await page.locator('.opening .prose').innerText(), 'All of it.');
    await page.unroute('**/forum/general/new');
    await go('/forum/general/new');
    assert.equal(await box.inputValue(), 'And more.');
});

await done();
