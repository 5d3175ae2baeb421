#!/usr/bin/env node
// The search box: names while they are typed, by keyboard, pointer and screen reader, and without scripts.

import assert from 'node:assert/strict';
import { done, eventually, painted, story, turn } from './lib/harness.mjs';
import { rows } from './lib/world.mjs';

const [[id, name]] = await rows("SELECT id, name FROM entry WHERE kind = 'npc' AND state = 0 AND hidden = 0 AND name LIKE 'a bog%' ORDER BY id LIMIT 1");

// Types TEXT into the search and waits until what is suggested is for all of it.
async function type(page, text) {
    const [answer] = await Promise.all([
        page.waitForResponse((given) => new URL(given.url()).searchParams.get('q') === text.trim()),
        page.locator('#search-box').pressSequentially(text),
    ]);
    const { suggestions } = await answer.json();
    await eventually(async () => assert.deepEqual(await names_of(page), suggestions.map(({ name }) => name)));
    await painted(page);
}

const names_of = (page) => page.getByRole('option').evaluateAll((list) =>
    list.map((option) => option.querySelector('bdi').textContent));

await story('names are suggested while they are typed, and chosen by keyboard', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/forum/');
    const box = page.getByRole('combobox', { name: 'Search' });
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    await type(page, name.slice(0, 5));
    const options = page.getByRole('option');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    const names = await names_of(page);
    assert.deepEqual(await options.locator('use').evaluateAll((signs) => [...new Set(signs.map((sign) => /(kinds|items)\S*#[a-z-]+$/.test(sign.href.baseVal)))]), [true]);
    const index = names.indexOf(name);
    assert.ok(index >= 0, names.join(', '));
    for (let i = 0; i <= index; i++) await box.press('ArrowDown');
    const active = await box.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active}`).getAttribute('aria-selected'), 'true');
    await box.press('ArrowUp');
    await box.press('ArrowDown');
    await turn(page, () => box.press('Enter'));
    assert.match(new URL(page.url()).pathname, new RegExp(`^/beastiary/npc/${id}/`));
});

await story('a name to compare with is suggested, of the kind that is compared, and taken by a click', async ({ visitor }) => {
    const { page, go } = await visitor();
    const items = "FROM entry WHERE kind = 'item' AND game_id = (SELECT id FROM game WHERE name = 'everquest') AND state = 0 AND hidden = 0";
    const [[item]] = await rows(`SELECT MIN(id) ${items}`);
    const [[other, wanted]] = await rows(`SELECT MAX(id), name ${items} GROUP BY name HAVING COUNT(*) = 1 ORDER BY 1 DESC LIMIT 1`);
    await go(`/beastiary/compare?ids=${item}`);
    const box = page.getByRole('combobox', { name: 'Add another by name' });
    await box.pressSequentially(wanted);
    const option = page.getByRole('option').filter({ has: page.locator('bdi', { hasText: new RegExp(`^${wanted.replace(/[^\w ]/g, '.')}$`) }) });
    await eventually(async () => assert.equal(await option.count(), 1));
    assert.deepEqual(await page.getByRole('option').locator('.note').evaluateAll((notes) => notes.filter((note) => !note.textContent.startsWith('Item')).length), 0);
    await turn(page, () => option.click());
    assert.equal(new URL(page.url()).searchParams.get('ids'), `${item},${other}`);
});

await story('Escape closes the list and keeps what was typed', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/');
    await type(page, 'bog');
    await page.locator('#search-box').press('Escape');
    assert.equal(await page.getByRole('listbox').count(), 0);
    assert.equal(await page.inputValue('#search-box'), 'bog');
    assert.match(await page.locator('.seek [role=status]').textContent(), /\d+ names? fit/);
});

await story('after Escape an arrow opens what was suggested again, for what is typed by then', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/');
    await type(page, name.slice(0, 5));
    const box = page.getByRole('combobox', { name: 'Search' });
    const before = await names_of(page);
    for (const arrow of ['ArrowDown', 'ArrowUp']) {
        await box.press('Escape');
        assert.equal(await box.getAttribute('aria-expanded'), 'false');
        assert.equal(await box.getAttribute('aria-activedescendant'), null);
        await box.press(arrow);
        assert.deepEqual(await names_of(page), before);
        assert.equal(await box.getAttribute('aria-expanded'), 'true');
        assert.equal(await box.getAttribute('aria-activedescendant'), null, 'none is chosen yet');
        await box.press(arrow);
        assert.match(await box.getAttribute('aria-activedescendant'), /^suggestion-0-\d+$/);
    }
    await box.press('Escape');
    await box.fill('bog'); // and at once, before it was asked for
    const [answer] = await Promise.all([page.waitForResponse(/suggest\?q=bog$/), box.press('ArrowDown')]);
    const { suggestions } = await answer.json();
    await eventually(async () => assert.deepEqual(await names_of(page), suggestions.map((each) => each.name)));
});

await story('what is suggested too late does not open the list again', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/');
    await type(page, 'bo');
    const asked = new Promise((resolve) => page.route('**/suggest?q=bog', resolve));
    await page.locator('#search-box').press('g');
    const late = await asked;
    await page.locator('#search-box').press('Escape');
    await late.continue().catch(() => {}); // it may have been let go of
    await page.waitForTimeout(500);
    assert.equal(await page.getByRole('listbox').count(), 0);
});

await story('a suggestion is clicked', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/');
    await type(page, name);
    const option = page.getByRole('option', { name });
    await turn(page, () => option.first().click());
    assert.match(new URL(page.url()).pathname, /^\/beastiary\//);
});

await story('suggestions are links: only a click follows them, and other buttons do what they do on links', async ({ visitor }) => {
    const { context, page, go } = await visitor();
    await go('/beastiary/');
    await type(page, name.slice(0, 5));
    const here = page.url();
    const option = page.getByRole('option').first();
    const path = await option.getAttribute('href');
    assert.match(path, /^\/beastiary\/\w+\/\d+\//);
    const { x, y, width, height } = await option.boundingBox();
    const over = [x + width / 2, y + height / 2];

    // Pressed, and let go of elsewhere; then as by a finger that begins to scroll.
    await page.mouse.move(...over);
    await page.mouse.down();
    await page.mouse.move(over[0], y + 600);
    await page.mouse.up();
    await option.dispatchEvent('pointerdown', { pointerType: 'touch', isPrimary: true });
    await option.dispatchEvent('pointercancel', { pointerType: 'touch', isPrimary: true });
    await page.mouse.click(...over, { button: 'right' });
    await painted(page);
    assert.equal(page.url(), here);
    assert.ok(await option.isVisible(), 'the list is still there');

    for (const how of [{ button: 'middle' }, { modifiers: ['ControlOrMeta'] }]) {
        const [tab] = await Promise.all([context.waitForEvent('page'), option.click(how)]);
        await tab.waitForURL(new URL(path, here).href);
        await tab.close();
        assert.equal(page.url(), here);
    }
    await turn(page, () => option.click());
    assert.equal(new URL(page.url()).pathname, path);
});

await story('a long note leaves the name its room on a narrow screen, and shows its end', async ({ visitor }) => {
    const { page, go } = await visitor({ wide: 360, high: 760 });
    const named = (called, note) => ({ name: called, kind: 'npc', label: 'NPC', icon: 'npc', sign: null, note, url: '/beastiary/npc/1/x', near: false });
    const suggestions = [named('a froglok repairer', 'The Swamp of No Hope · Level 38–41'), named('a bat', 'Level 2'),
        named('The Ancient Guardian of the Sunken Temple', `${'The Outermost Reaches of the '.repeat(4)} · Level 50`)];
    await page.route('**/beastiary/suggest?*', (route) => route.fulfill({ json: { q: 'a', suggestions } }));
    await go('/beastiary/');
    await page.locator('#search-box').pressSequentially('an');
    await page.getByRole('option').last().waitFor();
    const boxes = await page.getByRole('option').evaluateAll((list) => list.map((option) => {
        const lines = (element) => Math.round(element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight));
        const [first, second] = option.querySelectorAll('bdi, .note');
        const [at, note, edge] = [first, second, option].map((element) => element.getBoundingClientRect());
        return {
            name: first.getClientRects().length, cut: second.scrollHeight > second.clientHeight + 1, lines: lines(second),
            apart: note.left >= at.right || note.top >= at.bottom - 2, within: note.right <= edge.right && at.right <= edge.right,
        };
    }));
    assert.deepEqual(boxes.map(({ name: rows_of_name, apart, within }) => [rows_of_name, apart, within]), Array(3).fill([1, true, true]));
    assert.deepEqual(boxes.map(({ cut }) => cut), [false, false, true], 'zone and level are shown whole; what would take more than two lines is cut off');
    assert.deepEqual(boxes.map(({ lines }) => lines), [2, 1, 2]);
});

await story('Enter goes straight to what is called just that, where nothing else fits', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/forum/');
    await page.fill('#search-box', 'A BARNACLED LENS');
    await turn(page, () => page.locator('#search-box').press('Enter'));
    assert.match(new URL(page.url()).pathname, /^\/beastiary\/npc\/\d+\/a-barnacled-lens$/);
    // Others talk of this one.
    await page.fill('#search-box', name.toUpperCase());
    await turn(page, () => page.locator('#search-box').press('Enter'));
    assert.equal(new URL(page.url()).pathname, '/search');
    assert.equal(await page.locator('main a', { hasText: name }).first().getAttribute('href').then((href) => href.split('/')[3]), id);
});

await story('without scripts it is a form', async ({ visitor }) => {
    const { page, go } = await visitor({ javaScriptEnabled: false });
    await go('/forum/');
    await page.fill('#search-box', 'bog');
    await turn(page, () => page.click('.seek button'));
    assert.equal(new URL(page.url()).search, '?q=bog');
    assert.match(await page.textContent('main'), /NPCs/);
});

await done();
