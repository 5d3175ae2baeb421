#!/usr/bin/env node
// The pages that every community has, held to what lib/look.mjs says, and how discussions are laid out. Those of a
// game's database have a file of their own (pages_game.mjs): together they take longer than one test may.

import assert from 'node:assert/strict';
import { done, story } from './lib/harness.mjs';
import { look_at, screens, sticking_out } from './lib/look.mjs';
import { deep_levels, house_pages, make_world } from './lib/pages.mjs';
import { post_of } from './lib/world.mjs';

const world = await make_world();
await look_at(house_pages, world);

// Where everything but times stands.
const places = (page) =>
    page.$$eval('body *:not(time:not([data-label]))', (all) =>
        all.map((one) => {
            const { x, y, width, height } = one.getBoundingClientRect();
            return `${one.tagName} ${one.className} ${[x, y, width, height].map(Math.round)}`;
        }));

for (const [name, path] of [
    ['the home page', () => '/'],
    ['a board', () => '/forum/zones/'],
    ['a discussion', () => world.long.path],
    ['the list of sessions', () => '/account/sessions'],
])
    await story(`whatever time it is, nothing else moves on ${name}`, async ({ visitor }) => {
        for (const screen of screens) {
            const { page, go } = await visitor({ as: world.mira, ...screen });
            await go(path());
            const before = await places(page);
            for (const words of ['now', '2001-09-16', '11 months ago', 'vor 45 Sekunden']) {
                const count = await page.$$eval('time:not([data-label])', (all, text) => {
                    for (const one of all) one.textContent = text;
                    return all.length;
                }, words);
                assert.ok(count > 0, 'there are times');
                assert.deepEqual(await places(page), before, words);
                const spilt = await page.$$eval('time:not([data-label])', (all) =>
                    all.filter((one) => one.scrollWidth > one.getBoundingClientRect().width + 1).length);
                assert.equal(spilt, 0, `there is room for "${words}"`);
            }
        }
    });

await story('the foot of a short page has its room before its lines have come', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go(world.lonely.path);
    const foot = () => page.locator('.colophon').evaluate((one) => one.getBoundingClientRect().top);
    const whole = await foot();
    await page.locator('.colophon').evaluate((one) => one.replaceChildren());
    assert.ok(Math.abs((await foot()) - whole) < 1, `${await foot()} without them, ${whole} with them`);
});

await story('code and tables stand clear of the line that says who wrote them', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go(world.wide.path);
    for (const key of ['w2', 'w4']) {
        const [head, box] = await post_of(page, world.wide.ids[key]).evaluate((post) =>
            [post.querySelector('header'), post.querySelector('.prose').firstElementChild].map((one) => {
                const { top, bottom } = one.getBoundingClientRect();
                return { top, bottom };
            }));
        assert.ok(box.top - head.bottom >= 4, `${box.top - head.bottom} px`);
    }
});

await story('menus open within the screen of a phone', async ({ visitor }) => {
    for (const as of [undefined, world.mira]) {
        const { page, go } = await visitor({ as, ...screens[1] });
        await go('/');
        const menus = await page.locator('[data-menu] > summary').all();
        assert.ok(menus.length > 0, 'there are menus');
        for (const menu of menus) {
            await menu.click();
            assert.deepEqual(await sticking_out(page), []);
            const left = await page.locator('[data-menu][open] > ul').evaluate((list) => list.getBoundingClientRect().left);
            assert.ok(left >= 0, `begins at ${left}`);
        }
    }
});

await story(`a branch of ${deep_levels} levels stays readable on a phone`, async ({ visitor }) => {
    const { page, go } = await visitor({ as: world.mira, wide: 360, high: 740 });
    await go(world.deep.path);
    let seen = 0;
    for (let turns = 0; ; turns++) {
        const widths = await page.$$eval('.room .prose', (all) => all.map((one) => one.getBoundingClientRect().width));
        seen += widths.length;
        assert.ok(Math.min(...widths) >= 200, `${Math.min(...widths)} px of text at the least`);
        const more = page.locator('a.continue');
        if ((await more.count()) === 0) break;
        assert.ok(turns < 10, 'the links lead to an end');
        await page.goto(new URL(await more.getAttribute('href'), page.url()).href);
    }
    assert.equal(seen, deep_levels);
});

await done();
