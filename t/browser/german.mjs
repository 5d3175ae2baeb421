#!/usr/bin/env node
// Who asks for German gets German, wholly: no text of the catalogue is left in English.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { address, done, here, story } from './lib/harness.mjs';
import { make_world, open_page, pages } from './lib/pages.mjs';
import { member, rows, small_discussion } from './lib/world.mjs';

// The catalogue's texts whose German differs: [{ english, german }].
function catalogue() {
    const texts = [];
    const file = readFileSync(join(here, '../../po/de.po'), 'utf8');
    for (const entry of file.split(/\n\s*\n/)) {
        if (/^#,.*fuzzy/m.test(entry)) continue;
        const fields = {};
        let name;
        for (const line of entry.split('\n')) {
            const [, key, text] = line.match(/^(?:([a-z_]+(?:\[\d\])?)\s+)?"(.*)"$/) ?? [];
            if (text === undefined) continue;
            if (key) fields[(name = key)] = '';
            fields[name] += JSON.parse(`"${text}"`);
        }
        const pairs = [
            [fields.msgid, fields.msgstr ?? fields['msgstr[0]']],
            [fields.msgid_plural, fields['msgstr[1]']],
        ];
        for (const [english, german] of pairs)
            if (english && english !== german) texts.push({ english, german });
    }
    return texts;
}

const texts = catalogue();

// A text with its placeholders as a pattern for all of a piece of the page.
function pattern(text) {
    const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/%[sdu]|%\d\$[sd]/g, '.+?')}$`);
}
// What is little but its placeholders ("%s to %s") could stand in anybody's sentence.
const telling = (text) => !/%/.test(text) || text.replace(/%[sdu]|%\d\$[sd]/g, '').replace(/[^a-z]/gi, '').length > 5;
// What happens to be a German word as well as an English one is no evidence.
const german_words = new Set(texts.map(({ german }) => german.toLowerCase()));
const english = texts
    .filter((text) => telling(text.english) && !german_words.has(text.english.toLowerCase()))
    .map((text) => ({ text: text.english, pattern: pattern(text.english) }));

// All that a page says but for what players wrote: texts, labels, titles, and what scripts will say.
function said(page) {
    return page.evaluate(() => {
        const pieces = [document.title.split(' · ')[0]];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node; (node = walker.nextNode()); ) {
            if (node.nodeType === Node.TEXT_NODE) {
                if (!node.parentElement.closest('script, .prose, textarea')) pieces.push(node.data);
                continue;
            }
            for (const { name, value } of node.attributes)
                if (/^(aria-label|title|placeholder|alt|data-.*)$/.test(name)) pieces.push(value);
            if (node.matches('button, a, label, p, h1, h2, th, td, li, legend, summary')) pieces.push(node.innerText ?? node.textContent);
        }
        return pieces.map((piece) => piece.replace(/\s+/g, ' ').trim()).filter(Boolean);
    });
}

const world = await make_world();
// What a game's things are called is nobody's to translate, even where it is a word of ours.
const names = new Set((await rows('SELECT DISTINCT name FROM entry')).flat());

for (const entry of pages) {
    // nginx's own pages stand before any language is known.
    if (entry.name === 'out of order') continue;
    await story(`${entry.name}: wholly in German`, async ({ visitor }) => {
        const { page } = await open_page(entry, world, visitor, { locale: 'de-DE' });
        assert.equal(await page.getAttribute('html', 'lang'), 'de');
        const left = (await said(page)).filter((piece) => !names.has(piece)).flatMap((piece) =>
            english.filter((text) => text.pattern.test(piece)).map((text) => `“${text.text}” in “${piece}”`));
        assert.deepEqual([...new Set(left)], []);
    });
}

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
