#!/usr/bin/env node
// Cards of entries: on our own pages, and on a page of another origin.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { address, done, eventually, port, story } from './lib/harness.mjs';
import { rows } from './lib/world.mjs';

const [[id, name, external, level]] = await rows(`SELECT id, name, external_id, JSON_VALUE(record, '$.level') FROM entry
    WHERE kind = 'npc' AND state = 0 AND hidden = 0 AND JSON_VALUE(record, '$.level') > 10 ORDER BY id LIMIT 1`);

// A page that is somebody else's, with styles that would ruin a card if they met it.
const page_of_others = `<!doctype html><html lang="en"><title>A guide</title>
<style>* { color: red !important; font-size: 40px !important; } b, dl, dt { display: none !important; }</style>
<script src="${address('/lorehall-tooltips.js')}"></script>
<p id="filler">A guide to something.</p>
<p><a id="link" href="${address(`/beastiary/npc/${id}/-`)}">by its address</a></p>
<p><span id="external" tabindex="0" data-lorehall="npc:${external}">by what the game calls it</span></p>
<p><span id="own" tabindex="0" data-lorehall="npc/${id}">by our id</span></p>
<p><span id="name" tabindex="0" data-lorehall-name data-lorehall-kind="npc">${name}</span></p>
<p><a id="other" href="https://elsewhere.example/beastiary/npc/${id}/-">another site's</a></p>
<p><span id="none" tabindex="0" data-lorehall="npc:nobody">nobody</span></p>
</html>`;
const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(page_of_others));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const foreign = `http://localhost:${server.address().port}/`;

// The card in its shadow root; undefined while there is none to see.
const card = (page) => page.evaluate(() => {
    const host = [...document.body.children].find((element) => element.shadowRoot);
    const box = host?.shadowRoot.firstElementChild;
    return box && getComputedStyle(host).display !== 'none'
        ? { text: box.innerText, size: getComputedStyle(box).fontSize, colour: getComputedStyle(box).color } : undefined;
});

async function until(page, wanted) {
    for (let i = 0; i < 100; i++) {
        if (Boolean(await card(page)) === wanted) return card(page);
        await page.waitForTimeout(50);
    }
    throw new Error(wanted ? 'no card came' : 'the card stays');
}

async function read(visit, options = {}) {
    const visitor = await visit(options);
    visitor.allow(/asked elsewhere: http:\/\/localhost/, /status of 404/, /favicon/);
    await visitor.page.goto(foreign);
    return visitor.page;
}

await story('another site’s page shows cards by address, by id and by name', async ({ visitor }) => {
    const page = await read(visitor);
    for (const what of ['link', 'external', 'own', 'name']) {
        await page.hover(`#${what}`);
        const { text, size, colour } = await until(page, true);
        assert.ok(text.includes(name), `${what}: ${text}`);
        assert.match(text, new RegExp(`Level\\s+${level}`), what);
        assert.match(text, /NPC · \S/, 'what tells it from others of its name');
        assert.equal(size, '14px', 'its styles are its own');
        assert.notEqual(colour, 'rgb(255, 0, 0)');
        await page.hover('#filler');
        await until(page, false);
    }
    assert.deepEqual(await page.evaluate(() => Object.keys(window).filter((key) => /lorehall/i.test(key))), ['LorehallTooltips']);
});

await story('it is read by keyboard, and Escape closes it', async ({ visitor }) => {
    const page = await read(visitor);
    await page.keyboard.press('Tab');
    await until(page, true);
    assert.match(await page.getAttribute('#link', 'aria-description'), new RegExp(`Level ${level}`));
    await page.keyboard.press('Escape');
    await until(page, false);
    assert.equal(await page.getAttribute('#link', 'aria-description'), null);
});

await story('a finger that rests on a link reads its card and does not follow it', async ({ visitor }) => {
    const page = await read(visitor, { hasTouch: true });
    await page.evaluate(() => {
        const target = document.querySelector('#link');
        const touch = new Touch({ identifier: 1, target, clientX: 1, clientY: 1 });
        target.dispatchEvent(new TouchEvent('touchstart', { bubbles: true, touches: [touch] }));
    });
    await until(page, true);
    const followed = await page.evaluate(() => {
        const target = document.querySelector('#link');
        target.dispatchEvent(new TouchEvent('touchend', { bubbles: true }));
        return target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    });
    assert.equal(followed, false);
});

await story('what is not ours, or not there, has no card', async ({ visitor }) => {
    const page = await read(visitor);
    for (const what of ['other', 'none']) {
        await page.hover(`#${what}`);
        await page.waitForTimeout(600);
        assert.equal(await card(page), undefined, what);
    }
});

await story('our own links have cards: by pointer, by keyboard, closed by Escape', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/npc/?sort=-level');
    const link = page.locator('.grid tbody a').first();
    await link.hover();
    const tip = page.getByRole('tooltip');
    await tip.waitFor();
    assert.ok((await tip.textContent()).includes(await link.textContent()));
    assert.equal(await link.getAttribute('aria-describedby'), 'card');
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
    await page.locator('.grid thead a').last().focus();
    await page.keyboard.press('Tab');
    await tip.waitFor();
    assert.ok(await page.evaluate(() => document.querySelector('#card').getBoundingClientRect().right <= innerWidth));
});

await story('a card that failed once is asked for again, one that is not there is not', async ({ visitor }) => {
    const own = await visitor();
    own.allow(/status of 503/, /ERR_FAILED/);
    await own.go('/beastiary/npc/?sort=-level');
    const others = await visitor();
    others.allow(/asked elsewhere: http:\/\/localhost/, /status of (404|503)/, /favicon/, /ERR_FAILED/, /blocked by CORS/);
    await others.page.goto(foreign);
    const cases = [
        [own.page, own.page.locator('.grid tbody a').first(), 'h1', (page) => page.getByRole('tooltip').isVisible()],
        [others.page, others.page.locator('#link'), '#filler', async (page) => Boolean(await card(page))],
    ];
    for (const [page, link, beside, shown] of cases) {
        const failures = [(route) => route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': '*' } }), (route) => route.abort()];
        let asked = 0;
        await page.route('**/beastiary/card/**', (route) => (failures[asked++] ?? ((last) => last.continue()))(route));
        for (const times of [1, 2, 3]) {
            await link.hover();
            await eventually(() => assert.equal(asked, times));
            if (times < 3) assert.equal(await shown(page), false);
            else await eventually(async () => assert.ok(await shown(page)));
            await page.locator(beside).first().hover();
        }
        await link.hover();
        await eventually(async () => assert.ok(await shown(page)));
        assert.equal(asked, 3, 'what is here is kept');
    }
    let vain = 0;
    await others.page.route(/nobody/, (route) => (vain++, route.continue()));
    for (let i = 0; i < 2; i++) {
        const answered = i === 0 && others.page.waitForResponse(/nobody/);
        await others.page.hover('#none');
        await (answered || others.page.waitForTimeout(400));
        await others.page.hover('#filler');
    }
    assert.equal(vain, 1);
});

await done();
server.close();
