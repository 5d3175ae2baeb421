#!/usr/bin/env node
// The administration in a browser: a role that is made, granted and felt in a second browser at its next click, by
// keyboard as well; and each of its pages held to what lib/look.mjs says.
// Written by SQL: mail; one that failed, which takes a server four days.

import assert from 'node:assert/strict';
import { done, story, turn } from './lib/harness.mjs';
import { look_at } from './lib/look.mjs';
import { lorehall, member, rows, unique } from './lib/world.mjs';

const keeper = await member('keeper', { role: 'administrator' });
const scribe = await member('scribe');
await lorehall(['role', 'grant', scribe.name, 'trusted', '--site', 'everquest', '--reason', 'Helps everybody who is new']);
await rows("INSERT INTO mail (created, kind, sender, recipient, language, subject, expires, state, tries, answer) VALUES (UTC_TIMESTAMP(6), 'reset', 'EverQuest Lore', 'somebody@example.com', 'en', 'x', UTC_TIMESTAMP(6), 'failed', 3, '550 5.1.1 no such user')");
const [[id]] = await rows(`SELECT id FROM account WHERE handle = '${scribe.name.toLowerCase()}'`);
const [[trusted]] = await rows("SELECT id FROM role WHERE name = 'trusted'");
const [[moderator]] = await rows("SELECT id FROM role WHERE name = 'moderator'");

await look_at([
    { name: 'dashboard', open: ({ go }) => go('/admin/') },
    { name: 'audit log', open: ({ go }) => go('/admin/audit') },
    { name: 'audit log without a fit', open: ({ go }) => go('/admin/audit?to=2001-01-01') },
    { name: 'audit log with an error', says: 422, open: ({ go }) => go('/admin/audit?from=x') },
    { name: 'accounts', open: ({ go }) => go('/admin/accounts?sort=newest') },
    { name: 'account', open: ({ go }) => go(`/admin/accounts/${id}`) },
    { name: 'what a role gives', open: ({ go }) => go(`/admin/accounts/${id}/role?role=${moderator}&where=0`) },
    { name: 'roles', open: ({ go }) => go('/admin/roles') },
    { name: 'role', open: ({ go }) => go(`/admin/roles/${trusted}`) },
    { name: 'a new role', open: ({ go }) => go('/admin/roles/new') },
    { name: 'jobs', open: ({ go }) => go('/admin/jobs') },
    { name: 'mails', open: ({ go }) => go('/admin/mails') },
    { name: 'mails of no state', says: 422, open: ({ go }) => go('/admin/mails?state=lost') },
    { name: 'a mail', open: async ({ go }) => {
        const [[mail]] = await rows("SELECT MAX(id) FROM mail WHERE state = 'failed'");
        await go(`/admin/mails/${mail}`);
    } },
    { name: 'performance', open: ({ go }) => go('/admin/performance?since=start') },
    { name: 'one route', open: async ({ go, page }) => {
        await go('/admin/performance?since=start');
        await go(await page.locator('.admin-list a[href*="/routes/"]').first().getAttribute('href'));
        await page.locator('.chart summary').click();
    } },
    { name: 'slowest requests', open: async ({ go, page }) => {
        await go('/admin/performance/slow');
        await page.locator('.slow summary').first().click();
    } },
    { name: 'statements', open: ({ go }) => go('/admin/performance/statements?since=start') },
    { name: 'a statement and its plan', open: async ({ go, page }) => {
        await go('/admin/performance/statements?since=start&sort=calls');
        await go(`${await page.locator('.admin-list a', { hasText: 'SESSION_BY_HASH' }).getAttribute('href')}?plan=1`);
    } },
    { name: 'second factor', open: ({ go }) => go('/account/factors') },
    { name: 'an app to be added', open: ({ go }) => go('/account/factors/app') },
    { name: 'an app to be removed', open: ({ go }) => go('/account/factors/app/remove') },
    { name: 'why', open: ({ go }) => go(`/admin/why?account=${scribe.name}&permission=comment.remove&where=0`) },
].map((entry) => ({ ...entry, who: 'keeper' })), { keeper });

await story('an API token is made and shown once, with the day of its end', async ({ visitor }) => {
    const { page, go } = await visitor({ as: scribe });
    await go('/account/tokens');
    await page.getByLabel('What is it for?').fill('A wiki');
    await page.getByLabel('Write, rate and report').check();
    await turn(page, () => page.getByRole('button', { name: 'Make the token' }).click());
    assert.match(await page.getByLabel('A wiki').inputValue(), /^[0-9a-f]{32}$/);
    await turn(page, () => page.getByRole('link', { name: 'Done' }).click());
    assert.match(await page.locator('.sessions tbody tr').innerText(), /A wiki\s+Read, Post\s+now\s+never\s+in 3 months/);
});

for (const colorScheme of ['dark', 'light'])
    await story(`the picture of an app's key is black on white, module by module (${colorScheme})`, async ({ visitor }) => {
        const { page, go } = await visitor({ as: keeper, colorScheme });
        await go('/account/factors/app');
        const drawn = await page.locator('svg.qr path').evaluateAll((paths) => paths.map((path) => [getComputedStyle(path).fill, getComputedStyle(path).stroke]));
        assert.deepEqual(drawn, [['rgb(255, 255, 255)', 'none'], ['rgb(0, 0, 0)', 'none']]);
    });

for (const javaScriptEnabled of [true, false])
    await story(`a role is made, granted and felt in a second browser at its next click${javaScriptEnabled ? '' : ', without scripts'}`, async ({ visitor }) => {
        const word = unique('herald').toLowerCase();
        const theirs = await member('reader');
        const second = await visitor({ as: theirs, javaScriptEnabled });
        await second.go('/forum/');
        assert.equal(await second.page.locator('a[href^="/admin/"]').count(), 0, 'they see nothing of it');

        const { page, go } = await visitor({ as: keeper, javaScriptEnabled });
        await go('/admin/roles');
        await turn(page, () => page.getByRole('link', { name: 'Make a role' }).click());
        await page.getByLabel('Name', { exact: true }).fill(word);
        await page.getByLabel('Title', { exact: true }).fill('Herald');
        await page.getByLabel('See the audit log.').focus();
        await page.keyboard.press('Space');
        await page.getByLabel('Title', { exact: true }).focus();
        await turn(page, () => page.keyboard.press('Enter'));
        assert.equal(await page.locator('main h1').innerText(), 'Herald');

        await go('/admin/accounts');
        await page.locator('main input[name=q]').fill(theirs.name);
        await turn(page, () => page.keyboard.press('Enter'));
        await turn(page, () => page.locator('main').getByRole('link', { name: theirs.name }).click());
        const [[role]] = await rows(`SELECT id FROM role WHERE name = '${word}'`);
        await page.getByLabel('Role', { exact: true }).selectOption(role);
        await turn(page, () => page.getByRole('button', { name: 'See what it gives' }).click());
        assert.deepEqual(await page.locator('.permissions li').allInnerTexts(), ['See the audit log.']);
        await page.getByLabel('Reason').fill('Reads the chronicle');
        await turn(page, () => page.getByRole('button', { name: 'Grant this role' }).click());
        assert.match(await page.locator('#roles + table').innerText(), /Herald[^]*Reads the chronicle/);

        await second.go('/forum/');
        await second.page.locator('.account summary').click();
        await turn(second.page, () => second.page.getByRole('link', { name: 'Administration' }).click());
        assert.equal(await second.page.locator('main h1').innerText(), 'Audit log');
    });

await done();
