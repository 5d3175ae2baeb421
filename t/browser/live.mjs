#!/usr/bin/env node
// Pages that are open show what others write, where it belongs, without moving what is being read.

import assert from 'node:assert/strict';
import { cut_off, cutting_proxy } from './lib/proxy.mjs';
import { address, done, eventually, painted, story, turn } from './lib/harness.mjs';
import { comment_of, discussion, drawn, member, post_of, rate, read_all, small_discussion, unique, write } from './lib/world.mjs';

const [ada, bo] = await Promise.all([member('ada'), member('bo')]);

// How often a comment stands on the page.
const times = (page, id) => page.locator(`article#c-${id}`).count();

const arrived = (page, id) => comment_of(page, id).waitFor();

const parent_of = async (page, id) => (await drawn(page)).find((node) => node.id === id)?.parent;

async function reply(page, id, text) {
    await post_of(page, id).locator('button[form=reply]').click();
    const form = post_of(page, id).locator('form.write');
    await form.locator('textarea').fill(text);
    await form.locator('button[type=submit]').first().click();
}

await story('two members and a guest see what each writes, below what it answers', async ({ visitor }) => {
    const thread = await small_discussion();
    const [first, second, guest] = [await visitor({ as: ada }), await visitor({ as: bo }), await visitor()];
    for (const each of [first, second, guest]) await each.go(thread.path);

    await reply(first.page, thread.ids.below, 'At dusk, when the **ferry** is in.');
    const answer = first.page.locator(`#c-${thread.ids.below} > .replies > article`);
    await answer.waitFor();
    const id = Number((await answer.getAttribute('id')).slice(2));
    for (const { page } of [second, guest]) {
        await arrived(page, id);
        assert.equal(await parent_of(page, id), thread.ids.below);
        assert.equal(await post_of(page, id).locator('.prose strong').textContent(), 'ferry');
        assert.equal(await post_of(page, id).locator('.author').textContent(), ada.name);
    }

    await reply(second.page, id, 'Then it is the ferryman.');
    const below = second.page.locator(`#c-${id} > .replies > article`);
    await below.waitFor();
    const next = Number((await below.getAttribute('id')).slice(2));
    for (const { page } of [first, guest]) {
        await arrived(page, next);
        assert.equal(await parent_of(page, next), id);
    }
    assert.deepEqual(await drawn(first.page), await drawn(guest.page), 'the same tree for all');
    for (const { page } of [first, second, guest]) {
        assert.equal(await times(page, id), 1);
        assert.match(await page.locator('[data-total]').textContent(), /^5\b/, 'the count in the heading');
    }

    await guest.page.reload();
    assert.deepEqual(await drawn(guest.page), await drawn(first.page), 'the tree is that of a fresh page');
});

await story('an answer to the thread itself goes to the end, or to the top where newest come first', async ({ visitor }) => {
    const thread = await small_discussion();
    const [usual, newest] = [await visitor(), await visitor()];
    await usual.go(thread.path);
    await newest.go(`${thread.path}?sort=newest`);
    const id = await write(ada, thread, undefined, 'I asked the fishermen. Not them.');
    for (const { page } of [usual, newest]) await arrived(page, id);
    const level = async (page) => (await drawn(page)).filter((node) => node.parent === 0).map((node) => node.id);
    assert.deepEqual(await level(usual.page), [thread.ids.first, thread.ids.second, id]);
    assert.equal((await level(newest.page))[0], id);
    for (const { page } of [usual, newest]) {
        const live = await drawn(page);
        await page.reload();
        assert.deepEqual(await drawn(page), live, 'as on a fresh page');
    }
});

await story('where its reader may not write, what comes has nothing to write with', async ({ visitor }) => {
    const thread = await small_discussion();
    const { context, page, go } = await visitor({ as: bo });
    // Before a script of the page runs, as it is sent to who may not write there: no forms, none of their buttons.
    await context.addInitScript(() => document.addEventListener('readystatechange', () => {
        for (const one of document.querySelectorAll('#vote, #reply, form.write, button[form]')) one.remove();
    }, { once: true }));
    await go(thread.path);
    const id = await write(ada, thread, undefined, 'Hear this.');
    await arrived(page, id);
    assert.equal(await post_of(page, id).locator('.score').textContent(), '0', 'it is whole');
    assert.equal(await page.locator('.post button[form]:not([form=report])').count(), 0);
});

