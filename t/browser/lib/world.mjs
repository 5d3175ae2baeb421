// What the stories happen in: members, discussions, the command line and the API of the instance
// that ./dev test started.
// Written by SQL: throttle; stories can be told again and again on one instance, which would count against who tells them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { address, open_visitor, port, turn } from './harness.mjs';

const { LOREHALL_DEV, LOREHALL_DIR } = process.env;
let count = 0;

// A word that nothing else in this instance has. What it adds is short enough for an account's name.
export function unique(word) {
    return `${word}-${(Date.now() % 0x1000000).toString(36)}${process.pid.toString(36)}${(++count).toString(36)}`;
}

// ---- the command line ----

// Runs `lorehall`; gives what it printed.
export const lorehall = (args, input = '') => dev(['lorehall', ...args], input);

// Asks the database; the rows, each a list of texts.
export async function rows(question) {
    const text = await dev(['sql', '--batch', '--skip-column-names', '-e', question]);
    return text ? text.split('\n').map((line) => line.split('\t')) : [];
}

function dev(args, input = '') {
    return new Promise((resolve, reject) => {
        const child = spawn(LOREHALL_DEV, ['--dir', LOREHALL_DIR, ...args]);
        let out = '';
        let complaint = '';
        child.stdout.on('data', (data) => (out += data));
        child.stderr.on('data', (data) => (complaint += data));
        child.on('error', reject);
        child.on('close', (status) => {
            if (status === 0) resolve(out.trim());
            else reject(new Error(`${args.join(' ')}: status ${status}: ${complaint}`));
        });
        child.stdin.on('error', () => {}); // who reads nothing may be gone already
        child.stdin.end(input);
    });
}

// ---- the sample of a game's database ----

// The entry of a kind that has the most to do with others, of those with a KIND of relation where one is
// named: { id, kind, name, path }.
export async function busiest(kind, relation = '%') {
    const ends = ['from_id', 'to_id'].map((end) => `SELECT ${end} AS id FROM relation WHERE relation LIKE '${relation}'`);
    const [[id, name]] = await rows(`SELECT e.id, e.name FROM (${ends.join(' UNION ALL ')}) r JOIN entry e ON e.id = r.id
        WHERE e.kind = '${kind}' AND e.state = 0 GROUP BY e.id ORDER BY COUNT(*) DESC, e.id LIMIT 1`);
    return { id, kind, name, path: `/beastiary/${kind}/${id}/-` };
}

// ---- members ----

export const password = 'four lanterns over the moat';

// Somebody with an account, logged in on a site: { name, password, state, token() }.
export async function member(word, { site = 'everquest', role } = {}) {
    const name = unique(word);
    await lorehall(['user', 'add', name, '--password-stdin', ...(role ? ['--role', role] : [])], password);
    const somebody = { name, password };
    const { context, page } = await open_visitor({ site });
    await page.goto(address('/account/login', site));
    await log_in(page, somebody);
    somebody.state = await context.storageState();
    await context.close();
    // For the API; made when it is first needed.
    somebody.token = async () => (somebody.made ??= await lorehall(['user', 'token', name]));
    return somebody;
}

// Fills in the form for logging in, which PAGE shows.
export async function log_in(page, somebody) {
    await page.fill('input[name=name]', somebody.name);
    await page.fill('input[name=password]', somebody.password);
    await turn(page, () => page.click('main form button[type=submit]'));
    assert.ok(!new URL(page.url()).pathname.startsWith('/account/login'), `${somebody.name} is logged in`);
}

// Forgets who failed to log in, or registered, from this address lately: so that stories can be told again
// and again on the same instance.
export const forget_tries = () => rows('DELETE FROM throttle');

// Ends all sessions of a member, as if they had done so elsewhere.
export async function end_sessions(somebody) {
    await lorehall(['user', 'passwd', somebody.name, '--password-stdin'], password);
}

// ---- writing in place ----

// The form below a comment, its button, and what it says is wrong.
export const form_of = (page, id) => post_of(page, id).locator('form.write');
export const submit_of = (form) => form.locator('button[type=submit]:not([name])');
export const problem_of = (form) => form.locator('[data-problem]');

// Opens the form below a comment and types TEXT.
export async function begin(page, id, text) {
    await post_of(page, id).locator('button[form=reply]').click();
    const form = form_of(page, id);
    await form.locator('textarea').fill(text);
    return form;
}

// Holds back the answers that a page waits for until they are let go.
export async function held_back(page) {
    await page.evaluate(() => {
        const real = window.fetch;
        const open = new Promise((resolve) => { window.let_go = resolve; });
        window.fetch = async (...asked) => {
            const response = await real(...asked);
            await open;
            return response;
        };
    });
    return () => page.evaluate(() => window.let_go());
}

// ---- the API ----

