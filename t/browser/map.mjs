#!/usr/bin/env node
// The map of a sample zone: nearer and farther by button, key and wheel, who is picked out of the list, and
// the same without scripts.

import assert from 'node:assert/strict';
import { done, painted, story } from './lib/harness.mjs';

// The map of a zone of the sample, by its name.
async function open_map(visitor, name) {
    await visitor.go(`/beastiary/zone/?q=${encodeURIComponent(name)}`);
    await visitor.page.getByRole('link', { name, exact: true }).first().click();
    await visitor.page.getByRole('link', { name: 'Map', exact: true }).first().click();
    await visitor.page.locator('[data-map]').waitFor();
    return visitor.page;
}

const width_of = (page) => page.locator('[data-map]').evaluate((map) => map.viewBox.baseVal.width);
const shown = (page) => page.locator('.dot.shown').count();

await story('buttons, keys and the wheel bring the map nearer and back', async ({ visitor }) => {
    const page = await open_map(await visitor(), 'Thistledown Vale');
    const all = await width_of(page);
    await page.getByRole('button', { name: 'Nearer' }).click();
    const nearer = await width_of(page);
    assert.ok(nearer < all);
    await page.locator('[data-map]').focus();
    await page.keyboard.press('+');
    assert.ok((await width_of(page)) < nearer);
    await page.locator('[data-map]').hover();
    const before = await width_of(page);
    await page.mouse.wheel(0, -120);
    await page.waitForFunction((was) => document.querySelector('[data-map]').viewBox.baseVal.width < was, before);
    await page.getByRole('button', { name: 'Whole map' }).click();
    assert.equal(await width_of(page), all);
});

await story('the buttons cover nothing of the map, and a finger on the whole of it scrolls the page', async ({ visitor }) => {
    const page = await open_map(await visitor(), 'Thistledown Vale');
    const [tools, map] = [await page.locator('[data-map-tools]').boundingBox(), await page.locator('[data-map]').boundingBox()];
    assert.ok(tools.y + tools.height <= map.y);
    const touch = () => page.locator('[data-map]').evaluate((at) => getComputedStyle(at).touchAction);
    assert.equal(await touch(), 'pan-y');
    await page.getByRole('button', { name: 'Nearer' }).click();
    assert.equal(await touch(), 'none');
    await page.getByRole('button', { name: 'Whole map' }).click();
    assert.equal(await touch(), 'pan-y');
});

await story('two fingers scale the map, also where they come down on somebody', async ({ visitor }) => {
    const page = await open_map(await visitor({ hasTouch: true }), 'Thistledown Vale');
    await page.locator('[data-map]').scrollIntoViewIfNeeded();
    const map = await page.locator('[data-map]').boundingBox();
    const dot = await page.locator('.dot').evaluateAll((dots, middle) => {
        const places = dots.map((one) => one.getBoundingClientRect()).map((box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 }));
        return places.find((at) => Math.abs(at.x - middle) < 100 && document.elementFromPoint(at.x, at.y)?.closest('.dot'));
    }, map.x + map.width / 2);
    const hand = await page.context().newCDPSession(page);
    const touch = (type, ...spreads) => hand.send('Input.dispatchTouchEvent', { type,
        touchPoints: spreads.flatMap((by) => [{ x: dot.x - by, y: dot.y, id: 0 }, { x: dot.x + 40 + by, y: dot.y, id: 1 }]) });
    const all = await width_of(page);
    await touch('touchStart', 0);
    for (const by of [5, 20, 35, 50, 65, 80]) await touch('touchMove', by);
    await touch('touchEnd');
    assert.ok((await width_of(page)) < all / 3, `${all} became ${await width_of(page)}`);
});

await story('who is looked for stands out, by the list and by name', async ({ visitor }) => {
    const page = await open_map(await visitor(), 'Hollowmere Fens');
    await page.getByRole('link', { name: 'Show a fen hag on the map' }).click();
    assert.equal(await shown(page), 6);
    assert.match(await page.locator('[data-map-shown]:visible').textContent(), /^Showing:\s+a fen hag/);
    await page.locator('[data-map-shown] a').click();
    assert.equal(await shown(page), 0);
    assert.equal(await page.locator('[data-map-shown]:visible').count(), 0);
    await page.getByRole('link', { name: 'Show a fen hag on the map' }).click();
    await page.getByRole('link', { name: 'Show a fen hag on the map' }).click();
    assert.equal(await shown(page), 0);
    await page.getByLabel('Part of a name').fill('matriarch');
    assert.equal(await shown(page), 1);
    assert.equal(await page.locator('[data-who] li:visible').count(), 1);
});

await story('labels lie above the dots and clear of each other, at any scale', async ({ visitor }) => {
    const page = await open_map(await visitor(), 'Hollowmere Fens');
    const labels = () => page.$$eval('.labels text', (all) =>
        all.filter((one) => getComputedStyle(one).visibility === 'visible').map((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return { text: one.textContent, left, right, top, bottom };
        }));
    assert.ok(await page.evaluate(() =>
        document.querySelector('.dots').compareDocumentPosition(document.querySelector('.labels')) & Node.DOCUMENT_POSITION_FOLLOWING));
    for (const zoom of ['all', 'in', 'in']) {
        await page.locator(`[data-zoom=${zoom}]`).click();
        await painted(page);
        const seen = await labels();
        assert.ok(seen.length > 1, 'there are labels');
        for (const a of seen)
            for (const b of seen)
                assert.ok(a === b || a.left >= b.right || b.left >= a.right || a.top >= b.bottom - 2 || b.top >= a.bottom - 2,
                    `${a.text} covers ${b.text}`);
    }
});

await story('without scripts the map is a picture that can be asked the same', async ({ visitor }) => {
    const page = await open_map(await visitor({ javaScriptEnabled: false, wide: 360, high: 740 }), 'Hollowmere Fens');
    assert.ok(await page.locator('.stroke').count());
    await page.getByLabel('Part of a name').fill('hag');
    await page.locator('[data-map-search] button').click();
    assert.equal(await shown(page), 6);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

await done();
