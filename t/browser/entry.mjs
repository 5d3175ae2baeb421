#!/usr/bin/env node
// Entries of a game's database: folded lists, the comparison that a browser remembers, talk that arrives.
// Written by SQL: journal, entry; a change of one entry, as a program on another host makes it: people cannot edit entries yet.

import assert from 'node:assert/strict';
import { done, story, turn } from './lib/harness.mjs';
import { busiest, member, rows, unique } from './lib/world.mjs';

const items = (await rows("SELECT id, name FROM entry WHERE kind = 'item' AND state = 0 AND record LIKE '%\"damage\"%' ORDER BY id LIMIT 6"))
    .map(([id, name]) => ({ id, name, path: `/beastiary/item/${id}/-` }));
const monster = await busiest('npc', 'drops');
const bar = (page) => page.locator('[data-compare-bar]');
const choice = (page) => page.locator('[data-compare]');

await story('what is chosen for the comparison is remembered from page to page', async ({ visitor }) => {
    const { page, go } = await visitor();
    await go(items[0].path);
    assert.equal(await bar(page).isVisible(), false, 'nothing is chosen at first');
    await choice(page).click();
    assert.equal(await choice(page).getAttribute('aria-pressed'), 'true');
    assert.match(await bar(page).innerText(), /Compare \(1\)/);

    await go(items[1].path);
    assert.match(await bar(page).innerText(), /Compare \(1\)/, 'on another page');
    assert.equal(await choice(page).getAttribute('aria-pressed'), 'false');
    await choice(page).focus();
    await page.keyboard.press('Space');
    assert.match(await bar(page).innerText(), /Compare \(2\)/, 'by a key too');
    await turn(page, () => bar(page).locator('a').click());
    assert.equal(new URL(page.url()).search, `?ids=${items[0].id},${items[1].id}`);
    assert.deepEqual(await page.locator('thead a[data-card]').allInnerTexts(), [items[0].name, items[1].name]);

    await turn(page, () => page.locator('[data-remove]').first().click());
    await go(items[0].path);
    assert.match(await bar(page).innerText(), /Compare \(1\)/, 'what was removed there is no longer chosen');
    assert.equal(await choice(page).getAttribute('aria-pressed'), 'false');
    await bar(page).locator('button').click();
    assert.equal(await bar(page).isVisible(), false, 'all of it can be forgotten');
});

await story('a fifth takes the place of the first, another kind that of all', async ({ visitor }) => {
    const { page, go } = await visitor();
    for (const item of items.slice(0, 5)) {
        await go(item.path);
        await choice(page).click();
    }
    assert.equal(await bar(page).locator('a').getAttribute('href'),
        `/beastiary/compare?ids=${items.slice(1, 5).map((item) => item.id).join(',')}`);
    const spell = await busiest('spell');
    await go(spell.path);
    await choice(page).click();
    assert.equal(await bar(page).locator('a').getAttribute('href'), `/beastiary/compare?ids=${spell.id}`);
});

await story('without scripts the comparison is a link, and takes others by name', async ({ visitor }) => {
    const { page, go } = await visitor({ javaScriptEnabled: false });
    await go(items[0].path);
    await turn(page, () => choice(page).click());
    assert.equal(new URL(page.url()).search, `?ids=${items[0].id}`);
    await page.fill('[name=add]', items[1].name);
    await turn(page, () => page.locator('.add button').click());
    assert.deepEqual(await page.locator('thead a[data-card]').allInnerTexts(), [items[0].name, items[1].name]);
});

await story('a comment below a monster arrives where another reads about it', async ({ visitor }) => {
    const ada = await visitor();
    const brann = await visitor({ as: await member('brann') });
    await ada.go(monster.path);
    await brann.go(monster.path);
    const total = async (page) => Number((await page.locator('[data-total]').innerText()).match(/^\d+/) ?? 0);
    const before = await total(ada.page);
    const said = unique('It bites');
    await brann.page.fill('form.write textarea', said);
    await brann.page.locator('form.write button[type=submit]:not([name])').click();
    await ada.page.locator('.comment', { hasText: said }).waitFor();
    assert.equal(await total(ada.page), before + 1, 'and is counted');
});

await story('a page that is open tells that its entry has changed, until it is loaded anew', async ({ visitor }) => {
    const { page, go } = await visitor();
    const told = page.locator('[data-live]', { hasText: 'This entry has changed.' });
    await go(monster.path);
    assert.equal(await page.locator('[data-changed]').isVisible(), false);
    await rows(`BEGIN; INSERT INTO journal (created, kind, game_id, entry_id, subject)
        SELECT UTC_TIMESTAMP(6), 'entry', game_id, id, CONCAT(kind, ':', id) FROM entry WHERE id = ${monster.id};
        UPDATE entry SET changed = LAST_INSERT_ID() WHERE id = ${monster.id}; COMMIT`);
    await told.waitFor();
    assert.equal(await page.locator('[data-changed]').isVisible(), true, 'the page itself says it too');
    await turn(page, () => told.getByRole('link').click());
    assert.match(await page.locator('h1').innerText(), new RegExp(monster.name));
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('[data-changed]').isVisible(), false, 'what was loaded has it');
    assert.equal(await told.count(), 0);
});

await done();
