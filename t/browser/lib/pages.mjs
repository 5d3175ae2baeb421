// Every page that there is, for the tests that look at all of them: PAGES, each with a name, who
// looks at it and how it is reached in a world that make_world() made.

import assert from 'node:assert/strict';
import { turn } from './harness.mjs';
import { api, busiest, discussion, end_sessions, forget_tries, member, post_of, rows, unique, write } from './world.mjs';

export const deep_levels = 35;

const long_word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3);

// What players write that is wider than a phone.
const awkward = [
    `One word: ${long_word}`,
    `An address: <https://example.org/${'a/very/long/path/'.repeat(12)}?with=${'x'.repeat(120)}>`,
    `\`\`\`\n/pet attack; /say ${'I never break lines in a macro. '.repeat(8)}\nshort\n\`\`\``,
    `Inline \`${'no_space_in_here_'.repeat(12)}\` goes on.`,
    `| ${Array.from({ length: 12 }, (_, i) => `Column ${i}`).join(' | ')} |\n|${' --- |'.repeat(12)}\n| ${'123456789 | '.repeat(12)}`,
    `> > > > quoted, quoted, quoted: ${long_word}`,
    `- a\n  - b\n    - c\n      - d\n        - ${long_word}`,
    `# A heading of ${long_word}`,
];

function deep_posts() {
    const posts = [{ key: 'o', body: 'How deep does this go?', author: 'ada' }];
    for (let i = 1; i <= deep_levels; i++)
        posts.push({
            key: `d${i}`,
            parent: i === 1 ? 'o' : `d${i - 1}`,
            // Names as long as they may be.
            author: i % 2 ? 'Grand-Warden_of_the_Moat' : 'Fennimore',
            body: `Level ${i}. ${i % 5 === 4 ? awkward[i % awkward.length] : 'And it still has to be read with pleasure, on a phone too.'}`,
        });
    return posts;
}

// The sample discussion with the most comments of a site.
export async function largest(site = 'everquest') {
    const { boards } = await api('GET', '/boards', { site });
    const lists = await Promise.all(
        boards.map((board) => api('GET', `/boards/${board.name}/threads?limit=50`, { site })));
    const samples = lists.flatMap((list) => list.threads).filter((thread) => /Patch of 16 September/.test(thread.title));
    assert.equal(samples.length, 1, 'the sample discussion is there');
    return { ...samples[0], site, path: new URL(samples[0].url).pathname };
}

export async function make_world() {
    await forget_tries();
    const awkward_posts = awkward.map((body, i) => ({ key: `w${i}`, parent: i ? 'o' : undefined, body }));
    awkward_posts[0].key = 'o';
    const [long, deep, wide, lonely, mira] = await Promise.all([
        largest(),
        discussion(unique('How deep'), deep_posts()),
        discussion(`Wider than a phone: ${long_word} ${unique('wide')}`, awkward_posts, { board: 'zones' }),
        discussion(unique('Nobody here'), [{ key: 'o', body: 'Hello?' }], { board: 'items' }),
        member('mira'),
    ]);
    const [monster, thing, zone, recipe, spell] = await Promise.all(
        ['npc', 'item', 'zone', 'recipe', 'spell'].map((kind) => busiest(kind)));
    const blades = (await rows("SELECT id FROM entry WHERE kind = 'item' AND record LIKE '%\"damage\"%' ORDER BY id LIMIT 4")).flat();
    const [[run]] = await rows(
        "SELECT MAX(i.id) FROM lore_import i JOIN game g ON g.id = i.game_id WHERE g.name = 'everquest'",
    );
    const lore = { monster, thing, zone, recipe, spell, blades, run };
    const mine = await write(mira, wide, wide.ids.w3, 'My own comment, **which** I can change.');
    return { long, deep, wide, lonely, mira, mine, lore };
}

// Sends the form that the page shows.
const send = (page, button = 'button[type=submit]:not([name])') =>
    turn(page, () => page.locator(`main form.write ${button}, main .sheet form ${button}`).first().click());

async function reply_with_error({ page, go }, world) {
    await go(world.wide.path);
    const post = post_of(page, world.wide.ids.w2);
    await post.locator('button[form=reply]').click();
    await post.locator('.write textarea').fill('  ');
    await post.locator('.write button[type=submit]:not([name])').click();
    await post.locator('[data-problem]').waitFor();
}

async function lost_text({ as, page, go }, world) {
    await go(`/forum/reply?subject=${world.wide.subject}&parent=${world.wide.ids.w2}`);
    await page.fill('main textarea', `Typed with care.\n\n${awkward[0]}`);
    await end_sessions(as);
    await send(page);
}

