#!/usr/bin/env node
// The theme that a reader chose stays; and what a page makes a browser load stays small and ours.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { address, comment, done, painted, story } from './lib/harness.mjs';
import { largest } from './lib/pages.mjs';
import { busiest, member } from './lib/world.mjs';

const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const brightness = async (page) => {
    const [red, green, blue] = (await ground(page)).match(/[\d.]+/g).map(Number);
    return (red + green + blue) / 3;
};

await story('without a choice the theme is the system’s, and follows it', async ({ visitor }) => {
    const { page, go } = await visitor({ colorScheme: 'dark' });
    await go('/');
    assert.ok((await brightness(page)) < 80);
    await page.emulateMedia({ colorScheme: 'light' });
    assert.ok((await brightness(page)) > 180);
});

await story('the switch goes through system, dark and light, says which, and the choice stays', async ({ visitor }) => {
    const { page, go, context } = await visitor({ colorScheme: 'dark' });
    await go('/');
    const button = page.locator('[data-theme-switch]');
    const name = () => button.getAttribute('aria-label');
    assert.match(await name(), /system/);
    await button.click();
    assert.match(await name(), /dark/);
    await button.click();
    assert.match(await name(), /light/);
    assert.ok((await brightness(page)) > 180);

    await go('/forum/zones/');
    assert.ok((await brightness(page)) > 180, 'on another page');
    assert.match(await name(), /light/);
    const second = await context.newPage();
    await second.goto(address('/account/login'));
    assert.ok((await brightness(second)) > 180, 'in another tab');

    await button.click();
    assert.match(await name(), /system/);
    assert.ok((await brightness(page)) < 80);
    await page.reload();
    assert.ok((await brightness(page)) < 80);
});

await story('the choice is there before anything is painted', async ({ visitor }) => {
    const { page, go, context } = await visitor({ colorScheme: 'dark' });
    await go('/');
    await page.locator('[data-theme-switch]').click();
    await page.locator('[data-theme-switch]').click();
    await context.addInitScript(() => {
        new PerformanceObserver(() => {
            window.painted_as ??= document.documentElement.dataset.theme ?? 'none';
        }).observe({ type: 'paint', buffered: true });
        document.addEventListener('readystatechange', () => {
            window.read_as ??= document.documentElement.dataset.theme ?? 'none';
        });
    });
    await go('/forum/zones/');
    await page.waitForFunction(() => window.painted_as);
    assert.equal(await page.evaluate(() => window.read_as), 'light');
    assert.equal(await page.evaluate(() => window.painted_as), 'light');
});

await story('each site has an accent of its own, in both themes', async ({ visitor }) => {
    const { page } = await visitor();
    const accents = new Set();
    for (const colorScheme of ['dark', 'light'])
        for (const site of ['everquest', 'camelot', 'eqbeastiary']) {
            await page.emulateMedia({ colorScheme });
            await page.goto(address('/', site));
            accents.add(await page.locator('.site svg').evaluate((sign) => getComputedStyle(sign).color));
        }
    assert.equal(accents.size, 6, [...accents].join(' '));
});

await story('on paper everything is black on white, without buttons, menus and forms', async ({ visitor }) => {
    const { page, go } = await visitor({ as: await member('printer') });
    const { path } = await largest();
    const { path: monster } = await busiest('npc');
    const { path: zone } = await busiest('zone');
    for (const each of [path, monster, `${zone}/map`, '/beastiary/npc/', '/', '/forum/zones/', '/account/sessions']) {
        for (const colorScheme of ['dark', 'light']) {
            await page.emulateMedia({ media: 'screen', colorScheme });
            await go(each);
            await page.emulateMedia({ media: 'print', colorScheme });
            const seen = await page.evaluate(() => {
                const shown = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility({ visibilityProperty: true }));
                const grounds = [document.documentElement, document.body, ...shown].map((one) => getComputedStyle(one));
                return {
                    pressable: shown.filter((one) => one.matches('button, input, select, textarea, label, nav, summary, form.panel, .button'))
                        .map((one) => one.outerHTML.slice(0, 120)),
                    colours: [...new Set(shown.map((one) => getComputedStyle(one).color))],
                    grounds: [...new Set(grounds.map((style) => `${style.backgroundColor} ${style.backgroundImage}`))],
                    words: document.querySelector('main').innerText.trim().length,
                };
            });
            assert.deepEqual(seen.pressable, [], each);
            assert.deepEqual(seen.colours, ['rgb(0, 0, 0)'], each);
            assert.deepEqual(seen.grounds, ['rgba(0, 0, 0, 0) none'], each);
            assert.ok(seen.words > 40, `${each} says ${seen.words} letters`);
        }
    }
});

// Bytes of all files of a kind as they are served, each compressed as it is sent.
function compressed(folder) {
    const served = join(process.env.LOREHALL_DIR, 'static');
    const names = readFileSync(join(served, 'manifest.hdf'), 'utf8').matchAll(new RegExp(`/static/(${folder}/\\S+)`, 'g'));
    return [...names].reduce((sum, [, name]) => sum + gzipSync(readFileSync(join(served, name)), { level: 6 }).length, 0);
}

await story('all scripts are under 20 KB compressed, and all styles under 18 KB', async () => {
    const [scripts, styles] = [compressed('js'), compressed('css')];
    comment(`scripts ${scripts} bytes, styles ${styles} bytes`);
    assert.ok(scripts < 20 * 1024, `${scripts} bytes of scripts`);
    assert.ok(styles < 18 * 1024, `${styles} bytes of styles`);
});

await story('a thread page loads nothing else, each file once, compressed and kept for ever', async ({ visitor }) => {
    const { page } = await visitor();
    const loaded = [];
    page.on('response', (response) => loaded.push(response));
    const { path } = await largest();
    await page.goto(address(path));
    await painted(page);
    const files = loaded.filter((response) => /\.(js|css)$/.test(response.url()));
    assert.ok(files.length >= 5, `${files.length} files`);
    assert.equal(new Set(files.map((file) => file.url())).size, files.length, 'each once');
    const compressed = new Map();
    for (const file of files) {
        const headers = await file.allHeaders();
        assert.match(headers['cache-control'], /immutable/, file.url());
        if ((await file.body()).length > 600) compressed.set(file.url(), headers['content-encoding']);
    }
    assert.ok(compressed.size >= 5, `${compressed.size} files are worth compressing`);
    for (const [url, coding] of compressed) assert.equal(coding, 'gzip', url);
    const others = loaded.filter((response) => !files.includes(response)).map((response) => new URL(response.url()));
    for (const url of others)
        assert.ok(url.protocol === 'data:' || url.pathname === path || url.pathname.startsWith('/live'), url.href);
});

await story('a guest who only reads gets no cookie', async ({ visitor }) => {
    const { go, context } = await visitor();
    const { path } = await largest();
    for (const each of ['/', '/forum/zones/', path, `${path}?sort=best`, '/account/register']) {
        await go(each);
        assert.deepEqual(await context.cookies(), [], each);
    }
    // A browser that offers passkeys asks for a challenge there, which is bound to it for some minutes.
    await go('/account/login');
    for (const { name, expires } of await context.cookies()) {
        assert.equal(name, 'lorehall-again');
        assert.ok(expires * 1000 < Date.now() + 2 * 3600_000, 'for a short time');
    }
});

await done();
