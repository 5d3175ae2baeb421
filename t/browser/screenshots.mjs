#!/usr/bin/env node
// Pictures of the pages, to be looked at: in t/browser/screenshots/, which git ignores; and what of them is
// the same on every machine, compared with what it was when somebody last looked: where the landmarks of a
// page begin and how wide they are, their type and their colours (t/browser/looks.json). Pixels are not
// compared with stored ones: another release of Chromium or FreeType draws the same letters differently, and
// a picture that must be taken anew each time is looked at by nobody. Heights, and how far down something
// stands, follow from what was written and how long ago; t/browser/pages.mjs sees to it that nothing sticks out.
//
// With UPDATE_SCREENSHOTS=1 what is seen is taken for right, and the picture of a discussion that the README
// shows is taken too: look at them, and at what changed in looks.json, before you commit either.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, here, painted, story } from './lib/harness.mjs';
import { make_world, open_page, pages } from './lib/pages.mjs';

const folder = join(here, 'screenshots');
const looks_file = join(here, 'looks.json');
const update = Boolean(process.env.UPDATE_SCREENSHOTS);
const screens = [
    { name: 'wide', wide: 1280, high: 900 },
    { name: 'phone', wide: 360, high: 740, hasTouch: true, isMobile: true },
];
const LONGEST = 1600; // pixels of a page's height in its picture
const SLACK = 2; // pixels, by which text of one face comes out differently on another machine

// Of each the first that is shown.
const landmarks = [
    '.masthead', '.masthead a', '.masthead input', '.masthead summary', 'main', 'h1', 'main h2', 'main > nav', 'main a',
    'main .button', 'main p', 'main time', 'main ul', 'main table', 'main th', 'main td', 'article', 'article header',
    'article .prose', 'article button', '.continue', 'main form', 'main form label', 'main form input:not([type=hidden])',
    'main form textarea', 'main form button[type=submit]', '[data-problem]', '.colophon', '.colophon a',
];

// What the landmarks of a page look like: { place: [x, width], type, colours } each. The place of what is as wide
// as its text is another with every machine's system-ui, and is not told.
const look_at = (page) =>
    page.evaluate((selectors) => {
        const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1;
        const found = selectors.map((selector) => [selector, [...document.querySelectorAll(selector)].find(shown)]);
        const hex = (colour) => `#${colour.match(/[\d.]+/g).map((part, i) => Math.round(i < 3 ? part : part * 255).toString(16).padStart(2, '0')).join('')}`;
        return Object.fromEntries(found.filter(([, one]) => one).map(([selector, one]) => {
            const { x, width } = one.getBoundingClientRect();
            const stretched = one.matches('main') || (width >= 0.9 * one.parentElement.clientWidth && !one.closest('td, th, .masthead *'));
            const { fontFamily, fontSize, fontWeight, color, backgroundColor, borderTopWidth, borderTopColor } = getComputedStyle(one);
            return [selector, {
                place: stretched ? [x + scrollX, width].map(Math.round) : [],
                type: `${fontFamily.split(',')[0].replaceAll('"', '')} ${fontSize} ${fontWeight}`,
                colours: `${hex(color)} on ${hex(backgroundColor)}${borderTopWidth === '0px' ? '' : `, ${borderTopWidth} ${hex(borderTopColor)}`}`,
            }];
        }));
    }, landmarks);

const expected = update ? {} : JSON.parse(readFileSync(looks_file, 'utf8'));
const seen = {};

// Places and type do not depend on the colours, nor these on the width: of four looks each is kept once.
function keep(page, look, screen, scheme) {
    for (const [selector, { place, type, colours }] of Object.entries(look)) {
        const kept = ((seen[page] ??= {})[selector] ??= {});
        if (scheme === 'dark') kept[screen.name] = [...place, type];
        if (screen === screens[0]) kept[scheme] = colours;
    }
}

const same = (was, is) =>
    Array.isArray(was) && Array.isArray(is)
        ? was.every((part, i) => typeof part === 'number' ? Math.abs(part - is[i]) <= SLACK : part === is[i])
        : was === is;

const every = (one = {}, other = {}) => [...new Set([...Object.keys(one), ...Object.keys(other)])];

// Lines about what looks otherwise on a page than it did.
const differences = (page) =>
    every(expected[page], seen[page]).flatMap((selector) => {
        const [was, is] = [expected, seen].map((looks) => looks[page]?.[selector] ?? {});
        return every(was, is).filter((part) => !same(was[part], is[part]))
            .map((part) => `${selector}, ${part}: ${was[part] ?? 'nothing'} was, ${is[part] ?? 'nothing'} is`);
    });

// A picture from the page's top, as high as it is but not endless.
async function take(page, { wide }, name) {
    const high = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: wide, height: Math.min(high, LONGEST) });
    await page.evaluate(() => scrollTo(0, 0));
    await painted(page);
    const path = join(folder, `${name}.png`);
    return page.screenshot({ path });
}

// How light a picture is on the whole (0 to 255), and in how many colours it is drawn.
const light_of = (page, picture) =>
    page.evaluate(async (data) => {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
        canvas.drawImage(image, 0, 0);
        const { data: pixels } = canvas.getImageData(0, 0, image.width, image.height);
        const colours = new Set();
        let sum = 0;
        for (let i = 0; i < pixels.length; i += 4) {
            sum += (pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3;
            colours.add((pixels[i] << 16) | (pixels[i + 1] << 8) | pixels[i + 2]);
        }
        return { light: sum / (pixels.length / 4), colours: colours.size };
    }, picture.toString('base64'));

const shown = [
    'home', 'board', 'thread', 'deep thread', 'reply with an error, in place', 'login with an error', 'sessions',
    'monster', 'zone', 'list', 'search', 'nothing here',
].map((name) => pages.find((page) => page.name === name));

mkdirSync(folder, { recursive: true });
const world = await make_world();
const german_home = { ...shown[0], name: 'German home', locale: 'de-DE' };

for (const entry of [...shown, german_home])
    await story(`${entry.name}: looks as it did, dark and light, wide and on a phone`, async ({ visitor }) => {
        for (const screen of screens) {
            const options = { ...screen, locale: entry.locale ?? 'en-GB' };
            const { page } = await open_page(entry, world, (more) => visitor({ ...more, ...options }));
            for (const scheme of ['dark', 'light']) {
                await page.emulateMedia({ colorScheme: scheme });
                const picture = await take(page, screen, `${entry.name.replace(/[^\w]+/g, '-')}-${screen.name}-${scheme}`);
                keep(entry.name, await look_at(page), screen, scheme);
                const { light, colours } = await light_of(page, picture);
                assert.ok(scheme === 'dark' ? light < 80 : light > 175, `${scheme}, but ${Math.round(light)} of 255 light`);
                assert.ok(colours > 50, `${colours} colours: there is text`);
            }
        }
        if (!update) assert.deepEqual(differences(entry.name), []);
    });

// A line for each landmark.
function looks_text() {
    const line = ([selector, kept]) => `  ${JSON.stringify(selector)}: ${JSON.stringify(kept)}`;
    const pages_text = Object.entries(seen).map(([page, looks]) =>
        ` ${JSON.stringify(page)}: {\n${Object.entries(looks).map(line).join(',\n')}\n }`);
    return `{\n${pages_text.join(',\n')}\n}\n`;
}

if (update) writeFileSync(looks_file, looks_text());
else
    await story('no look is kept of what is no longer looked at', async () => {
        assert.deepEqual(Object.keys(expected).sort(), Object.keys(seen).sort());
    });

if (update)
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
