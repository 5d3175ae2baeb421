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
    list.map((option) => option.childNodes[option.childNodes.length - 2].textContent));

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

await story('Escape closes the list and keeps what was typed', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/beastiary/');
    await type(page, 'bog');
    await page.locator('#search-box').press('Escape');
    assert.equal(await page.getByRole('listbox').count(), 0);
    assert.equal(await page.inputValue('#search-box'), 'bog');
    assert.match(await page.locator('.seek [role=status]').textContent(), /\d+ names? fit/);
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

await story('Enter goes straight to what is called just that', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go('/forum/');
    await page.fill('#search-box', name.toUpperCase());
    await turn(page, () => page.locator('#search-box').press('Enter'));
    assert.match(new URL(page.url()).pathname, new RegExp(`^/beastiary/npc/${id}/`));
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
