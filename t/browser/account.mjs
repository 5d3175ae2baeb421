#!/usr/bin/env node
// Accounts in a browser: a password set anew by mail, a second factor, and a board that only some may write on.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { done, eventually, story, turn } from './lib/harness.mjs';
import { log_in, member, rows, unique } from './lib/world.mjs';

// The path of the link in the last mail to ADDRESS whose subject fits; waited for.
async function link_to(address, subject) {
    const directory = join(process.env.LOREHALL_DIR, 'mail');
    let path;
    await eventually(async () => {
        for (const name of (await readdir(directory)).filter((each) => each.endsWith('.eml')).sort()) {
            const mail = (await readFile(join(directory, name), 'utf8')).replaceAll('=\r\n', '').replaceAll('=3D', '=');
            if (!mail.includes(`X-Envelope-To: ${address}\r\n`) || !subject.test(mail)) continue;
            path = /^https?:\/\/[^/\s]+(\/account\/\S+)\r$/m.exec(mail)?.[1] ?? path;
        }
        assert.ok(path, `a mail to ${address}`);
    });
    return path;
}

// The code of a key in base32 (RFC 6238), so many half minutes from now.
function code_of(key, later = 0) {
    const bits = [...key.replace(/[^A-Z2-7]/g, '')].map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0')).join('');
    const bytes = Buffer.from(bits.match(/.{8}/g).map((each) => parseInt(each, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
    const mac = createHmac('sha1', bytes).update(step).digest();
    return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

await story('a password that is forgotten is set anew by mail, measured and looked at while it is typed; the former one lets nobody in', async ({ visitor }) => {
    const somebody = await member('forgets');
    const address = `${somebody.name.toLowerCase()}@example.org`;
    const mine = await visitor({ as: somebody });
    await mine.go('/account/settings');
    await mine.page.getByRole('textbox', { name: 'E-mail address' }).fill(address);
    await mine.page.getByLabel('Present password').first().fill(somebody.password);
    await turn(mine.page, () => mine.page.locator('form:has(input[name=email]) button[type=submit]').first().click());
    await mine.go(await link_to(address, /^Subject: .*/m));
    await turn(mine.page, () => mine.page.locator('main form button[type=submit]').first().click());
    assert.match(await mine.page.locator('.done').innerText(), /this address is now your account's/);

    const { page, go } = await visitor();
    await go('/account/login');
    await turn(page, () => page.getByRole('link', { name: /Forgot/ }).click());
    await page.getByLabel('Name or e-mail address').fill(address);
    await turn(page, () => page.getByRole('button', { name: 'Send the link' }).click());
    assert.match(await page.locator('.done').innerText(), /a link is on its way/);
    await go(await link_to(address, /\/account\/reset/));
    const changed = `${unique('seven')} herons asleep`;
    const field = page.getByLabel('New password', { exact: true });
    const measured = async (text) => {
        await field.fill(text);
        return page.locator('.strength [aria-live]').innerText();
    };
    assert.equal(await measured('elevenchars'), 'Too short yet');
    assert.equal(await measured('abcdefghijklmnop'), 'Could be guessed');
    assert.equal(await measured(changed), 'Very good');
    await page.getByRole('button', { name: 'Reveal what is typed' }).first().click();
    assert.equal(await field.getAttribute('type'), 'text', 'what is typed can be looked at');
    await page.getByLabel('New password again').fill(changed);
    await turn(page, () => page.getByRole('button', { name: 'Set the password' }).click());
    await mine.go('/account/settings');
    assert.match(mine.page.url(), /\/account\/login/, 'who was logged in is no more');

    const third = await visitor();
    third.allow(/status of 422/);
    await third.go('/account/login');
    await third.page.fill('input[name=name]', somebody.name);
    await third.page.fill('input[name=password]', somebody.password);
    await turn(third.page, () => third.page.click('main form button[type=submit]'));
    assert.match(third.page.url(), /\/account\/login/, 'the former password does not do');
    await log_in(third.page, { ...somebody, password: changed });
});

await story('who adds an authenticator app is asked for its code, and a recovery code does in its place', async ({ visitor }) => {
    const somebody = await member('careful');
    const mine = await visitor({ as: somebody });
    await mine.go('/account/factors');
    await turn(mine.page, () => mine.page.getByRole('link', { name: 'Add an app' }).click());
    const key = await mine.page.locator('code.key').innerText();
    await mine.page.getByRole('textbox', { name: 'Code' }).fill(code_of(key, -1));
    await turn(mine.page, () => mine.page.getByRole('button', { name: 'Add' }).click());
    const codes = await mine.page.locator('main li code, main li').allInnerTexts();
    assert.ok(codes.length >= 8, 'recovery codes are shown');

    for (const code of [() => code_of(key), () => codes[0].trim()]) {
        const { page, go } = await visitor();
        await go('/account/login');
        await page.fill('input[name=name]', somebody.name);
        await page.fill('input[name=password]', somebody.password);
        await turn(page, () => page.click('main form button[type=submit]'));
        assert.equal(await page.locator('main h1').innerText(), 'Second factor');
        await page.getByRole('textbox', { name: 'Code' }).fill(code());
        await turn(page, () => page.getByRole('button', { name: 'Log in' }).click());
        assert.match(await page.locator('.account summary').innerText(), new RegExp(somebody.name));
    }
});

await story('a board is made, and is read by all and written on by whom it is for', async ({ visitor }) => {
    const word = unique('scrolls').toLowerCase();
    const keeper = await visitor({ as: await member('keeper', { role: 'administrator' }) });
    const theirs = await visitor({ as: await member('reader') });
    const { page, go } = keeper;
    await go('/admin/boards');
    await turn(page, () => page.getByRole('link', { name: 'Make a board' }).click());
    await page.getByLabel('Title').fill(`Scrolls ${word}`);
    await page.getByLabel('Address').fill(word);
    await page.getByLabel('Description').fill('What the keepers of scrolls tell.');
    await turn(page, () => page.getByRole('button', { name: 'Make the board' }).click());
    assert.match(await page.locator('.done').innerText(), /The board is made/);

    await theirs.go(`/forum/${word}/new`);
    await theirs.page.getByLabel('Title').fill('A first scroll');
    await theirs.page.locator('main textarea').fill('It is long.');
    await turn(theirs.page, () => theirs.page.locator('main form button[type=submit]:not([name])').click());
    assert.match(await theirs.page.locator('main').innerText(), /A first scroll[^]*It is long/, 'a member writes on it');

    await page.getByRole('row', { name: 'Member Read Reply Start threads', exact: true }).getByLabel('Start threads').uncheck();
    await turn(page, () => page.getByRole('button', { name: 'Save' }).click());
    assert.match(await page.locator('.done').innerText(), /It is felt at the next click/);
    theirs.allow(/status of 403/);
    assert.equal((await theirs.go(`/forum/${word}/new`)).status(), 403, 'and at the next click no more');
    assert.match(await (await theirs.go(`/forum/${word}/`)).text(), /A first scroll/, 'while all read it');
    const [[threads]] = await rows(`SELECT COUNT(*) FROM thread t JOIN board b ON b.id = t.board_id WHERE b.name = '${word}'`);
    assert.equal(threads, '1');
});

await done();
