#!/usr/bin/env node
// Moderation in a browser: a troll who is found by a report, removed and suspended in a few clicks, and undone; and its pages
// held to what lib/look.mjs says.

import assert from 'node:assert/strict';
import { done, story, turn } from './lib/harness.mjs';
import { look_at } from './lib/look.mjs';
import { api, discussion, member, rate, rows, unique } from './lib/world.mjs';

const keeper = await member('keeper', { role: 'moderator' });
const scribe = await member('scribe');

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
].map((entry) => ({ ...entry, who: 'keeper' })), { keeper });

// Where a comment is reported.
const menu_of = (page, id) => page.locator(`#c-${id} > .post > footer .report`);
const reports_of = (id) => rows(`SELECT COUNT(*), MAX(reason) FROM report WHERE comment_id = ${id}`);

await story('a comment is reported where it stands and that taken back, by keyboard, without leaving the page', async ({ visitor }) => {
    const { reader, thread } = sample;
    const { page, go } = await visitor({ as: reader, viewport: { width: 360, height: 740 } });
    await go(thread.path);
    const before = page.url();
    const menu = menu_of(page, thread.ids.t4);
    await menu_of(page, thread.ids.t5).locator('summary').click();
    await menu.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('details.report[open]').count(), 1, 'one menu is open');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360), 'within a narrow screen');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('details.report[open]').count(), 0, 'Escape closes it');
    await page.keyboard.press('Enter');
    for (const _ of 'abc') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.reported').waitFor();
    assert.deepEqual(await reports_of(thread.ids.t4), [['1', 'off-topic']], 'the third reason');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Take back', 'what is next has the focus');
    await page.keyboard.press('Enter');
    await menu.waitFor();
    assert.deepEqual(await reports_of(thread.ids.t4), [['0', 'NULL']], 'it is taken back');
    assert.equal(page.url(), before, 'all of it on this page');
    assert.equal(await page.locator(`#c-${thread.ids.first} > .post details.report`).count(), 1, 'others’ comments have a menu');
    const { page: own, go: go_own } = await visitor({ as: scribe });
    await go_own(thread.path);
    assert.equal(await own.locator(`#c-${thread.ids.first} > .post details.report`).count(), 0, 'one’s own has none');
    assert.equal(await own.locator(`#c-${thread.ids.first} > .post a.moderate`).innerText(), 'Remove');
    const { page: keeping, go: go_keeping } = await visitor({ as: keeper });
    await go_keeping(thread.path);
    assert.equal(await keeping.locator(`#c-${thread.ids.t4} > .post a.moderate`).innerText(), 'Moderate', 'who moderates is led to where they decide');
});

await story('a comment is reported and that taken back without scripts', async ({ visitor }) => {
    const { page, go } = await visitor({ as: scribe, javaScriptEnabled: false });
    const id = sample.thread.ids.t8;
    await go(sample.thread.path);
    await menu_of(page, id).locator('summary').click();
    await turn(page, () => menu_of(page, id).getByRole('button', { name: 'Spoils the game' }).click());
    assert.deepEqual(await reports_of(id), [['1', 'spoiler']], 'one press');
    await turn(page, () => page.getByRole('button', { name: 'Take back' }).click());
    assert.deepEqual(await reports_of(id), [['0', 'NULL']], 'another');
    assert.ok(await page.getByRole('button', { name: 'Spam' }).isVisible(), 'and it may be reported anew');
});

// All of what TROLL wrote and voted, as it is kept.
const kept_of = (thread) => rows(`SELECT c.id, c.state, c.score, t.comments, t.last_comment_id, (SELECT COUNT(*) FROM rating r WHERE r.comment_id = c.id)
    FROM comment c JOIN thread t ON t.id = c.thread_id WHERE c.thread_id = ${thread.id} ORDER BY c.id`);

await story(`a troll's 50 posts are found by a report, removed and the account suspended in under ten clicks, then undone`, async ({ visitor }) => {
    const { troll, reader, thread } = await overrun(unique('kobolds'));
    const before = await kept_of(thread);
    const first = await visitor({ as: reader });
    await first.go(`${thread.path}#c-${thread.ids.t7}`);
    const menu = menu_of(first.page, thread.ids.t7);
    await menu.locator('summary').click();
    await menu.getByRole('button', { name: 'Insults or threats' }).click();
    await first.page.locator('.reported').waitFor();

    const { page, go } = await visitor({ as: keeper });
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

await story('words hold a post until a moderator publishes it, and reports of trusted members fold it in open pages', async ({ visitor }) => {
    const [warden, author, ...trusted] = [await member('warden', { role: 'administrator' }), await member('author'),
        await member('trusted', { role: 'trusted' }), await member('trusted', { role: 'trusted' })];
    const word = unique('zorkmid').replaceAll('-', '');
    const thread = await discussion('Money', [{ key: 'first', body: 'What do you pay with?', author: scribe.name }]);
    const chief = await visitor({ as: warden });
    await chief.go('/admin/filters/new');
    await chief.page.getByLabel('What it is for').fill('Sellers');
    await chief.page.getByLabel('Looks for').fill(word);
    await chief.page.getByLabel('State').selectOption('hold');
    await turn(chief.page, () => chief.page.getByRole('button', { name: 'What would it have caught?' }).click());
    assert.match(await chief.page.locator('#main').innerText(), /0 comments of [\d,]+ that were looked at/);
    await turn(chief.page, () => chief.page.getByRole('button', { name: 'Save' }).click());

    const writer = await visitor({ as: author });
    await writer.go(`/forum/reply?subject=thread:${thread.id}`);
    await writer.page.locator('textarea[name=body]').fill(`With ${word}.`);
    await turn(writer.page, () => writer.page.locator('main form.write button[type=submit]:not([name])').click());
    assert.match(await writer.page.locator('h1').innerText(), /Your post waits for review/);
    const reader = await visitor({});
    await reader.go(thread.path);
    const { page, go } = await visitor({ as: keeper });
    await go('/admin/queue');
    await turn(page, () => page.getByRole('link', { name: 'Money' }).first().click());
    await turn(page, () => page.getByRole('button', { name: 'Publish' }).click());
    const shown = reader.page.getByText(`With ${word}.`);
    await shown.waitFor();
    const [[id]] = await rows(`SELECT MAX(id) FROM comment WHERE thread_id = ${thread.id}`);
    for (const somebody of trusted) await api('POST', `/comments/${id}/report`, { token: await somebody.token(), body: { reason: 'spam' } });
    const folded = reader.page.locator(`#c-${id} > .post > .flagged`);
    await folded.waitFor();
    assert.ok(await shown.isHidden(), 'it is one line');
    await folded.locator('summary').click();
    assert.ok(await shown.isVisible(), 'that can be opened');
    await turn(chief.page, () => chief.page.getByRole('button', { name: 'Delete this filter' }).click());
});

await done();
