#!/usr/bin/env node
// Without JavaScript everything works, by forms and links alone.

import assert from 'node:assert/strict';
import { address, done, story, turn } from './lib/harness.mjs';
import { comment_of, discussion, forget_tries, log_in, member, password, post_of, read_all, small_discussion, unique } from './lib/world.mjs';

const plain = { javaScriptEnabled: false };
await forget_tries();
const bo = await member('bo');

const main = (page) => page.locator('main');
const click = (locator) => turn(locator.page(), () => locator.click());
const press = (page, name) => click(main(page).getByRole('button', { name, exact: true }));
const follow = (page, name) => click(page.getByRole('link', { name, exact: true }).first());
const opening = async (page) => Number((await page.locator('.opening article').getAttribute('id')).slice(2));
const write_form = (page) => main(page).locator('form.write');
const field = (page, name) => main(page).locator(`form [name=${name}]:not([type=hidden]):not(.hidden)`);

// Opens the menu of who is logged in and chooses.
async function choose(page, somebody, name) {
    await page.locator('.account summary', { hasText: somebody }).click();
    await click(page.locator('.account .menu').getByText(name, { exact: true }));
}

const newcomer = { name: unique('plain'), password };
const title = unique('Where does the ferryman sleep');
let thread; // its address
let answer; // the id of an answer

await story('a guest registers, and what is wrong is said beside what was typed', async ({ visitor }) => {
    const opened = await visitor(plain);
    const { page, go } = opened;
    opened.allow(/status of 422/);
    await go('/');
    await follow(page, 'Register');
    const wrong = async (name) => {
        const input = page.locator(`#f-${name}`);
        assert.equal(await input.getAttribute('aria-invalid'), 'true', name);
        const about = await input.getAttribute('aria-describedby');
        assert.match(await page.locator(`#${about}`).textContent(), /\w/);
        assert.equal(await page.locator(`[role=alert] a[href="#f-${name}"]`).count(), 1);
    };
    await page.fill('[name=name]', 'not a name!');
    await page.fill('[name=password]', newcomer.password);
    await page.fill('[name=repeat]', newcomer.password);
    await press(page, 'Register');
    await wrong('name');
    assert.equal(await page.locator('[name=name]').inputValue(), 'not a name!', 'the name is still there');
    assert.equal(await page.locator('[name=password]').inputValue(), '', 'a password is not');
    await page.fill('[name=name]', newcomer.name);
    await page.fill('[name=password]', 'short');
    await page.fill('[name=repeat]', 'short');
    await press(page, 'Register');
    await wrong('password');
    await page.fill('[name=name]', newcomer.name);
    await page.fill('[name=password]', newcomer.password);
    await page.fill('[name=repeat]', newcomer.password);
    await press(page, 'Register');
    assert.equal(await page.locator('.account summary').innerText(), newcomer.name, 'and is logged in');
    assert.equal(page.url(), address('/'));
    newcomer.state = await opened.context.storageState();
});

await story('a new thread: empty, then with a preview, then posted', async ({ visitor }) => {
    const opened = await visitor({ as: newcomer, ...plain });
    const { page, go } = opened;
    opened.allow(/status of 422/);
    await go('/forum/zones/');
    await follow(page, 'Start a thread');
    await field(page, 'body').fill('Asking for *my* bard.');
    await press(page, 'Post thread');
    assert.equal(await page.locator('#f-title').getAttribute('aria-invalid'), 'true');
    assert.equal(await field(page, 'body').inputValue(), 'Asking for *my* bard.', 'the text is kept');
    await field(page, 'title').fill(title);
    await press(page, 'Preview');
    assert.equal(await page.locator('.preview em').innerText(), 'my');
    assert.equal(await field(page, 'title').inputValue(), title);
    await press(page, 'Post thread');
    assert.match(page.url(), /\/forum\/thread\/\d+\/where-does-the-ferryman-sleep/);
    assert.equal(await page.locator('h1').innerText(), title);
    assert.equal(await page.locator('.opening .author').innerText(), newcomer.name);
    thread = new URL(page.url()).pathname;
});

