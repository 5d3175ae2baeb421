#!/usr/bin/env node
// The administration in a browser: a role that is made, granted and felt in a second browser at its next click, by
// keyboard as well; and each of its pages held to what lib/look.mjs says.
// Written by SQL: mail; one that failed, which takes a server four days.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comment, done, story, turn } from './lib/harness.mjs';
import { look_at, misfits, screens } from './lib/look.mjs';
import { api, lorehall, member, rows, small_discussion, unique } from './lib/world.mjs';

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

// Somebody who is suspended and appeals, a comment that was removed, a written page, an invitation, a site that was
// changed and a file that was tried: so that there is one of each thing that has a page.
async function fill(visitor, warden) {
    const site = 'camelot';
    const troll = await member('troll', { site });
    const opened = await small_discussion('Gnolls', { site, board: (await api('GET', '/boards', { site })).boards[0].name });
    await api('POST', `/comments/${opened.ids.second}/remove`, { site, token: await warden.token(), body: { reason: 'Not here' } });
    await lorehall(['role', 'grant', troll.name, 'suspended', '--site', site, '--reason', 'rude']);
    const theirs = await visitor({ as: troll, site });
    await theirs.go('/account/bans');
    await theirs.page.locator('textarea[name=body]').first().fill('I was not.');
    await turn(theirs.page, () => theirs.page.locator('form:has(textarea[name=body]) button').first().click());

    const { page, go } = await visitor({ as: warden, site });
    const send = async (path, fields) => {
        await go(path);
        for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).first().fill(value);
        await turn(page, () => page.locator('main form[method=post]').first().locator('button[type=submit]').first().click());
    };
    await send('/account/invitations', {});
    await send('/admin/pages/new', { slug: unique('tales').toLowerCase(), 'title.en': 'Tales', 'body.en': 'Once upon a time.' });
    await send('/admin/site', { tagline: `Where tales are told, ${unique('again')}` });
    const ready = join(process.env.LOREHALL_DIR, 'ready', site);
    mkdirSync(ready, { recursive: true });
    writeFileSync(join(ready, 'walk.jsonl'), '');
    await go('/admin/imports');
    await page.locator('main input[name=file]').first().check();
    await turn(page, () => page.getByRole('button', { name: 'Try it' }).click());
    rmSync(ready, { recursive: true });
    return { page, go };
}

await story('every page of the administration fits a wide screen and one of 360 px', async ({ visitor }) => {
    const warden = await member('warden', { role: 'administrator', site: 'camelot' });
    await fill(visitor, warden);
    const { page, go } = await visitor({ as: warden, site: 'camelot', ...screens[1], locale: 'en-GB' });
    const patterns = [...(await lorehall(['check', '--routes'])).matchAll(/^admin +GET +(\/admin\/\S*)/gm)].map(([, pattern]) => pattern);
    const waiting = patterns.filter((pattern) => !pattern.includes(':'));
    const links = new Set();
    const seen = new Set();
    const problems = [];
    // What has a number is met by a link on one of the others.
    for (let path; (path = waiting.shift() ?? next()); ) {
        const answer = await go(path);
        seen.add(path);
        if (answer.status() !== 200) problems.push(`${path}: ${answer.status()}`);
        problems.push(...(await misfits(page, screens[1])).map((one) => `${path}: ${one}`));
        for (const href of await page.$$eval('main a[href]', (all) => all.map((one) => new URL(one.href).pathname))) links.add(href);
    }

    function of(pattern) {
        return new RegExp(`^${pattern.replace(/:\w+/g, '\\d+')}$`);
    }

    // A link to a page of a kind that was not seen yet.
    function next() {
        for (const pattern of patterns) {
            if ([...seen].some((path) => of(pattern).test(path))) continue;
            const found = [...links].find((path) => of(pattern).test(path));
            if (found) return found;
        }
        return undefined;
    }

    assert.deepEqual(problems, []);
    const missed = patterns.filter((pattern) => ![...seen].some((path) => of(pattern).test(path)));
    comment(`${seen.size} pages seen${missed.length ? `, none like ${missed.join(', ')}` : ''}`);
    assert.ok(seen.size >= 45, `${seen.size} pages seen`);
});

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