await story('with the newest first, an answer deep in the tree comes to the top and says what it answers', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor();
    await go(`${thread.path}?sort=newest`);
    const before = (await drawn(page)).map((node) => node.id);
    const id = await write(ada, thread, thread.ids.below, 'Deep down, **but** new.');
    await arrived(page, id);
    const live = await drawn(page);
    assert.deepEqual(live.map((node) => node.id), [id, ...before], 'before all others');
    const line = () => post_of(page, id).locator('.orphaned').textContent();
    const said = await line();
    assert.match(said, /^in reply to \S+: /, 'with whom it answers, and what');
    await page.reload();
    assert.deepEqual(await drawn(page), live, 'as on a fresh page');
    assert.equal(await line(), said, 'in the same words');
});

await story('a vote changes the score on every open page, and marks only the voter’s button', async ({ visitor }) => {
    const thread = await small_discussion();
    const [voter, other, guest] = [await visitor({ as: ada }), await visitor({ as: bo }), await visitor()];
    for (const each of [voter, other, guest]) await each.go(thread.path);
    const score = (page) => post_of(page, thread.ids.first).locator('.score').textContent();
    const pressed = (page, value) =>
        post_of(page, thread.ids.first).locator(`.votes [value="${value}"]`).getAttribute('aria-pressed');
    const press = (page, value) => post_of(page, thread.ids.first).locator(`.votes [value="${value}"]`).click();
    const everywhere = (wanted) =>
        eventually(async () => {
            for (const { page } of [voter, other, guest]) assert.equal(await score(page), wanted);
        });

    await press(voter.page, 1);
    await everywhere('1');
    assert.equal(await pressed(voter.page, 1), 'true');
    assert.equal(await pressed(other.page, 1), 'false');
    await press(other.page, 1);
    await everywhere('2');
    await press(voter.page, -1);
    await everywhere('0');
    assert.equal(await pressed(voter.page, 1), 'false');
    assert.equal(await pressed(voter.page, -1), 'true');
    await press(voter.page, -1);
    await everywhere('1');
    assert.equal(await pressed(voter.page, -1), 'false');
    await rate(bo, thread, thread.ids.first, 0);
    await everywhere('0');

    await voter.page.reload();
    assert.equal(await score(voter.page), '0');
    assert.equal(await pressed(voter.page, 1), 'false', 'nothing voted, after loading again');
});

await story('a vote that is given while another is on its way counts too', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route('**/rating', async (route) => {
        await held;
        await route.continue();
    });
    const button = (value) => post_of(page, thread.ids.first).locator(`.votes [value="${value}"]`);
    await button(1).click();
    await button(-1).click();
    assert.equal(await button(-1).getAttribute('aria-pressed'), 'true');
    release();
    const score = async () => (await read_all(thread)).find(({ id }) => id === thread.ids.first).score;
    await eventually(async () => assert.equal(await score(), -1));
    assert.equal(await post_of(page, thread.ids.first).locator('.score').textContent(), '-1');
});

