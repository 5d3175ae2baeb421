// What every page is held to, on a wide screen that is dark and on a German phone that is light: nothing scrolls
// sideways, nothing moves while it loads, axe finds nothing, no text of the catalogue is left in English, and (by
// the harness) no error, refused content or foreign request; and what the server sent is valid HTML.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { left_in_english } from './german.mjs';
import { painted, story } from './harness.mjs';
import { open_page } from './pages.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const checker = require.resolve('vnu-jar/build/dist/vnu.jar');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Colours do not depend on the width, and German is the longer: each of both once is enough.
export const screens = [
    { wide: 1280, high: 900, colorScheme: 'dark' },
    { wide: 360, high: 740, colorScheme: 'light', hasTouch: true, isMobile: true, locale: 'de-DE' },
];

// What axe has against the page, a line for each element.
async function objections(page) {
    return page.evaluate(
        async ([source, values]) => {
            (0, eval)(source);
            const runOnly = { type: 'tag', values };
            const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
            return violations.flatMap(({ id, help, nodes }) =>
                nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 160)} | ${node.any[0]?.message ?? ''}`));
        },
        [axe, rules],
    );
}

// The elements that reach beyond the screen's right edge, but for what scrolls in a box of its own.
export function sticking_out(page) {
    return page.evaluate(() => {
        const edge = document.documentElement.clientWidth;
        const boxed = (element) => {
            for (let at = element.parentElement; at; at = at.parentElement)
                if (at !== document.body && !['visible', 'clip'].includes(getComputedStyle(at).overflowX)) return true;
            return false;
        };
        return [...document.body.querySelectorAll('*')]
            .filter((element) => {
                const { right, width } = element.getBoundingClientRect();
                return width > 1 && right > edge + 1 && element.checkVisibility() && !boxed(element);
            })
            .map((element) => `${element.outerHTML.slice(0, 120)} to ${element.getBoundingClientRect().right}`);
    });
}

// Gives texts in tables the length that another game's or another language's have, or takes it from them again.
function lengthen(page, longer) {
    return page.evaluate((wanted) => {
        for (const value of document.querySelectorAll('.related td:not(.what) bdi')) {
            value.before_that ??= value.textContent;
            value.textContent = wanted ? '9 Min. 30 Sek.–10 Min. 30 Sek., sehr selten auch 1 Std. 12 Min.' : value.before_that;
        }
    }, longer);
}

// Where the page is wider than the window or reaches below its own foot, in every width a window may have.
export async function misfits(page, { wide, high }) {
    const problems = [];
    for (const [width, longer] of [[1280], [360], [320], [320, 'with longer texts'], [wide]]) {
        await page.setViewportSize({ width, height: high });
        await lengthen(page, longer);
        // What follows the window's size does so in the next frame.
        await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));
        const [over, below] = await page.evaluate(() => {
            const { scrollWidth, scrollHeight, clientHeight } = document.scrollingElement;
            const foot = document.querySelector('.colophon')?.getBoundingClientRect().bottom + scrollY;
            return [scrollWidth - innerWidth, scrollHeight - Math.max(clientHeight, foot || scrollHeight)];
        });
        if (over > 0) problems.push(`${width} ${longer ?? ''}: scrolls sideways by ${over}`);
        if (below > 1) problems.push(`${width} ${longer ?? ''}: ${below} empty below the foot`);
        problems.push(...(await sticking_out(page)).map((one) => `${width} ${longer ?? ''}: ${one} sticks out`));
    }
    return problems;
}

// The HTML of every page as it was sent, by the page's name. Scripts' work is not in it.
const sent = new Map();

// A redirect has no text.
const text_of = (response, before) => response.text().catch(() => before);

// Keeps the last document that the server sends to a visitor who looks at a page.
function keep_sent(visitor) {
    const { page } = visitor;
    page.on('response', (response) => {
        if (response.frame() === page.mainFrame() && response.request().isNavigationRequest())
            sent.set(visitor.looks_at, text_of(response, sent.get(visitor.looks_at)));
    });
}

// What the W3C's checker says of pages, NAME: HTML, a line for each.
function faults_of_markup(pages) {
    const directory = mkdtempSync(join(tmpdir(), 'lorehall-pages-'));
    try {
        const names = [...pages.keys()];
        names.forEach((name, i) => writeFileSync(join(directory, `${i}.html`), pages.get(name)));
        const { status, stdout, stderr } = spawnSync('java', ['-jar', checker, '--stdout', '--format', 'json',
            // Players write in any language on pages of any other.
            '--no-langdetect',
            // An article of a thread is a comment: known by who wrote it and when, not by a title.
            '--filterpattern', 'Article lacks heading.*',
            ...names.map((_, i) => join(directory, `${i}.html`))], { encoding: 'utf8', maxBuffer: 1 << 26 });
        assert.ok([0, 1].includes(status), `the checker runs: ${stderr}`);
        return JSON.parse(stdout).messages.map(({ url, lastLine, message, extract }) =>
            `${names[parseInt(url.split('/').at(-1), 10)]}, line ${lastLine}: ${message} ${extract ?? ''}`);
    } finally {
        rmSync(directory, { recursive: true });
    }
}

// What is wrong with a page on a screen, a line for each.
async function look(entry, world, visit, screen) {
    const problems = [];
    const note = (what, list) => problems.push(...list.map((one) => `${screen.wide} wide, ${what}: ${one}`));
    const { page } = await open_page(entry, world, async (options) => {
        const kept = entry.who === 'leaver' ? undefined : `${options.as?.name} ${screen.wide}`;
        const opened = await visit({ ...options, ...screen, kept });
        if (!opened.looks_at) {
            await watch_shifts(opened);
            if (screen === screens[0]) keep_sent(opened);
        }
        opened.looks_at = entry.name;
        return opened;
    });
    await painted(page);
    note('moved while it was loaded', await page.evaluate(() => window.shifts));

    note('fits', await misfits(page, screen));
    const high = await page.evaluate(() => document.querySelector('.masthead')?.getBoundingClientRect().height ?? 0);
    if (high > 104) note('the masthead is too high', [high]);
    if ((await page.locator('h1').count()) !== 1) note('main headings', [await page.locator('h1').count()]);

    note('axe', await objections(page));

    // nginx's own pages stand before any language is known.
    if (screen.locale && entry.name !== 'out of order') {
        note('language', (await page.getAttribute('html', 'lang')) === 'de' ? [] : ['not German']);
        note('left in English', await left_in_english(page));
    }
    return problems;
}

// Scripts come after the first paint, as they do from far away: what they move then is counted.
async function watch_shifts({ context, page }) {
    await context.addInitScript(() => {
        window.shifts = [];
        const box = ({ x, y, width, height }) => [x, y, width, height].map(Math.round);
        const moved = ({ node, previousRect, currentRect }) =>
            `${(node?.outerHTML ?? node?.data)?.slice(0, 90)} from ${box(previousRect)} to ${box(currentRect)}`;
        new PerformanceObserver((list) => {
            for (const { value, sources, hadRecentInput } of list.getEntries())
                if (!hadRecentInput)
                    window.shifts.push(`${value}: ${sources.map(moved).join('; ')}`);
        }).observe({ type: 'layout-shift', buffered: true });
    });
    await context.route('**/static/js/main-*.js', async (route) => {
        await page
            .waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0, null, { timeout: 5000 })
            .catch(() => {}); // the page was left meanwhile, or the machine is very slow
        await route.continue().catch(() => {});
    });
}

// Tells a story of each of PAGES, and one of their HTML.
export async function look_at(pages, world) {
    for (const entry of pages)
        await story(`${entry.name}: nothing sideways, nothing moves, axe is content, all German`, async ({ visitor }) => {
            const problems = [];
            for (const screen of screens) problems.push(...(await look(entry, world, visitor, screen)));
            assert.deepEqual(problems, []);
        });

    await story('the W3C checker finds nothing in the HTML of any page', async () => {
        const pages_sent = new Map();
        for (const [name, html] of sent) pages_sent.set(name, await html);
        assert.equal(pages_sent.size, pages.length, 'every page was seen');
        // One that is wrong is known to be.
        pages_sent.set('wrong', '<!doctype html><html lang="en"><title>x</title><table><tr role="row"><td role="cell">1</table>');
        const [known, faults] = [[], []];
        for (const line of faults_of_markup(pages_sent)) (line.startsWith('wrong, line 1: ') ? known : faults).push(line);
        assert.deepEqual(faults, []);
        assert.ok(known.some((line) => line.includes(': The “role” attribute must not be used')), 'it finds roles without a table of their own');
    });
}
