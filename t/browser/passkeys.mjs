#!/usr/bin/env node
// Passkeys, by a device that Chromium pretends to have: added, used as a second factor, instead of a password, to
// confirm, and removed; and their pages held to what lib/look.mjs says.
// Written by SQL: passkey; a device is made to be a copy, and one to be looked at.

import assert from 'node:assert/strict';
import { done, story, turn } from './lib/harness.mjs';
import { look_at } from './lib/look.mjs';
import { log_in, member, password, rows } from './lib/world.mjs';

// A device with a fingerprint reader, in a page's browser; `says` whether the finger is the right one.
async function device(page) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
        automaticPresenceSimulation: true,
    } });
    return { cdp, authenticatorId, credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials };
}

// A browser that does not list passkeys by itself, or this one would not wait for a button.
const unlisted = (page) => page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });

async function add(page, go, name) {
    await go('/account/factors/passkey');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await turn(page, () => page.getByRole('button', { name: 'Make the passkey' }).click());
}

async function log_out(page) {
    await page.locator('.account summary').click();
    await turn(page, () => page.getByRole('button', { name: 'Log out' }).click());
}

const id_of = async (somebody) => (await rows(`SELECT id FROM account WHERE handle = '${somebody.name.toLowerCase()}'`))[0][0];

await story('a passkey is added, asked for at the login, lets in alone, confirms, and is removed', async ({ visitor }) => {
    const ada = await member('passkeyada');
    const id = await id_of(ada);
    const { page, go, allow } = await visitor({ as: ada });
    await unlisted(page);
    const { credentials } = await device(page);
    await add(page, go, 'My phone');
    assert.equal(await page.locator('.codes li').count(), 10, 'it is the first factor: recovery codes are shown');
    assert.equal((await credentials()).length, 1, 'the device has it');
    await go('/account/factors');
    assert.match(await page.locator('.passkeys li').innerText(), /My phone.*never used/s);

    // A second time the device says that it has one.
    await go('/account/factors/passkey');
    await page.getByLabel('Name', { exact: true }).fill('Once more');
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByText('This device has a passkey for your account already.').waitFor();

    await log_out(page);
    await go('/account/login?next=/forum/');
    await page.getByLabel('Name', { exact: true }).fill(ada.name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await turn(page, () => page.getByRole('button', { name: 'Log in', exact: true }).click());
    assert.match(page.url(), /\/account\/login\/factor/, 'the password alone is not enough');
    await turn(page, () => page.getByRole('button', { name: 'Use a passkey' }).click());
    assert.match(page.url(), /\/forum\/$/, 'the passkey is');

    await log_out(page);
    await go('/account/login?next=/forum/');
    const button = page.getByRole('button', { name: 'Log in with a passkey' });
    await Promise.all([page.waitForURL(/\/forum\/$/), button.click().catch(() => {})]);
    assert.equal(await page.locator('.account summary').innerText(), ada.name, 'and lets in without a name or password');

    await go('/account/confirm?next=/account/factors');
    await turn(page, () => page.getByRole('button', { name: 'Use a passkey' }).click());
    assert.match(page.url(), /\/account\/factors$/, 'it confirms in the place of the password');
    assert.match(await page.locator('.passkeys li').innerText(), /Last used\s+now/s);

    await turn(page, () => page.getByRole('link', { name: 'My phone' }).click());
    await page.getByLabel('Name', { exact: true }).fill('Old phone');
    await turn(page, () => page.getByRole('button', { name: 'Rename' }).click());
    await turn(page, () => page.getByRole('link', { name: 'Old phone' }).click());
    await turn(page, () => page.getByRole('button', { name: 'Remove' }).click());
    assert.equal(await page.locator('.passkeys li').count(), 0, 'it is gone');
    await log_out(page);
    await go('/account/login?next=/forum/');
    allow(/422/);
    await Promise.all([page.getByText('This passkey is not known here').first().waitFor(), button.click().catch(() => {})]);
    await log_in(page, ada);
    assert.match((await rows(`SELECT GROUP_CONCAT(act ORDER BY id) FROM audit WHERE about_id = ${id}`))[0][0],
        /factor\.add.*passkey\.use.*factor\.rename.*factor\.remove/);
});

await story('where the browser lists passkeys with the names, one lets in without another click', async ({ visitor }) => {
    const eva = await member('passkeyeva');
    const { page, go } = await visitor({ as: eva });
    await device(page);
    await add(page, go, 'Laptop');
    await log_out(page);
    await Promise.all([page.waitForURL(/\/forum\/$/), go('/account/login?next=/forum/').catch(() => {})]);
    assert.equal(await page.locator('.account summary').innerText(), eva.name);
});

await story('a device that does not recognise its owner confirms nothing, and a copy of one is told of', async ({ visitor }) => {
    const brann = await member('passkeybrann');
    const id = await id_of(brann);
    const { page, go } = await visitor({ as: brann });
    const { cdp, authenticatorId } = await device(page);
    await add(page, go, 'Stick');
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await go('/account/confirm?next=/account/factors');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('No passkey was used').waitFor();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await rows(`UPDATE passkey SET counter = 1000 WHERE account_id = ${id}`);
    await go('/account/confirm?next=/account/factors');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await turn(page, () => page.getByRole('button', { name: 'Use a passkey' }).click());
    assert.match(await page.locator('.passkeys li').innerText(), /There may be a copy of it/);
    assert.equal((await rows(`SELECT COUNT(*) FROM audit WHERE act = 'passkey.regress' AND about_id = ${id}`))[0][0], '1');
});

await story('without scripts the pages say what to do instead', async ({ visitor }) => {
    const cora = await member('passkeycora');
    const { page, go } = await visitor({ as: cora, javaScriptEnabled: false });
    await go('/account/factors/passkey');
    assert.ok(await page.getByText('Passkeys need JavaScript').isVisible());
    assert.equal(await page.getByRole('button', { name: 'Make the passkey' }).count(), 0, 'there is no button that does nothing');
    await go('/account/factors/app');
    const guest = await visitor({ javaScriptEnabled: false });
    await guest.go('/account/login');
    assert.ok(await guest.page.getByText('Passkeys need JavaScript').isVisible());
    assert.equal(await guest.page.getByRole('button', { name: 'Log in with a passkey' }).count(), 0);
});

const keeper = await member('keykeeper');
await look_at([
    { name: 'a passkey to be added', open: ({ go }) => go('/account/factors/passkey') },
    { name: 'a passkey', open: async ({ go }) => {
        const id = await id_of(keeper);
        await rows(`INSERT IGNORE INTO passkey (account_id, rp_id, credential, algorithm, public_key, counter, transports, backed_up, name, created, regressed)
            VALUES (${id}, 'example.com', 'looked at ${id}', -7, '', 0, '', 1, 'A key that lies in the drawer', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))`);
        await go(`/account/factors/passkeys/${(await rows(`SELECT id FROM passkey WHERE account_id = ${id}`))[0][0]}`);
    } },
    { name: 'the list of passkeys', open: ({ go }) => go('/account/factors') },
].map((entry) => ({ ...entry, who: 'keeper' })), { keeper });

await done();
