#!/usr/bin/env node
// Lists of entries in a browser: filters, columns, order and pages, with scripts and without.

import assert from 'node:assert/strict';
import { done, story, turn } from './lib/harness.mjs';
import { member, rows } from './lib/world.mjs';

const total = async (page) => Number((await page.textContent('.total')).replace(/\D/g, ''));
const levels = (page) => page.locator('.grid tbody td.number:nth-of-type(1)').allTextContents();
const query = (page) => new URL(page.url()).search;
const show = (page) => turn(page, () => page.click('.panel button[type=submit]'));

for (const scripts of [true, false]) {
    await story(`filters narrow a list, ${scripts ? 'with' : 'without'} scripts`, async ({ visitor }) => {
        const { page, go } = await visitor({ javaScriptEnabled: scripts });
        await go('/beastiary/npc/');
        const all = await total(page);
        assert.ok(all > 60, 'the sample is there');
        await page.fill('#a-level', '20-40');
        await page.click('#p-race summary');
        const first = page.locator('#p-race li').first();
        const [race, count] = [await first.locator('input').getAttribute('value'), await first.locator('.count').textContent()];
        await first.locator('input').check();
        await show(page);
        assert.equal(query(page), `?level=20-40&race=${race}`, 'the address is tidy');
        const found = await total(page);
        assert.ok(found > 0 && found <= Number(count), 'no more than the facet said');
        for (const level of await levels(page)) {
            const [low, high = low] = level.split('–').map(Number);
            assert.ok(low <= 40 && high >= 20, level);
        }
        await turn(page, () => page.click('.chips a >> nth=0'));
        assert.equal(query(page), `?race=${race}`, 'a chip takes its filter away');
        assert.equal(await total(page), Number(count), 'and as many are left as the facet said');
        await page.goBack();
        assert.equal(await page.inputValue('#a-level'), '20-40', 'going back brings it back');
    });
}

await story('another field can be added to the filters', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/npc/');
    await page.selectOption('#a-add', 'mana');
    await show(page);
    await page.fill('#a-mana', '1-');
    await show(page);
    assert.equal(query(page), '?mana=1-');
    assert.equal(await page.inputValue('#a-mana'), '1-', 'it stays in the form');
});

await story('the choice of columns stays within a phone’s screen', async ({ visitor }) => {
    const { page, go } = await visitor({ viewport: { width: 360, height: 800 } });
    await go('/beastiary/item/');
    await page.click('.chooser summary');
    const box = await page.locator('.chooser > form').boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, 'and nothing scrolls sideways');
});

await story('heads sort, either way, by keyboard too', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/npc/');
    const head = () => page.locator('.grid thead a', { hasText: /^Level$/ });
    await turn(page, () => head().click());
    assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
    const down = (await levels(page)).map(Number);
    assert.deepEqual(down, [...down].sort((a, b) => b - a));
    await head().focus();
    await turn(page, () => page.keyboard.press('Enter'));
    const up = (await levels(page)).map(Number);
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
});

await story('columns are chosen and stay in the address', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/npc/?level=20-');
    await page.click('.chooser summary');
    const chosen = page.locator('.chooser input:checked');
    while (await chosen.count()) await chosen.first().uncheck();
    await page.check('.chooser input[value=mana]');
    await turn(page, () => page.click('.chooser button'));
    assert.equal(query(page), '?level=20-&columns=mana');
    assert.deepEqual(await page.locator('.grid thead th').allTextContents(), ['Name', 'Mana']);
});

await story('pages go on to the last entry', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/npc/?sort=id');
    const [wanted, seen] = [await total(page), new Set()];
    let turns = 0;
    for (; ; turns++) {
        for (const href of await page.locator('.grid tbody a').evaluateAll((links) => links.map((link) => link.href))) seen.add(href);
        if (!(await page.locator('a[rel=next]').count())) break;
        await turn(page, () => page.click('a[rel=next]'));
    }
    assert.ok(turns > 0, 'there is more than one page');
    assert.equal(seen.size, wanted);
});

await story('a filter that leaves nothing says what to loosen', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/npc/?level=500-&hp=1-');
    const offer = page.locator('.loosen li', { hasText: 'Level' });
    const left = Number((await offer.locator('b').textContent()).replace(/\D/g, ''));
    await turn(page, () => offer.locator('a').click());
    assert.equal(await total(page), left);
});

await story('what is said below a list arrives on a page that is open', async ({ visitor }) => {
    const [reader, writer] = [await visitor(), await visitor({ as: await member('hunter') })];
    await reader.go('/beastiary/npc/?level=20-');
    await writer.go('/beastiary/npc/');
    const said = `Seen on the list ${Date.now()}`;
    await writer.page.fill('form.write textarea', said);
    await writer.page.click('form.write button[type=submit]:not([name])');
    await reader.page.locator('article', { hasText: said }).waitFor();
});

await story('a phone’s list scrolls in its own box', async ({ visitor }) => {
    const { page, go } = await visitor({ wide: 360, high: 740 });
    await go('/beastiary/item/');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.click('.to-filters');
    await page.locator('#filters h2').waitFor();
    assert.ok((await rows("SELECT COUNT(*) FROM entry WHERE kind = 'item'"))[0][0] > 100);
});

await story('rows are ticked and compared, beyond a page', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/item/');
    const boxes = page.locator('.grid [data-compare]');
    const ids = await boxes.evaluateAll((list) => list.slice(0, 5).map((box) => box.value));
    const bar = page.locator('[data-compare-bar] a');
    assert.equal(await page.locator('.compare-chosen').isVisible(), false, 'the bar does what the form would');
    await boxes.nth(0).check();
    await boxes.nth(1).focus();
    await page.keyboard.press('Space');
    assert.match(await bar.innerText(), /Compare \(2\)/);
    await go('/beastiary/item/?sort=-name');
    assert.match(await bar.innerText(), /Compare \(2\)/, 'it is kept');
    await go('/beastiary/item/');
    assert.equal(await page.locator('.grid :checked').count(), 2, 'and shown again');
    for (const index of [2, 3, 4]) await boxes.nth(index).check();
    assert.equal(await boxes.nth(0).isChecked(), false, 'a fifth takes the place of the first');
    await boxes.nth(4).uncheck();
    await turn(page, () => bar.click());
    assert.equal(query(page), `?ids=${ids.slice(1, 4).join(',')}`);
});

await story('without scripts ticked rows are compared by a form', async ({ visitor }) => {
    const { page, go } = await visitor({ javaScriptEnabled: false });
    await go('/beastiary/item/');
    const boxes = page.locator('.grid [data-compare]');
    const ids = await boxes.evaluateAll((list) => list.slice(0, 2).map((box) => box.value));
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await turn(page, () => page.click('.compare-chosen button'));
    assert.equal(query(page), `?ids=${ids.join(',')}`);
    assert.equal(await page.locator('[data-compared]').count(), 2);
});

await done();
