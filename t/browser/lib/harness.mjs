// What the browser tests share: stories told as TAP, one Chromium a file, and visitors whose pages
// are watched for errors, for refused content and for requests that leave the site.
//
//   await story('a sentence that is proven', async ({ visitor }) => {
//       const ada = await visitor({ as: await member('ada') });
//       …
//   });
//   await done();

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(dirname(fileURLToPath(import.meta.url)));
export const port = Number(process.env.LOREHALL_PORT);
const output = join(here, 'output');
const PATIENCE = 20_000; // ms for one thing to happen
const STORY_MOST = 120_000;

if (!port || !process.env.LOREHALL_DIR || !process.env.LOREHALL_DEV) {
    console.log('Bail out! LOREHALL_PORT, _DIR and _DEV are not set: run this by ./dev test browser');
    process.exit(1);
}

// A path of a site as an address.
export function address(path, site = 'everquest') {
    return new URL(path, `http://${site}.localhost:${port}/`).href;
}

// ---- the browser ----

let browser; // the promise of one

function open_browser() {
    browser ??= chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
            '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync',
        ],
    });
    return browser;
}

for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

// ---- visitors ----

// Somebody at a browser of their own:
//   as          a member of world.mjs, who is logged in
//   site        whose pages; `path`s are of it
//   wide, high  the window
//   everything else is what Playwright's newContext takes: locale, colorScheme, javaScriptEnabled…
export async function open_visitor({ as, site = 'everquest', wide = 1280, high = 900, ...options } = {}) {
    const context = await (await open_browser()).newContext({
        locale: 'en-GB',
        colorScheme: 'dark',
        viewport: { width: wide, height: high },
        storageState: as?.state,
        ...options,
    });
    const visitor = { as, context, faults: [], allowed: [] };
    context.setDefaultTimeout(PATIENCE);
    context.on('page', (page) => watch(visitor, page));
    visitor.page = await context.newPage();
    visitor.go = (path) => visitor.page.goto(address(path, site));
    // What would be a fault elsewhere and is expected here.
    visitor.allow = (...patterns) => visitor.allowed.push(...patterns);
    return visitor;
}

function watch(visitor, page) {
    const note = (text) => visitor.faults.push(text);
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()))
            note(`console: ${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => note(`script: ${error.stack ?? error}`));
    page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol === 'http:' && (!url.hostname.endsWith('.localhost') || Number(url.port) !== port))
            note(`asked elsewhere: ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
        // A page that is left lets go of what it still asked for.
        if (request.failure()?.errorText !== 'net::ERR_ABORTED')
            note(`request failed: ${request.url()} ${request.failure()?.errorText}`);
    });
}

function faults_of(visitor) {
    return visitor.faults.filter((fault) => !visitor.allowed.some((pattern) => pattern.test(fault)));
}

// ---- stories ----

let told = 0;
let failed = 0;
const file = basename(process.argv[1], '.mjs');
const only = process.env.STORY; // a part of the title, for working on one

// Visitors whose browser goes on to the next story, by a word: a new one takes longer than a page.
const kept_visitors = new Map();

// One of them as if they had just come.
async function begin_anew(visitor) {
    const { as, context, page, faults, allowed } = visitor;
    await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
    await page.goto('about:blank');
    await context.clearCookies();
    if (as) await context.addCookies(as.state.cookies);
    faults.length = allowed.length = 0;
    return visitor;
}

// Tells one. `visitor` takes what open_visitor takes, and `kept`: the word of one who is kept for the next story.
export async function story(title, body) {
    if (only && !title.includes(only)) return;
    const visitors = [];
    const visitor = async ({ kept, ...options } = {}) => {
        const before = kept_visitors.get(kept);
        const opened = before ? await begin_anew(before) : await open_visitor(options);
        if (kept) kept_visitors.set(kept, opened);
        visitors.push(opened);
        return opened;
    };
    const started = Date.now();
    let problem;
    told++;
    try {
        await within(STORY_MOST, body({ visitor }));
        for (const each of visitors) assert.deepEqual(faults_of(each), [], 'pages without a fault');
    } catch (error) {
        problem = error;
        failed++;
        await keep_pictures(visitors);
    }
    if (problem) kept_visitors.clear();
    const staying = [...kept_visitors.values()];
    await Promise.allSettled(visitors.filter((each) => !staying.includes(each)).map((each) => each.context.close()));
    console.log(`${problem ? 'not ok' : 'ok'} ${told} - ${title}`);
    if (problem) comment(problem.stack ?? String(problem));
    if (problem) for (const each of visitors) for (const fault of faults_of(each)) comment(fault);
    if (process.env.STORY_TIMES) comment(`${Date.now() - started} ms`);
}

export async function done() {
    await (await browser)?.close();
    console.log(`1..${told}`);
    process.exit(failed > 0 ? 1 : 0);
}

export function comment(text) {
    console.log(String(text).replace(/^/gm, '# '));
}

async function within(limit, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not over after ${limit / 1000} s`)), limit);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
        promise.catch(() => {});
    }
}

async function keep_pictures(visitors) {
    mkdirSync(output, { recursive: true });
    let number = 0;
    for (const { context } of visitors)
        for (const page of context.pages()) {
            const path = join(output, `${file}-${told}-${++number}.png`);
            await page.screenshot({ path, timeout: 5000 }).then(
                () => comment(`${page.url()} looked like ${path}`),
                () => {},
            );
        }
}

// ---- waiting ----

// Asks CHECK again and again until it no longer throws (an assertion) and gives its answer.
export async function eventually(check, limit = PATIENCE) {
    const deadline = Date.now() + limit;
    for (;;) {
        try {
            return await check();
        } catch (error) {
            if (Date.now() > deadline) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 30));
    }
}

// Does what leads to another page, and waits for that.
export async function turn(page, action) {
    await Promise.all([page.waitForEvent('load'), action()]);
}

// When the page has painted what it has so far.
export function painted(page) {
    return page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
}