await story('an answer, by the form of its own page', async ({ visitor }) => {
    const opened = await visitor({ as: bo, ...plain });
    const { page, go } = opened;
    opened.allow(/status of 422/);
    await go(thread);
    await click(post_of(page, await opening(page)).locator('button[form=reply]'));
    assert.match(page.url(), /\/forum\/reply\?/);
    assert.match(await page.locator('h1').innerText(), new RegExp(newcomer.name));
    assert.match(await page.locator('.answered').innerText(), /Asking for my bard/, 'what is answered is shown');
    await press(page, 'Post comment');
    assert.equal(await page.locator('#f-body').getAttribute('aria-invalid'), 'true');
    await field(page, 'body').fill('In the **boat**.');
    await press(page, 'Preview');
    assert.equal(await page.locator('.preview strong').innerText(), 'boat');
    await press(page, 'Post comment');
    answer = Number(new URL(page.url()).hash.replace('#c-', ''));
    assert.ok(answer > 0, 'back at the comment');
    assert.match(await post_of(page, answer).innerText(), /In the boat\./);

    // The form at the end answers the thread.
    await field(page, 'body').fill('Or under it.');
    await press(page, 'Post comment');
    const last = page.locator('.room > article').last();
    assert.match(await last.innerText(), /Or under it\./);
});

