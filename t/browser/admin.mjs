#!/usr/bin/env node
// The administration in a browser: a role that is made, granted and felt in a second browser at its next click, by
// keyboard as well; a troll who is found by a report, removed and undone in a few clicks; and each of its pages held to what
// lib/look.mjs says.
// Written by SQL: mail; one that failed, which takes a server four days.

import assert from 'node:assert/strict';
import { done, story, turn } from './lib/harness.mjs';
import { look_at } from './lib/look.mjs';
import { api, discussion, lorehall, member, rate, rows, unique } from './lib/world.mjs';

const keeper = await member('keeper', { role: 'administrator' });
const scribe = await member('scribe');
await lorehall(['role', 'grant', scribe.name, 'trusted', '--site', 'everquest', '--reason', 'Helps everybody who is new']);
await rows("INSERT INTO mail (created, kind, sender, recipient, language, subject, expires, state, tries, answer) VALUES (UTC_TIMESTAMP(6), 'reset', 'EverQuest Lore', 'somebody@example.com', 'en', 'x', UTC_TIMESTAMP(6), 'failed', 3, '550 5.1.1 no such user')");
const [[id]] = await rows(`SELECT id FROM account WHERE handle = '${scribe.name.toLowerCase()}'`);
const [[trusted]] = await rows("SELECT id FROM role WHERE name = 'trusted'");
const [[moderator]] = await rows("SELECT id FROM role WHERE name = 'moderator'");

// A discussion that a troll has overrun: 50 posts beside two of others, two votes; and one of the posts is reported.
async function overrun(word) {
    const [troll, reader] = [await member('troll'), await member('reader')];
    const posts = Array.from({ length: 50 }, (_, i) => ({ key: `t${i}`, parent: i % 3 ? `t${i - 1}` : 'first', body: `Nobody likes you ${i}, ${word}.`, author: troll.name }));
    const thread = await discussion(`About ${word}`, [
        { key: 'first', body: `What do you think of ${word}?`, author: scribe.name },
        { key: 'kind', parent: 'first', body: `I like ${word}.`, author: scribe.name }, ...posts]);
    for (const key of ['first', 'kind']) await rate(troll, thread, thread.ids[key], -1);
    return { troll, reader, thread };
}

const sample = await overrun(unique('gnolls'));
await api('POST', `/comments/${sample.thread.ids.t1}/report`, { token: await sample.reader.token(), body: { reason: 'abuse', note: 'Again.' } });
const [[troll_id]] = await rows(`SELECT id FROM account WHERE handle = '${sample.troll.name.toLowerCase()}'`);

await look_at([
    { name: 'moderation queue', open: ({ go }) => go('/admin/queue') },
    { name: 'comments', open: ({ go }) => go(`/admin/comments?author=${sample.troll.name}`) },
    {
        name: 'several comments at once',
        async open({ page, go }) {
            await go(`/admin/accounts/${troll_id}`);
            await turn(page, () => page.locator('button[name=act][value=remove]').click());
        },
    },
    { name: 'what moderators did', open: ({ go }) => go('/admin/acts') },
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
        await page.locator('main').getByLabel('Name', { exact: true }).fill(theirs.name);
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

// All of what TROLL wrote and voted, as it is kept.
const kept_of = (thread) => rows(`SELECT c.id, c.state, c.score, t.comments, t.last_comment_id, (SELECT COUNT(*) FROM rating r WHERE r.comment_id = c.id)
    FROM comment c JOIN thread t ON t.id = c.thread_id WHERE c.thread_id = ${thread.id} ORDER BY c.id`);

for (const javaScriptEnabled of [true, false])
    await story(`a troll's 50 posts are found by a report, removed and the account suspended in under ten clicks, then undone${javaScriptEnabled ? '' : ', without scripts'}`, async ({ visitor }) => {
        const { troll, reader, thread } = await overrun(unique('kobolds'));
        const before = await kept_of(thread);
        const first = await visitor({ as: reader, javaScriptEnabled });
        await first.go(`${thread.path}#c-${thread.ids.t7}`);
        await turn(first.page, () => first.page.locator(`#c-${thread.ids.t7} > .post a.moderate`).click());
        await turn(first.page, () => first.page.getByRole('button', { name: 'Insults or threats' }).click());

        const { page, go } = await visitor({ as: keeper, javaScriptEnabled });
        let clicks = 0;
        const click = (locator) => {
            clicks++;
            return turn(page, () => locator.click());
        };
        await go('/forum/');
        clicks++;
        await page.locator('.account summary').click();
        await click(page.getByRole('link', { name: 'Administration' }));
        await click(page.getByRole('link', { name: 'Reported comments' }));
        await click(page.locator(`#case-${thread.ids.t7}`).getByRole('link', { name: troll.name }));
        await click(page.getByRole('button', { name: 'Remove …' }));
        assert.match(await page.locator('.reach').innerText(), new RegExp(`50 comments by ${troll.name}, in 1 thread[^]*2 votes`));
        await page.getByLabel('Reason').fill('Fifty times the same.');
        await click(page.getByRole('button', { name: 'Remove them' }));
        assert.match(await page.locator('#main').innerText(), /removed 50 comments and 2 votes[^]*Fifty times the same/);
        await click(page.locator('#main').getByRole('link', { name: 'Suspend' }));
        await page.getByLabel('Reason').fill('Fifty times the same.');
        await click(page.getByRole('button', { name: 'Suspend' }));
        assert.ok(clicks < 10, `${clicks} clicks`);
        const suspended = () => rows(`SELECT COUNT(*) FROM membership m JOIN account a ON a.id = m.account_id JOIN role r ON r.id = m.role_id
            WHERE r.name = 'suspended' AND a.handle = '${troll.name.toLowerCase()}'`);
        assert.deepEqual(await suspended(), [['1']], 'the account is suspended');
        await first.go(thread.path);
        assert.doesNotMatch(await first.page.locator('#main').innerText(), /Nobody likes you/, 'nothing of it is left to be read');
        assert.deepEqual(await rows(`SELECT COUNT(*), MIN(score) FROM comment WHERE thread_id = ${thread.id} AND state = 0`), [['2', '0']]);

        await go('/admin/acts');
        await turn(page, () => page.getByRole('button', { name: 'Undo' }).first().click());
        await go(`/admin/bans?q=${troll.name}`);
        await turn(page, () => page.locator('#main tbody a').first().click());
        await page.getByLabel('Why it is lifted').fill('A mistake.');
        await turn(page, () => page.getByRole('button', { name: 'Lift' }).click());
        assert.deepEqual(await suspended(), [['0']], 'the account is let back');
        assert.deepEqual(await kept_of(thread), before, 'undone, all is as it was');
        await first.go(thread.path);
        assert.match(await first.page.locator('#main').innerText(), /Nobody likes you 7/);
    });

await done();