await story('an edit replaces the text on open pages and keeps the replies, and an answer being written', async ({ visitor }) => {
    const thread = await small_discussion();
    const id = await write(ada, thread, thread.ids.first, 'Blue ones.');
    const below = await write(bo, thread, id, 'Or green.');
    const [writer, reader, guest] = [await visitor({ as: ada }), await visitor({ as: bo }), await visitor()];
    for (const each of [reader, guest]) await each.go(thread.path);
    await post_of(reader.page, id).locator('button[form=reply]').click();
    const typed = post_of(reader.page, id).locator('form.write textarea');
    await typed.fill('Half a senten');

    await writer.go(`/forum/comment/${id}/edit`);
    await writer.page.fill('textarea[name=body]', 'Blue ones, with a *hum*.');
    await writer.page.click('main form.write button[type=submit]:not([name])');
    await writer.page.waitForURL(/#c-/);
    for (const { page } of [reader, guest]) {
        await eventually(async () =>
            assert.equal(await post_of(page, id).locator('.prose').first().innerText(), 'Blue ones, with a hum.'));
        assert.equal(await post_of(page, id).locator('.edited').count(), 1);
        assert.equal(await parent_of(page, below), id, 'the reply is still there');
        assert.equal(await times(page, id), 1);
    }
    assert.equal(await typed.inputValue(), 'Half a senten');
    assert.ok(await typed.evaluate((field) => field === document.activeElement), 'still being written in');
});

await story('a German page gets German fragments', async ({ visitor }) => {
    const thread = await small_discussion();
    const german = await visitor({ locale: 'de-DE' });
    await german.go(thread.path);
    const words = (id) => post_of(german.page, id).locator('footer').innerText();
    const id = await write(ada, thread, thread.ids.first, 'Wie spät war es?');
    await arrived(german.page, id);
    assert.equal(await words(id), await words(thread.ids.below), 'the same words as on the page’s own comments');
    assert.match(await words(id), /Antworten/);
    await eventually(async () =>
        assert.match(await german.page.locator('[data-live]').innerText(), new RegExp(`Neuer Kommentar von ${ada.name}`)));
});

await story('what arrives is announced politely, to others than its author', async ({ visitor }) => {
    const thread = await small_discussion();
    const [reader, guest] = [await visitor({ as: bo }), await visitor()];
    for (const each of [reader, guest]) {
        await each.go(thread.path);
        assert.equal(await each.page.locator('[data-live]').getAttribute('role'), 'status');
    }
    await write(ada, thread, thread.ids.first, 'Three of them, I counted.');
    for (const { page } of [reader, guest])
        await eventually(async () =>
            assert.match(await page.locator('[data-live]').textContent(), new RegExp(`New comment by ${ada.name}`)));
    // What comes within a second is told together.
    await Promise.all(['And a fourth.', 'And a fifth.'].map((text) => write(ada, thread, thread.ids.first, text)));
    await eventually(async () =>
        assert.match(await guest.page.locator('[data-live]').textContent(), /2 new comments/));
});

const posts_of = (many) =>
    Array.from({ length: many }, (_, i) => ({
        key: `p${i}`,
        parent: i === 0 ? undefined : i % 3 === 1 ? 'p0' : `p${i - 1}`,
        body: `Comment number ${i}.${' It goes on for a while, as they do here.'.repeat(1 + (i % 5))}`,
    }));

for (const [how, query] of [['in order', ''], ['newest first', '?sort=newest']]) {
    await story(`what comes above does not move what is being read (${how})`, async ({ visitor }) => {
        const thread = await discussion(unique('Long talk'), posts_of(60));
        const reader = await visitor({ as: bo });
        await reader.go(thread.path + query);
        const ids = (await drawn(reader.page)).map((node) => node.id);
        const [above, anchor] = [ids[3], ids[Math.floor(ids.length / 2)]];
        await comment_of(reader.page, anchor).evaluate((element) => {
            element.scrollIntoView({ block: 'start' });
            scrollBy(0, -120);
        });
        await painted(reader.page);
        const top = () => post_of(reader.page, anchor).evaluate((element) => element.getBoundingClientRect().top);
        const before = await top();
        assert.ok(before > 0 && before < 900, `the anchor is on the screen, at ${before}`);
        const id = await write(ada, thread, above, `Up here.\n\n${'A paragraph that takes room.\n\n'.repeat(12)}`);
        await arrived(reader.page, id);
        const height = await comment_of(reader.page, id).evaluate((element) => element.getBoundingClientRect());
        assert.ok(height.bottom < 0 && height.height > 200, 'something large came above');
        await painted(reader.page);
        assert.ok(Math.abs((await top()) - before) < 1, `${before} before, ${await top()} after`);

        await rate(bo, thread, above, 1);
        const edited = await write(ada, thread, above, 'short');
        await arrived(reader.page, edited);
        await painted(reader.page);
        assert.ok(Math.abs((await top()) - before) < 1, 'nor does another');
    });
}

await story('what comes above does not move the text that is being typed', async ({ visitor }) => {
    const thread = await discussion(unique('Long talk'), posts_of(40));
    const reader = await visitor({ as: bo });
    await reader.go(thread.path);
    const ids = (await drawn(reader.page)).map((node) => node.id);
    const target = ids[20];
    await post_of(reader.page, target).locator('button[form=reply]').click();
    const typed = post_of(reader.page, target).locator('textarea');
    await typed.fill('As I was say');
    await typed.evaluate((field) => field.scrollIntoView({ block: 'end' }));
    await painted(reader.page);
    const top = () => typed.evaluate((field) => field.getBoundingClientRect().top);
    const before = await top();
    // On the screen, but above what is being typed.
    const id = await write(ada, thread, ids[18], 'Between the two.\n\nSecond paragraph.\n\nThird.');
    await arrived(reader.page, id);
    await painted(reader.page);
    assert.ok(Math.abs((await top()) - before) < 1, `${before} before, ${await top()} after`);
    await reader.page.keyboard.type('ing');
    assert.equal(await typed.inputValue(), 'As I was saying');
});

await story('a page that was cut off gets all that it missed, once', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const [reader, witness] = [await visitor({ as: bo, proxy: proxy.settings }), await visitor()];
    for (const each of [reader, witness]) await each.go(thread.path);
    const ids = [await write(ada, thread, thread.ids.first, 'Before the cut.')];
    await arrived(reader.page, ids[0]);

    reader.allow(cut_off);
    proxy.cut();
    for (const text of ['One while away.', 'Two while away.', 'Three while away.'])
        ids.push(await write(ada, thread, ids.at(-1), text));
    await rate(ada, thread, thread.ids.second, 1);
    for (const id of ids) await arrived(witness.page, id);
    const cut = await times(reader.page, ids.at(-1)) === 0;
    proxy.mend();
    assert.ok(cut, 'nothing comes while the page is cut off');
    for (const id of ids) await reader.page.locator(`#c-${id}`).waitFor({ timeout: 20_000 });
    await eventually(async () =>
        assert.equal(await post_of(reader.page, thread.ids.second).locator('.score').textContent(), '1'));

    ids.push(await write(ada, thread, ids.at(-1), 'And after.'));
    for (const { page } of [reader, witness]) {
        await arrived(page, ids.at(-1));
        for (const id of ids) assert.equal(await times(page, id), 1, `comment ${id} stands there once`);
        const live = await drawn(page);
        await page.reload();
        assert.deepEqual(await drawn(page), live, 'as on a fresh page');
    }
});