// Asks the API of a site; the answer's JSON. Fails unless the status is one of 200 to 299.
// Names under .localhost are unknown to Node, which lets one say Host instead.
export async function api(method, path, { token, body, site = 'everquest' } = {}) {
    const { status, text } = await new Promise((resolve, reject) => {
        const headers = { Host: `${site}.localhost:${port}`, Accept: 'application/json' };
        if (token) headers.Authorization = `Bearer ${token}`;
        if (body) headers['Content-Type'] = 'application/json';
        const where = { host: '127.0.0.1', port, method, path: `/api/v1${path}`, headers, agent: false };
        const asked = request(where, (answer) => {
            let text = '';
            answer.setEncoding('utf8').on('data', (data) => (text += data));
            answer.on('end', () => resolve({ status: answer.statusCode, text }));
        });
        asked.on('error', reject).end(body && JSON.stringify(body));
    });
    assert.ok(status >= 200 && status < 300, `${method} ${path}: ${status} ${text}`);
    return JSON.parse(text);
}

// Writes a comment through the API; its id.
export async function write(somebody, thread, parent, body) {
    const made = await api('POST', '/comments', {
        token: await somebody.token(),
        body: { subject: thread.subject, parent, body },
        site: thread.site,
    });
    return made.id;
}

export async function rate(somebody, thread, id, value) {
    return api('POST', `/comments/${id}/rating`, { token: await somebody.token(), body: { value }, site: thread.site });
}

// All comments of a discussion, in reading order.
export async function read_all(thread) {
    const all = [];
    let path = `/threads/${thread.subject}?limit=200`;
    while (path) {
        const part = await api('GET', path, { site: thread.site });
        all.push(...part.comments);
        path = part.next && part.next.slice(part.next.indexOf('/api/v1') + '/api/v1'.length);
    }
    return all;
}

// ---- discussions ----

// Makes a discussion of POSTS: [{ key, parent (a key; the first has none), body, author, score }].
// Bodies must differ. LOCAL: authors are accounts' names here. Gives { subject, id, title, path, site, ids: { key: id } }.
export async function discussion(title, posts, { site = 'everquest', board = 'general', local = true } = {}) {
    const source = unique('browser');
    const folder = mkdtempSync(join(tmpdir(), 'lorehall-browser-'));
    const path = join(folder, 'posts.jsonl');
    const start = Date.now() - posts.length * 60_000;
    const lines = posts.map((post, i) => ({
        id: post.key,
        parent: post.parent ?? null,
        thread: posts[0].key,
        author: post.author ?? (i % 2 ? 'Fennimore' : 'ada'),
        created: new Date(start + i * 60_000).toISOString(),
        title: i === 0 ? title : undefined,
        body: post.body,
        score: post.score ?? 0,
    }));
    try {
        writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        const said = await lorehall([
            'import', 'threads', path, '--quiet', '--site', site, '--board', board,
            '--source', source, ...(local ? ['--local-authors'] : []),
        ]);
        assert.equal(JSON.parse(said.split('\n').at(-1)).added, posts.length, said);
    } finally {
        rmSync(folder, { recursive: true });
    }
    return found(title, posts, { site, board });
}

async function found(title, posts, { site, board }) {
    // Other tests may have written more recently on this board than the discussion's own times.
    let page = `/boards/${board}/threads?limit=200`;
    let line;
    while (page && !line) {
        const { threads, next } = await api('GET', page, { site });
        line = threads.find((thread) => thread.title === title);
        page = next && new URL(next).pathname.replace('/api/v1', '') + new URL(next).search;
    }
    assert.ok(line, `the discussion "${title}" is on its board`);
    const thread = {
        title, site,
        subject: line.subject,
        id: Number(line.subject.split(':')[1]),
        path: new URL(line.url).pathname,
        ids: {},
    };
    const by_body = new Map(posts.map((post) => [post.body.trim(), post.key]));
    for (const comment of await read_all(thread)) thread.ids[by_body.get(comment.body)] = comment.id;
    for (const { key } of posts) assert.ok(thread.ids[key], `the discussion holds ${key}`);
    return thread;
}

// A small discussion: an opening post, two answers and an answer to the first of them.
export function small_discussion(word = 'Lanterns', options) {
    const title = `${word} ${unique('on the moat')}`;
    return discussion(title, [
        { key: 'opening', body: `${title}: who has seen them?` },
        { key: 'first', parent: 'opening', body: 'I have, twice, from the **north** bridge.' },
        { key: 'below', parent: 'first', body: 'At night or at dusk?' },
        { key: 'second', parent: 'opening', body: 'They are only fishermen.' },
    ], options);
}

// The comments of page, as a tree would be drawn: [{ id, parent, depth }], parent 0 on the first level.
export function drawn(page) {
    return page.$$eval('.room article', (articles) =>
        articles.map((article) => ({
            id: Number(article.id.slice(2)),
            parent: Number(article.parentElement.closest('article')?.id.slice(2) ?? 0),
            depth: Number(article.dataset.depth),
        })),
    );
}

// A comment's element, and its own part without its replies.
export const comment_of = (page, id) => page.locator(`#c-${id}`);
export const post_of = (page, id) => page.locator(`#c-${id} > .post`);
