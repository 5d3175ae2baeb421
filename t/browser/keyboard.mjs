#!/usr/bin/env node
// Everything can be reached and done with the keyboard, and one sees where one is.

import assert from 'node:assert/strict';
import { done, eventually, painted, story, turn } from './lib/harness.mjs';
import { comment_of, member, post_of, small_discussion, write } from './lib/world.mjs';

const [ada, bo] = await Promise.all([member('ada'), member('bo')]);

// What has the focus: its words, and whether one sees that it has.
function focused(page) {
    return page.evaluate(() => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        const { width, height, top, bottom } = element.getBoundingClientRect();
        const words = element.getAttribute('aria-label') || element.innerText || element.textContent || element.name;
        return {
            words: words?.trim() ?? '',
            tag: element.tagName.toLowerCase(),
            comment: Number(element.closest('article')?.id.slice(2) ?? 0),
            seen: element.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
            large: width > 0 && height > 0 && bottom > 0 && top < innerHeight,
            page: element === document.body,
        };
    });
}

// Tabs until FOUND says yes of what has the focus; all that was passed.
async function tab_until(page, found, most = 120) {
    const passed = [];
    while (passed.length < most) {
        await page.keyboard.press('Tab');
        const at = await focused(page);
        passed.push(at);
        if (found(at)) return passed;
    }
    throw new Error(`not reached after ${most} tabs: ${passed.map((at) => at.words).join(' | ')}`);
}

await story('the first tab leads to a link that skips to the content', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    for (const path of ['/', thread.path, '/account/settings']) {
        await go(path);
        await page.keyboard.press('Tab');
        const skip = await focused(page);
        assert.equal(skip.words, 'Skip to the content');
        assert.ok(skip.seen && skip.large, 'one sees it');
        await page.keyboard.press('Enter');
        await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'main'));
        await page.keyboard.press('Tab');
        assert.ok(await page.evaluate(() => document.activeElement.closest('main')), 'and goes on from there');
    }
});

await story('tabbing meets all that can be done with a comment, in the order that one reads', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    await tab_until(page, (at) => at.comment === thread.ids.first);
    const order = [];
    for (let at = await focused(page); at.comment; at = await focused(page)) {
        order.push(at);
        await page.keyboard.press('Tab');
    }
    for (const each of order) assert.ok(each.seen && each.large, `one sees the focus on “${each.words}”`);
    const of = (id) => order.filter((at) => at.comment === id).map((at) => at.words.split('\n')[0]);
    for (const id of [thread.ids.first, thread.ids.below, thread.ids.second]) {
        const words = of(id);
        for (const wanted of ['Helpful', 'Not helpful', 'Reply'])
            assert.equal(words.filter((word) => word === wanted).length, 1, `${wanted} in ${words}`);
        assert.ok(words.some((word) => /with its replies/.test(word)), 'the button that collapses it');
    }
    assert.ok(of(thread.ids.below).some((word) => /Jump to parent/.test(word)));
    const ids = order.map((at) => at.comment).filter((id, i, all) => id !== all[i - 1]);
    assert.deepEqual(ids, [thread.ids.first, thread.ids.below, thread.ids.second]);
});

await story('one votes, answers and finds oneself on the new comment without touching a mouse', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ as: ada });
    await go(thread.path);
    await tab_until(page, (at) => at.comment === thread.ids.second && at.words === 'Helpful');
    await page.keyboard.press('Enter');
    await eventually(async () =>
        assert.equal(await post_of(page, thread.ids.second).locator('.score').textContent(), '1'));
    assert.equal((await focused(page)).words, 'Helpful', 'the focus stays');
    await tab_until(page, (at) => at.words === 'Reply', 3);
    await page.keyboard.press('Space');
    assert.equal((await focused(page)).tag, 'textarea');
    await page.keyboard.type('By keyboard.');
    await page.keyboard.press('Control+Enter');
    const made = page.locator(`#c-${thread.ids.second} > .replies > article`);
    await made.waitFor();
    const id = await made.getAttribute('id');
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), id));
    await page.keyboard.press('Tab');
    assert.equal(`c-${(await focused(page)).comment}`, id, 'and the next tab is within it');
});