await story('a page that was opened before much was written offers to load itself again', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const reader = await visitor({ as: bo, proxy: proxy.settings });
    await reader.go(thread.path);
    await arrived(reader.page, await write(ada, thread, thread.ids.first, 'Ready.'));
    reader.allow(cut_off);
    proxy.cut();
    const rows = 170;
    for (let i = 0; i < rows; i += 10)
        await Promise.all(Array.from({ length: 10 }, (_, j) => write(ada, thread, thread.ids.first, `Row ${i + j}`)));
    proxy.mend();
    const toast = reader.page.locator('[data-live]', { hasText: 'Much has been written since' });
    await toast.locator('a').click({ timeout: 20_000 });
    await eventually(async () => assert.ok((await drawn(reader.page)).length >= 100));
    assert.equal((await read_all(thread)).length, 5 + rows);
});

await story('what comes with a place on another page is counted there', async ({ visitor }) => {
    const posts = [{ key: 'o', body: 'Roll call.' }];
    for (let i = 0; i < 120; i++) posts.push({ key: `r${i}`, parent: 'o', body: `Present, number ${i}.` });
    const thread = await discussion(unique('Roll call'), posts);
    const reader = await visitor();
    await reader.go(thread.path);
    const ids = [await write(ada, thread, undefined, 'Late.'), await write(bo, thread, undefined, 'Later.')];
    const line = reader.page.locator('[data-elsewhere]');
    await eventually(async () => assert.match(await line.textContent(), /^2 new comments on other pages/));
    for (const id of ids) assert.equal(await times(reader.page, id), 0);
    await line.locator('a').click();
    await arrived(reader.page, ids[1]);
    assert.equal(new URL(reader.page.url()).hash, `#c-${ids[1]}`);
});

