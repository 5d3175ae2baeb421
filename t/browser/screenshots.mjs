#!/usr/bin/env node
// Pictures of the pages, to be looked at: in t/browser/screenshots/, which git ignores. With
// UPDATE_SCREENSHOTS=1 also the picture of a discussion that the README shows.

import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { done, here, painted, story } from './lib/harness.mjs';
import { make_world, open_page, pages } from './lib/pages.mjs';

const folder = join(here, 'screenshots');
const screens = [
    { name: 'wide', wide: 1280, high: 900 },
    { name: 'phone', wide: 360, high: 740, hasTouch: true, isMobile: true },
];
const LONGEST = 1600; // pixels of a page's height in its picture

// A picture from the page's top, as high as it is but not endless.
async function take(page, { wide }, name) {
    const high = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: wide, height: Math.min(high, LONGEST) });
    await page.evaluate(() => scrollTo(0, 0));
    await painted(page);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path });
    assert.ok(statSync(path).size > 5000, `${name} shows something`);
}

const shown = [
    'home', 'board', 'thread', 'deep thread', 'reply with an error, in place', 'login with an error', 'sessions',
    'nothing here',
].map((name) => pages.find((page) => page.name === name));

mkdirSync(folder, { recursive: true });
const world = await make_world();
const german_home = { ...shown[0], name: 'German home', locale: 'de-DE' };

for (const entry of [...shown, german_home])
    await story(`${entry.name}: pictures of it`, async ({ visitor }) => {
        for (const screen of screens) {
            const options = { ...screen, locale: entry.locale ?? 'en-GB' };
            const { page } = await open_page(entry, world, (more) => visitor({ ...more, ...options }));
            for (const colorScheme of ['dark', 'light']) {
                await page.emulateMedia({ colorScheme });
                await take(page, screen, `${entry.name.replace(/[^\w]+/g, '-')}-${screen.name}-${colorScheme}`);
            }
        }
    });

if (process.env.UPDATE_SCREENSHOTS)
    await story('the README’s picture of a discussion is taken, and is not large', async ({ visitor }) => {
        const { page, go } = await visitor({ wide: 1280, high: 900 });
        await go(world.long.path);
        await painted(page);
        const path = join(here, '../../doc/screenshots/thread.png');
        mkdirSync(join(path, '..'), { recursive: true });
        await page.screenshot({ path });
        assert.ok(statSync(path).size < 300_000, `${statSync(path).size} bytes`);
    });

await done();