await story('a branch is collapsed and opened, and says which it is', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor();
    await go(thread.path);
    const fold = post_of(page, thread.ids.first).locator('button[aria-expanded]');
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    assert.match(await fold.getAttribute('aria-label'), /\w/);
    await fold.focus();
    await page.keyboard.press('Enter');
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    assert.ok(await comment_of(page, thread.ids.below).isHidden());
    assert.ok(await post_of(page, thread.ids.first).locator('.prose').isHidden());
    assert.ok(await post_of(page, thread.ids.first).locator('.author').isVisible(), 'whose it is stays');
    assert.ok(await comment_of(page, thread.ids.second).isVisible(), 'others stay');
    assert.ok(await fold.evaluate((element) => element === document.activeElement), 'the focus stays');

    // What arrives in it does not open it; a link to something in it does.
    const id = await write(bo, thread, thread.ids.below, 'In the dark.');
    await page.locator(`#c-${id}`).waitFor({ state: 'attached' });
    assert.ok(await comment_of(page, id).isHidden());
    await page.evaluate((target) => (location.hash = target), `#c-${id}`);
    await eventually(async () => assert.ok(await comment_of(page, id).isVisible()));
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');

    await fold.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Space');
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    assert.ok(await post_of(page, thread.ids.first).locator('.prose').first().isVisible());
});

await story('“Jump to parent” leads to the parent, which stands out', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ wide: 360, high: 500 });
    await go(thread.path);
    const ground = (id) => post_of(page, id).evaluate((post) => getComputedStyle(post).backgroundColor);
    const before = await ground(thread.ids.first);
    await tab_until(page, (at) => at.comment === thread.ids.below && /Jump to parent/.test(at.words));
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).hash, `#c-${thread.ids.first}`);
    await painted(page);
    assert.notEqual(await ground(thread.ids.first), before);
    const top = await post_of(page, thread.ids.first).evaluate((post) => post.getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 500, `it is on the screen, at ${top}`);
    await page.keyboard.press('Tab');
    assert.equal((await focused(page)).comment, thread.ids.first, 'and tabbing goes on from there');
});

await story('a permalink leads to its comment, which stands out', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ high: 400 });
    await go(`/forum/comment/${thread.ids.second}`);
    assert.equal(new URL(page.url()).pathname, thread.path);
    assert.equal(new URL(page.url()).hash, `#c-${thread.ids.second}`);
    const ground = (id) => post_of(page, id).evaluate((post) => getComputedStyle(post).backgroundColor);
    assert.notEqual(await ground(thread.ids.second), await ground(thread.ids.first));
    assert.ok(await post_of(page, thread.ids.second).evaluate((post) => {
        const { top, bottom } = post.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight + 1;
    }), 'it is on the screen');
});

await story('menus open and close by key, and close when one goes on', async ({ visitor }) => {
    const { page, go } = await visitor({ as: ada });
    await go('/');
    const menu = page.locator('.account details');
    await menu.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.ok(await menu.evaluate((details) => details.open));
    await page.keyboard.press('Tab');
    assert.equal((await focused(page)).words, 'Settings');
    await page.keyboard.press('Escape');
    assert.ok(!(await menu.evaluate((details) => details.open)));
    assert.equal((await focused(page)).words, ada.name, 'the focus is back where it came from');
    await page.keyboard.press('Enter');
    await tab_until(page, (at) => at.words !== 'Settings' && at.words !== 'Sessions' && at.words !== 'Log out', 5);
    assert.ok(!(await menu.evaluate((details) => details.open)), 'closed behind one');
});

await story('in a form with errors, the list of them leads to the fields', async ({ visitor }) => {
    const opened = await visitor({ as: ada });
    const { page, go } = opened;
    opened.allow(/status of 422/);
    await go('/forum/zones/new');
    await turn(page, () => page.locator('main form.write button[type=submit]:not([name])').click());
    for (const name of ['title', 'body']) {
        await page.locator(`[role=alert] a[href="#f-${name}"]`).focus();
        await page.keyboard.press('Enter');
        await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), `f-${name}`));
    }
});

await done();
