#!/usr/bin/env node
// Who asks for German gets German (that all of each page is, pages.mjs sees).

import assert from 'node:assert/strict';
import { address, done, story } from './lib/harness.mjs';
import { member, small_discussion } from './lib/world.mjs';

await story('times are German, relative, with the exact one on hover', async ({ visitor }) => {
    const thread = await small_discussion();
    const { page, go } = await visitor({ locale: 'de-DE' });
    await go(thread.path);
    const time = page.locator('article time').first();
    assert.match(await time.textContent(), /^(jetzt|vor \d+ (Sekunde|Minute)n?)$/);
    assert.match(await time.getAttribute('title'), /\d{4}.*\d{2}:\d{2}/);
    assert.match(await time.getAttribute('title'), /tag|woch/i);
});

await story('the browser’s language decides, whatever its country; the account’s choice is above it', async ({ visitor }) => {
    const polyglot = await member('poly');
    const { page, go } = await visitor({ as: polyglot, locale: 'de-AT' });
    const language = () => page.getAttribute('html', 'lang');
    await go('/account/settings');
    assert.equal(await language(), 'de');
    await page.check('input[name=language][value=en]');
    const saved = () => Promise.all([
        page.waitForURL(/saved=1/),
        page.locator('section:has(#language) button[type=submit]').click(),
    ]);
    await saved();
    assert.equal(await language(), 'en');
    await go('/forum/zones/');
    assert.equal(await language(), 'en');
    await go('/account/settings');
    await page.check('input[name=language][value=""]');
    await saved();
    assert.equal(await language(), 'de');
});

await story('each language and each site keeps its own pages', async ({ visitor }) => {
    const [english_one, german_one] = [await visitor(), await visitor({ locale: 'de-DE' })];
    for (const site of ['everquest', 'camelot', 'eqbeastiary']) {
        const titles = [];
        for (const { page } of [english_one, german_one, english_one]) {
            await page.goto(address('/', site));
            titles.push(await page.locator('h2').first().textContent());
        }
        assert.notEqual(titles[0], titles[1], site);
        assert.equal(titles[0], titles[2], site);
    }
});

await done();