await story('pressing the button twice makes one comment', async ({ visitor }) => {
    const { page, go } = await visitor({ as: bo, ...plain });
    await go(thread);
    await field(page, 'body').fill('Sent twice.');
    const button = main(page).getByRole('button', { name: 'Post comment' });
    await turn(page, () => button.dblclick());
    await page.waitForURL(/#c-/);
    await page.reload();
    assert.equal(await page.locator('.room > article', { hasText: 'Sent twice.' }).count(), 1);
});

await story('going back and posting the same again makes one comment, another text makes another', async ({ visitor }) => {
    const { page, go } = await visitor({ as: bo, ...plain });
    await go(thread);
    for (const text of ['Sent, gone back, sent.', 'Sent, gone back, sent.', 'And something else.']) {
        await field(page, 'body').fill(text);
        await press(page, 'Post comment');
        assert.match(page.url(), /#c-/);
        await page.goBack();
        assert.equal(page.url(), address(thread));
    }
    await page.reload();
    for (const text of ['Sent, gone back, sent.', 'And something else.'])
        assert.equal(await page.locator('.room > article', { hasText: text }).count(), 1, text);
});

await story('a vote is given, changed and taken back', async ({ visitor }) => {
    const { page, go } = await visitor({ as: newcomer, ...plain });
    const score = () => post_of(page, answer).locator('.score').innerText();
    await go(thread);
    const vote = (name) => click(post_of(page, answer).getByRole('button', { name, exact: true }));
    await vote('Helpful');
    assert.equal(new URL(page.url()).hash, `#c-${answer}`);
    assert.equal(await score(), '1');
    await vote('Not helpful');
    assert.equal(await score(), '-1');
    await page.locator('details.own summary').click();
    await click(page.locator(`details.own li[data-comment="${answer}"] button`));
    assert.equal(await score(), '0');
    assert.equal(await page.locator(`details.own li[data-comment="${answer}"]`).count(), 0);
});

await story('one’s own comment cannot be rated, and says so', async ({ visitor }) => {
    const opened = await visitor({ as: bo, ...plain });
    const { page, go } = opened;
    opened.allow(/status of 403/);
    await go(thread);
    await click(post_of(page, answer).getByRole('button', { name: 'Helpful', exact: true }));
    assert.match(await main(page).innerText(), /cannot rate your own/);
});

await story('one’s own comment is edited, with a preview', async ({ visitor }) => {
    const { page, go } = await visitor({ as: bo, ...plain });
    await go(thread);
    await page.locator('details.own summary').click();
    await click(page.locator(`details.own a[href$="/forum/comment/${answer}/edit"]`));
    assert.equal(await field(page, 'body').inputValue(), 'In the **boat**.');
    await field(page, 'body').fill('In the *ferry* boat.');
    await press(page, 'Preview');
    assert.equal(await page.locator('.preview em').innerText(), 'ferry');
    await press(page, 'Save');
    assert.equal(new URL(page.url()).hash, `#c-${answer}`);
    assert.match(await post_of(page, answer).innerText(), /In the ferry boat\./);
    assert.match(await post_of(page, answer).innerText(), /edited/);
});

await story('a long discussion is read to its end by its links, each comment once', async ({ visitor }) => {
    const posts = [{ key: 'o', body: 'Roll call.' }];
    for (let i = 0; i < 130; i++) posts.push({ key: `r${i}`, parent: 'o', body: `Present, number ${i}.` });
    for (let i = 0; i < 35; i++) posts.push({ key: `d${i}`, parent: i ? `d${i - 1}` : 'r3', body: `Deeper, ${i}.` });
    const long = await discussion(unique('Roll call'), posts);
    const { page } = await visitor(plain);
    const left = [long.path];
    const seen = [];
    const visited = new Set();
    for (let path; (path = left.pop()); ) {
        if (visited.has(path)) continue;
        visited.add(path);
        await page.goto(address(path));
        seen.push(...(await page.$$eval('.thread article', (all) => all.map((one) => Number(one.id.slice(2))))));
        left.push(...(await page.$$eval('a.continue, a[rel=next]', (all) => all.map((one) => one.getAttribute('href')))));
    }
    const all = (await read_all(long)).map((comment) => comment.id);
    assert.equal(seen.length, 166);
    assert.deepEqual(seen.sort((a, b) => a - b), all.sort((a, b) => a - b));
});

await story('the orders of a discussion are links', async ({ visitor }) => {
    const small = await small_discussion();
    const { page, go } = await visitor(plain);
    await go(small.path);
    await follow(page, 'Newest first');
    assert.equal((await page.locator('.room > article').first().getAttribute('id')), `c-${small.ids.second}`);
    await follow(page, 'Best first');
    assert.equal(await page.locator('.sorts [aria-current]').innerText(), 'Best first');
    await post_of(page, small.ids.below).getByText('Jump to parent').click();
    assert.equal(new URL(page.url()).hash, `#c-${small.ids.first}`);
});

await story('sessions are seen and ended, and the end holds at once elsewhere', async ({ visitor }) => {
    const [here, there] = [await visitor(plain), await visitor(plain)];
    for (const { page, go } of [here, there]) {
        await go('/account/login');
        await log_in(page, newcomer);
    }
    await choose(here.page, newcomer.name, 'Sessions');
    const rows = here.page.locator('.sessions tbody tr');
    assert.ok((await rows.count()) >= 2);
    assert.equal(await rows.filter({ hasText: 'This browser' }).count(), 1);
    await press(here.page, 'End all other sessions');
    assert.equal(await rows.count(), 1);
    await there.go('/');
    assert.equal(await there.page.locator('.account summary').count(), 0, 'logged out there');
    await here.page.reload();
    assert.equal(await here.page.locator('.account summary').count(), 1, 'but not here');

    await there.go('/account/login');
    await log_in(there.page, newcomer);
    await here.page.reload();
    await click(rows.filter({ hasNotText: 'This browser' }).getByRole('button', { name: 'End' }));
    assert.equal(await rows.count(), 1);
    await there.page.reload();
    assert.equal(await there.page.locator('.account summary').count(), 0);
});

await story('a password is changed, and only the new one is good', async ({ visitor }) => {
    const opened = await visitor(plain);
    const { page, go } = opened;
    opened.allow(/status of 422/);
    await go('/account/login');
    await log_in(page, newcomer);
    await choose(page, newcomer.name, 'Settings');
    await field(page, 'current').fill('not this one');
    await field(page, 'password').fill('a lantern under the moat');
    await field(page, 'repeat').fill('a lantern under the moat');
    await press(page, 'Change password');
    assert.equal(await page.locator('#f-current').getAttribute('aria-invalid'), 'true');
    await field(page, 'current').fill(newcomer.password);
    await field(page, 'password').fill('a lantern under the moat');
    await field(page, 'repeat').fill('a lantern under the moat');
    await press(page, 'Change password');
    assert.match(await page.locator('[role=status]').innerText(), /Saved/);

    await choose(page, newcomer.name, 'Log out');
    assert.equal(await page.locator('.account summary').count(), 0, 'logged out');
    await go('/account/login');
    await page.fill('[name=name]', newcomer.name);
    await page.fill('[name=password]', newcomer.password);
    await press(page, 'Log in');
    assert.match(await page.locator('[role=alert]').innerText(), /do not go together/);
    assert.equal(await page.locator('[name=name]').inputValue(), newcomer.name);
    await page.fill('[name=password]', 'a lantern under the moat');
    await press(page, 'Log in');
    assert.equal(await page.locator('.account summary').innerText(), newcomer.name);
});

// Logs in at the provider of tools/dev/provider, whose page a form of ours led to, and waits for PATH.
async function log_in_elsewhere(page, name, path) {
    await page.waitForURL(/\/castle\/authorize/);
    await page.fill('[name=user]', name);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL((url) => url.pathname === path);
}

// That page is not ours, nor what it lacks.
const elsewhere = /127\.0\.0\.1:\d+\/(?:castle\/|favicon)/;

await story('a guest registers by an account elsewhere, and logs in by it again', async ({ visitor }) => {
    const opened = await visitor(plain);
    const { page, go } = opened;
    opened.allow(elsewhere);
    const name = unique('away');
    await go('/account/login?next=/forum/');
    await page.getByLabel('Keep me logged in on this device').check();
    await main(page).getByRole('button', { name: 'Log in with Castle' }).click();
    await log_in_elsewhere(page, name, '/account/provider/register');
    assert.equal(await field(page, 'name').inputValue(), name, 'the name from there is offered');
    assert.ok(await page.getByLabel('Keep me logged in on this device').isChecked(), 'what was chosen is kept');
    await press(page, 'Register');
    assert.equal(new URL(page.url()).pathname, '/forum/');
    assert.equal(await page.locator('.account summary').innerText(), name);
    await choose(page, name, 'Log out');
    await go('/account/login?next=/forum/');
    await main(page).getByRole('button', { name: 'Log in with Castle' }).click();
    await log_in_elsewhere(page, name, '/forum/');
    assert.equal(await page.locator('.account summary').innerText(), name, 'and is logged in');
});

await story('a login elsewhere is linked and unlinked', async ({ visitor }) => {
    const opened = await visitor({ as: bo, ...plain });
    const { page, go } = opened;
    opened.allow(elsewhere);
    const name = unique('link');
    await go('/account/settings');
    await follow(page, 'Linked logins');
    await main(page).getByRole('button', { name: 'Link Castle' }).click();
    await log_in_elsewhere(page, name, '/account/identities');
    assert.match(await page.locator('[role=status]').innerText(), /Linked/);
    assert.match(await main(page).innerText(), new RegExp(`Castle ${name}`));
    await press(page, `Unlink Castle ${name}`);
    assert.match(await page.locator('[role=status]').innerText(), /Unlinked/);
    assert.equal(await main(page).getByText(name).count(), 0);
});

await story('who logs in on the way is led back to where they were', async ({ visitor }) => {
    const { page, go } = await visitor(plain);
    await go(thread);
    await follow(page, 'Log in to join in');
    await log_in(page, bo);
    assert.equal(new URL(page.url()).pathname, thread);
    assert.ok(await write_form(page).isVisible());
});

await story('a form that was sent after a logout goes through at the first try, once its writer is logged in again', async ({ visitor }) => {
    const writer = await member('again');
    const opened = await visitor({ as: writer, ...plain });
    const { context, page, go } = opened;
    opened.allow(/status of 40[13]/);
    const sent = async (title, somebody) => {
        await go('/forum/general/new');
        await field(page, 'title').fill(title);
        await field(page, 'body').fill('Not to be lost.');
        const other = await context.newPage();
        await other.goto(address('/forum/'));
        await choose(other, writer.name, 'Log out');
        await press(page, 'Post thread');
        assert.equal(await page.locator('h1').innerText(), 'Please log in');
        await other.goto(address('/account/login'));
        await log_in(other, somebody);
        await press(page, 'Send it again');
        return other;
    };
    await sent(unique('Sent again'), writer);
    assert.match(page.url(), /\/forum\/thread\/\d+\/sent-again/);

    // Where somebody else has logged in, it is asked as whom.
    const other = await sent(unique('As myself'), bo);
    assert.equal(await page.locator('h1').innerText(), 'Somebody else is logged in');
    assert.match(await page.locator('.lead').innerText(), new RegExp(`now logged in as ${bo.name}`));
    assert.equal(await field(page, 'body').inputValue(), 'Not to be lost.');
    const opening = context.waitForEvent('page');
    await main(page).getByRole('button', { name: `Log in as ${writer.name} (in a new tab)` }).click();
    await log_in(await opening, writer);
    await press(page, `Send it as ${writer.name}`);
    assert.match(page.url(), /\/forum\/thread\/\d+\/as-myself/);
    assert.equal(await page.locator('.opening .author').first().innerText(), writer.name);
    await other.close();
});

await done();