await story('a comment below the last level shown grows the link that leads on', async ({ visitor }) => {
    const posts = [{ key: 'd0', body: 'Top.' }];
    for (let i = 1; i <= 10; i++) posts.push({ key: `d${i}`, parent: `d${i - 1}`, body: `Level ${i}.` });
    const thread = await discussion(unique('Deep talk'), posts);
    const reader = await visitor();
    await reader.go(thread.path);
    assert.equal(await reader.page.locator('a.continue').count(), 0);
    const last = await write(ada, thread, thread.ids.d10, 'Level 11.');
    const link = reader.page.locator(`#c-${thread.ids.d10} > .post a.continue`);
    await eventually(async () => assert.match(await link.textContent(), /\(1 reply\)/));
    await write(bo, thread, thread.ids.d10, 'Level 11 too.');
    await eventually(async () => assert.match(await link.textContent(), /\(2 replies\)/));
    await link.click();
    await arrived(reader.page, last);

    const deeper = await write(bo, thread, last, 'Level 12.');
    await arrived(reader.page, deeper);
    assert.equal(await parent_of(reader.page, deeper), last, 'the branch’s own page is live too');
});

await story('pages of other sites and other discussions hear nothing of it', async ({ visitor }) => {
    const [here, there] = [await small_discussion(), await small_discussion()];
    const [reader, witness] = [await visitor(), await visitor()];
    await reader.go(there.path);
    await witness.go(here.path);
    const id = await write(ada, here, here.ids.first, 'Only here.');
    await arrived(witness.page, id);
    const own = await write(ada, there, there.ids.first, 'And there.');
    await arrived(reader.page, own);
    assert.equal(await times(reader.page, id), 0);
});

// ---- many tabs of one browser ----

// A page's clock is its own, so that a test need not wait; whether it is in sight, too.
async function steered(page, path) {
    await page.clock.install();
    await page.goto(address(path));
}

function sight(page, hidden) {
    return page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
}

await story('ten tabs of one browser are all live, and hold one connection', async ({ visitor }) => {
    const threads = await Promise.all([1, 2, 3].map(() => small_discussion()));
    const proxy = await cutting_proxy();
    const { context, page } = await visitor({ proxy: proxy.settings });
    const tabs = [page];
    while (tabs.length < 10) tabs.push(await context.newPage());
    for (const [number, tab] of tabs.entries()) await tab.goto(address(threads[number % 3].path));
    for (const [place, thread] of threads.entries()) {
        const id = await write(ada, thread, thread.ids.first, 'All of you hear this.');
        for (const [number, tab] of tabs.entries()) if (number % 3 === place) await arrived(tab, id);
    }
    assert.ok(proxy.held().length < 3, `${proxy.held().length} connections are held`);
    await eventually(() => assert.equal(proxy.held().length, 1));
    // Those that stay hear on when others go.
    for (const tab of tabs.splice(0, 7)) await tab.close();
    for (const [number, tab] of tabs.entries()) {
        const thread = threads[(number + 7) % 3];
        await arrived(tab, await write(ada, thread, thread.ids.first, 'Who is left?'));
    }
    for (const tab of tabs) await tab.close();
    await eventually(() => assert.equal(proxy.held().length, 0));
});

await story('a page out of sight lets go, and has what it missed when it is seen again', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const [reader, witness] = [await visitor({ proxy: proxy.settings }), await visitor()];
    await steered(reader.page, thread.path);
    await witness.go(thread.path);
    await arrived(reader.page, await write(ada, thread, thread.ids.first, 'Still looking.'));
    await sight(reader.page, true);
    await reader.page.clock.fastForward(31_000);
    await eventually(() => assert.equal(proxy.held().length, 0));
    const id = await write(ada, thread, thread.ids.first, 'Nobody looks.');
    await arrived(witness.page, id);
    assert.equal(await times(reader.page, id), 0);
    await sight(reader.page, false);
    await arrived(reader.page, id);
    await eventually(() => assert.equal(proxy.held().length, 1));
});

await story('a page that was left and is come back to has what it missed', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor();
    await go(thread.path);
    await arrived(page, await write(ada, thread, thread.ids.first, 'Before.'));
    await go('/forum/');
    const id = await write(ada, thread, thread.ids.first, 'Meanwhile.');
    await page.goBack();
    await arrived(page, id);
    await arrived(page, await write(ada, thread, id, 'And live again.'));
    assert.equal(await times(page, id), 1);
});