// `who`: nobody (a guest), a member of the world, or somebody who will be logged out. `says`: the status
// that a browser complains of.
export const house_pages = [
    { name: 'home', open: ({ go }) => go('/') },
    { name: 'home of a member', who: 'mira', open: ({ go }) => go('/forum/') },
    { name: 'board', open: ({ go }) => go('/forum/zones/') },
    { name: 'thread', open: ({ go }, world) => go(world.long.path) },
    { name: 'thread of a member', who: 'mira', open: ({ go }, world) => go(world.wide.path) },
    { name: 'deep thread', who: 'mira', open: ({ go }, world) => go(world.deep.path) },
    { name: 'deep thread, the newest first', who: 'mira', open: ({ go }, world) => go(`${world.deep.path}?sort=newest`) },
    {
        name: 'branch of a deep thread',
        who: 'mira',
        async open({ page, go }, world) {
            await go(world.deep.path);
            await turn(page, () => page.locator('a.continue').first().click());
        },
    },
    { name: 'thread without an answer', open: ({ go }, world) => go(world.lonely.path) },
    { name: 'reply with an error, in place', who: 'mira', open: reply_with_error, says: 422 },
    {
        name: 'reply with an error',
        who: 'mira',
        says: 422,
        async open({ page, go }, world) {
            await go(`/forum/reply?subject=${world.wide.subject}&parent=${world.wide.ids.w2}`);
            await send(page);
        },
    },
    {
        name: 'reply with a preview',
        who: 'mira',
        async open({ page, go }, world) {
            await go(`/forum/reply?subject=${world.wide.subject}&parent=${world.wide.ids.w3}`);
            await page.fill('main textarea', awkward.join('\n\n'));
            await send(page, 'button[name=preview]');
        },
    },
    {
        name: 'new thread with errors',
        who: 'mira',
        says: 422,
        async open({ page, go }) {
            await go('/forum/zones/new');
            await send(page);
        },
    },
    { name: 'edit', who: 'mira', open: ({ go }, world) => go(`/forum/comment/${world.mine}/edit`) },
    {
        name: 'login with an error',
        says: 422,
        async open({ page, go }, world) {
            await go('/account/login');
            await page.fill('[name=name]', world.mira.name);
            await page.fill('[name=password]', 'not this one');
            await send(page);
        },
    },
    {
        name: 'register with an error',
        says: 422,
        async open({ page, go }) {
            await go('/account/register');
            await page.fill('[name=name]', 'not a name!');
            await page.fill('[name=password]', 'short');
            await send(page);
        },
    },
    {
        name: 'settings with an error',
        who: 'mira',
        says: 422,
        async open({ page, go }) {
            await go('/account/settings');
            await turn(page, () => page.locator('section:has(#password) button[type=submit]').click());
        },
    },
    {
        name: 'password once more with an error',
        who: 'mira',
        says: 422,
        async open({ page, go }) {
            await go('/account/confirm?next=/account/settings');
            await send(page);
        },
    },
    { name: 'API tokens', who: 'mira', open: ({ go }) => go('/account/tokens') },
    { name: 'linked logins', who: 'mira', open: ({ go }) => go('/account/identities') },
    { name: 'sessions', who: 'mira', open: ({ go }) => go('/account/sessions') },
    { name: 'nothing here', says: 404, open: ({ go }) => go('/forum/thread/999999999') },
    { name: 'text kept when the session ended', who: 'leaver', says: '40[13]', open: lost_text },
    { name: 'out of order', open: ({ go }) => go('/static/errors/503.html') },
];

// Those of a game's database.
export const game_pages = [
    { name: 'beastiary', open: ({ go }) => go('/beastiary/') },
    { name: 'monster', open: ({ go }, world) => go(world.lore.monster.path) },
    { name: 'item of a member', who: 'mira', open: ({ go }, world) => go(world.lore.thing.path) },
    { name: 'zone', open: ({ go }, world) => go(world.lore.zone.path) },
    { name: 'map', open: ({ go }, world) => go(`${world.lore.zone.path}/map`) },
    { name: 'recipe', open: ({ go }, world) => go(world.lore.recipe.path) },
    { name: 'spell', open: ({ go }, world) => go(world.lore.spell.path) },
    { name: 'comparison', open: ({ go }, world) => go(`/beastiary/compare?ids=${world.lore.blades.join(',')}`) },
    { name: 'comparison with an error', says: 422, open: ({ go }, world) => go(`/beastiary/compare?ids=${world.lore.blades[0]}&add=${long_word.slice(0, 90)}`) },
    {
        name: 'history',
        async open({ page, go }, world) {
            await go(world.lore.monster.path);
            await turn(page, () => page.locator('.last-change a').click());
        },
    },
    {
        name: 'revision',
        async open({ page, go }, world) {
            await go(world.lore.monster.path);
            await turn(page, () => page.locator('.last-change a').click());
            await turn(page, () => page.locator('.revision a').first().click());
        },
    },
    { name: 'imports', open: ({ go }) => go('/beastiary/imports/') },
    { name: 'import', open: ({ go }, world) => go(`/beastiary/imports/${world.lore.run}`) },
    { name: 'list', open: ({ go }) => go('/beastiary/item/?classes=shaman,cleric&ac=1-&sort=-ac') },
    { name: 'list of a member', who: 'mira', open: ({ go }) => go('/beastiary/npc/?all=1&columns=level,hp,special_abilities') },
    { name: 'list with nothing in it', open: ({ go }) => go('/beastiary/npc/?level=500-&race=human') },
    { name: 'list with errors', says: 400, open: ({ go }) => go(`/beastiary/npc/?level=60-50&nothing=${long_word}`) },
    { name: 'search', open: ({ go }) => go('/search?q=bog') },
    { name: 'search that finds nothing', open: ({ go }) => go(`/search?q=${long_word.slice(0, 90)}`) },
    {
        name: 'search with suggestions',
        async open({ page, go }) {
            await go('/search');
            await page.fill('#search-box', 'bog');
            await page.locator('.suggestions [role=option]').first().waitFor();
        },
    },
    {
        name: 'list with a card',
        async open({ page, go }) {
            await go('/beastiary/npc/');
            await page.locator('.grid tbody a').first().focus();
            await page.keyboard.press('Tab');
            await page.locator('#card .card').waitFor();
        },
    },
];

export const pages = [...house_pages, ...game_pages];

// Opens PAGE for somebody whom VISIT makes.
export async function open_page(page, world, visit, options = {}) {
    // Ending sessions is part of one page: that member logs in anew each time.
    const as = page.who === 'leaver' ? await member('leaver') : world[page.who];
    const visitor = await visit({ ...options, as });
    if (page.says) visitor.allow(new RegExp(`status of ${page.says}`));
    await page.open(visitor, world);
    return visitor;
}
