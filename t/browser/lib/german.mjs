// What is left in English on a page that should be German.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './harness.mjs';
import { rows } from './world.mjs';

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
    .map((text) => text.english)
    .filter((text) => telling(text) && !german_words.has(text.toLowerCase()));
const whole = new Set(english.filter((text) => !text.includes('%')));
const patterns = english.filter((text) => text.includes('%')).map((text) => ({ text, pattern: pattern(text) }));

// All that a page says but for what players wrote, and what it says is not to be translated (names of the database): texts, labels, titles, and what scripts will say.
function said(page) {
    return page.evaluate(() => {
        const pieces = [document.title.split(' · ')[0]];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node; (node = walker.nextNode()); ) {
            if (node.nodeType === Node.TEXT_NODE) {
                if (!node.parentElement.closest('script, .prose, textarea, [translate=no]')) pieces.push(node.data);
                continue;
            }
            for (const { name, value } of node.attributes)
                if (/^(aria-label|title|placeholder|alt|data-.*)$/.test(name)) pieces.push(value);
            if (!node.closest('[translate=no]') && node.matches('button, a, label, p, h1, h2, th, td, li, legend, summary')) pieces.push(node.innerText ?? node.textContent);
        }
        return pieces.map((piece) => piece.replace(/\s+/g, ' ').trim()).filter(Boolean);
    });
}

// What a game's things are called is nobody's to translate, even where it is a word of ours.
const names = new Set((await rows('SELECT DISTINCT name FROM entry')).flat());

export async function left_in_english(page) {
    const left = [...new Set(await said(page))].filter((piece) => !names.has(piece)).flatMap((piece) =>
        [...(whole.has(piece) ? [piece] : []), ...patterns.filter((one) => one.pattern.test(piece)).map((one) => one.text)]
            .map((text) => `“${text}” in “${piece}”`));
    return left;
}