await story('without a shared worker one tab holds the stream for itself, and the others ask now and then', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const { context, page } = await visitor({ proxy: proxy.settings });
    await context.addInitScript(() => delete window.SharedWorker);
    const others = [await context.newPage(), await context.newPage()];
    await page.goto(address(thread.path));
    await eventually(() => assert.equal(proxy.held().length, 1));
    for (const other of others) await steered(other, thread.path);
    const id = await write(ada, thread, thread.ids.first, 'One hears it.');
    await arrived(page, id);
    assert.equal(await times(others[0], id), 0);
    for (const other of others) {
        await other.clock.fastForward(60_000);
        await arrived(other, id);
    }
    assert.equal(proxy.held().length, 1);
    // Where the one goes, another takes its place.
    await page.close();
    await eventually(() => assert.equal(proxy.held().length, 1));
    const next = await write(ada, thread, thread.ids.first, 'Another hears it.');
    await eventually(async () => assert.equal(await times(others[0], next) + await times(others[1], next), 1));
});

await story('without any stream a page asks now and then', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const { context, page } = await visitor({ proxy: proxy.settings });
    await context.addInitScript(() => {
        delete window.SharedWorker;
        Object.defineProperty(navigator, 'locks', { value: undefined });
    });
    await steered(page, thread.path);
    for (const text of ['Once.', 'And again.']) {
        const id = await write(ada, thread, thread.ids.first, text);
        await page.clock.fastForward(60_000);
        await arrived(page, id);
    }
    assert.equal(proxy.held().length, 0);
});

await story('each tab hears in its own language, also after another was chosen', async ({ visitor }) => {
    const thread = await small_discussion();
    const cleo = await member('cleo');
    const { context, page, go } = await visitor({ as: cleo });
    await go(thread.path);
    const german = await context.newPage();
    await german.goto(address('/account/settings'));
    await german.check('[name=language][value=de]');
    await turn(german, () => german.locator('section:has(#language) button[type=submit]').click());
    await german.goto(address(thread.path));
    const id = await write(ada, thread, thread.ids.first, 'In two languages.');
    const words = (tab) => post_of(tab, id).locator('footer').innerText();
    for (const tab of [page, german]) await arrived(tab, id);
    assert.match(await words(page), /Reply/);
    assert.match(await words(german), /Antworten/);
});

await story('who logs out or in is asked anew what they may hear', async ({ visitor }) => {
    const thread = await small_discussion();
    const proxy = await cutting_proxy();
    const { context, page } = await visitor({ as: await member('dora'), proxy: proxy.settings });
    await page.goto(address(thread.path));
    await eventually(() => assert.match(proxy.held().join(), /lorehall=/));
    const other = await context.newPage();
    await other.goto(address(thread.path));
    await other.locator('.account summary').click();
    await turn(other, () => other.locator('.account form button').click());
    await other.goto(address(thread.path));
    await eventually(() => {
        assert.equal(proxy.held().length, 1);
        assert.doesNotMatch(proxy.held().join(), /lorehall=/);
    });
    const id = await write(ada, thread, thread.ids.first, 'To all.');
    for (const tab of [page, other]) await arrived(tab, id);
});

// ---- times ----

await story('times are the same by a clock that is wrong, and never in the future', async ({ visitor }) => {
    const thread = await small_discussion();
    const told = async (hours, { only_date = false, kept = false } = {}) => {
        const { page, context, go } = await visitor();
        await context.addInitScript(([offset, only_date, kept]) => {
            const [now, origin] = [Date.now, performance.timeOrigin];
            Date.now = () => now() + offset;
            if (!only_date) Object.defineProperty(performance, 'timeOrigin', { value: origin + offset });
            if (kept) performance.getEntriesByType = () => [];
        }, [hours * 3_600_000, only_date, kept]);
        await go(thread.path);
        const id = await write(ada, thread, thread.ids.first, 'Just now.');
        await arrived(page, id);
        if (!kept) assert.equal(await post_of(page, id).locator('.moment').textContent(), 'now');
        return page.locator('.moment').allTextContents();
    };
    const right = (await told(0)).slice(0, 3);
    assert.match(right.join(), /minutes? ago/);
    for (const hours of [-30, -3, 3, 30])
        for (const only_date of [false, true])
            assert.deepEqual((await told(hours, { only_date })).slice(0, 3), right, `${hours} hours`);
    // Where the page does not say what time it is, when it was is told, and not how long ago.
    const year = String(new Date().getUTCFullYear());
    for (const hours of [-3, 3])
        for (const text of await told(hours, { kept: true })) assert.ok(text.includes(year) && !text.includes('ago'), text);
});

await done();
