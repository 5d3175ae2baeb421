// What is written into a form outlives its page and its tab, until it is sent or given up. It belongs to the
// account: nobody else who logs in here sees it, and it goes when its owner logs out.
import { ownTime } from './time.js';
import { filled } from './toast.js';

const PREFIX = 'draft ';
const KEPT = 30 * 86400e3; // milliseconds that a draft is kept
const SENT = 'sent'; // of the tab: the draft whose form it has just sent
const LOGIN = 'login'; // the account, and which of its logins this is
const SETTLED = 'settled draft'; // what tells the other tabs which one is done with

const account = document.body.dataset.account;
const forms = new Set(); // that are kept
const typed = new WeakSet(); // of them, those in which something was typed since they were filled
const keys = new WeakMap(); // form to {text, once} of what it says
const begun = new WeakMap(); // form to the version that the page gave it

// Storage may be full, or forbidden: then there are no drafts.
function storage(work, otherwise) {
  try {
    return work(localStorage);
  } catch {
    return otherwise;
  }
}

function nameOf(form) {
  const { subject, parent } = form.elements;
  return `${PREFIX}${login} ${form.getAttribute('action')} ${subject?.value ?? ''} ${parent?.value ?? ''}`;
}

function load(name) {
  const draft = storage((kept) => JSON.parse(kept.getItem(name)), null);
  return draft && Date.now() - draft.at < KEPT ? draft : null;
}

const random = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');

// What drafts are kept by, from the first page of a login to the logout, which makes it worthless: a page that
// is still open then keeps nothing any more.
const login = account && storage((kept) => {
  let mark = kept.getItem(LOGIN);
  if (!mark?.startsWith(`${account} `)) kept.setItem(LOGIN, (mark = `${account} ${random()}`));
  return mark;
}, '');

const textOf = ({ elements: { title, body } }) => `${title?.value ?? ''}\n${body.value}`;

// What the form says, as one attempt: the same text tried again, or from another tab that has the same
// draft, is the same comment; another text is another one.
export function onceOf(form) {
  const text = textOf(form);
  let key = keys.get(form);
  if (key?.text !== text) keys.set(form, (key = { text, once: random() }));
  return key.once;
}

function save(form) {
  const { body, title, version, key } = form.elements;
  const [name, once] = [nameOf(form), onceOf(form)];
  typed.add(form);
  storage((kept) => {
    if (kept.getItem(LOGIN) !== login) return;
    if (!body.value && !title?.value) kept.removeItem(name);
    else
      kept.setItem(name, JSON.stringify({
        at: Date.now(), once, body: body.value, title: title?.value, version: version?.value, key: key?.value,
      }));
  });
}

// A line that says where a box has its text from.
function tell(form, at) {
  const notice = form.querySelector('[data-draft]');
  if (!notice) return;
  notice.hidden = at === undefined;
  if (at === undefined) return;
  const text = notice.querySelector('[data-text]');
  text.replaceChildren(...filled(text.dataset.text, ownTime(at)));
}

// Gives the form what its page gave it.
function empty(form) {
  const { body, title, version } = form.elements;
  body.value = body.defaultValue;
  if (title) title.value = title.defaultValue;
  if (version) version.value = begun.get(form);
  typed.delete(form);
  keys.delete(form);
  tell(form);
}

// The draft NAME is done with, unless it says something else by now than what ONCE was. The other tabs
// empty the boxes that say it, or have an earlier state of it and nothing of their own.
function settle(name, once) {
  storage((kept) => {
    if (kept.getItem(LOGIN) !== login) return;
    if (load(name)?.once === once) kept.removeItem(name);
    kept.setItem(SETTLED, JSON.stringify({ name, once, at: Date.now() }));
  });
}

function hear({ key, newValue }) {
  if (key !== SETTLED || !newValue) return;
  const { name, once } = JSON.parse(newValue);
  for (const form of forms) {
    if (!form.isConnected) forms.delete(form);
    else if (nameOf(form) === name && (!typed.has(form) || onceOf(form) === once)) empty(form);
  }
}

// The draft of a form that is given up; not what was written in its place in another tab.
function dropDraft(form) {
  settle(nameOf(form), onceOf(form));
}

// What TEXT has gone on with since SENT.
const restOf = (text, sent) => (text.startsWith(sent) ? text.slice(sent.length).trimStart() : text);

// SENT, which ONCE stands for, has arrived: what was typed meanwhile stays in the form. Whether something was.
export function settleDraft(form, sent, once) {
  const { body } = form.elements;
  const rest = body.value === sent ? '' : restOf(body.value, sent);
  settle(nameOf(form), once);
  if (!rest) {
    if (body.value !== sent) dropDraft(form);
    empty(form);
    return false;
  }
  tell(form);
  if (rest !== body.value) body.value = rest;
  save(form);
  return true;
}

// Fills in what was written before, unless the server has just given it back. A draft of a change brings
// the version that it changes, so that it replaces no later one unseen.
function restore(form) {
  const { body, title, version, key } = form.elements;
  const draft = load(nameOf(form));
  const given = document.querySelector('.problem:not([hidden]), .preview:not([hidden])');
  if (!draft || (version && draft.version === undefined)) return;
  if (!given && (version ? draft.body !== body.value : !body.value && !title?.value)) {
    body.value = draft.body;
    if (version) version.value = draft.version;
    if (title) title.value = draft.title ?? '';
    tell(form, draft.at);
  }
  if (draft.body !== body.value) return;
  if (key && draft.key) key.value = draft.key;
  keys.set(form, { text: textOf(form), once: draft.once });
}

export function keepDraft(form) {
  if (!account) return;
  const { body, version } = form.elements;
  begun.set(form, version?.value);
  forms.add(form);
  restore(form);
  form.addEventListener('input', () => save(form));
  form.querySelector('[data-discard]')?.addEventListener('click', () => {
    dropDraft(form);
    empty(form);
    body.focus();
  });
  form.querySelector('[data-cancel]')?.addEventListener('click', () => dropDraft(form));
}

// Of everybody but who is logged in, and what is too old.
function sweep() {
  storage((kept) => {
    for (const name of Object.keys(kept))
      if (name.startsWith(PREFIX) && (!name.startsWith(`${PREFIX}${login} `) || !load(name))) kept.removeItem(name);
  });
}

// A form that was sent by leaving the page: it has arrived where its comment or thread is what comes next.
// What was typed after it was sent is the draft then.
function settleSent() {
  try {
    const { name, once, body } = JSON.parse(sessionStorage.getItem(SENT)) ?? {};
    sessionStorage.removeItem(SENT);
    if (!name || !(location.hash.startsWith('#c-') || location.pathname.startsWith('/forum/thread/'))) return;
    const draft = load(name);
    settle(name, once);
    if (draft && draft.once !== once)
      localStorage.setItem(name, JSON.stringify({ ...draft, title: undefined, body: restOf(draft.body, body) }));
  } catch {
    // Without storage there is no draft.
  }
}

function noteSent(form, button) {
  const sent = { name: nameOf(form), once: onceOf(form), body: form.elements.body.value };
  try {
    if (button?.name !== 'preview') sessionStorage.setItem(SENT, JSON.stringify(sent));
  } catch {
    // The draft stays, which harms nobody.
  }
}

// Everything that this browser keeps goes with the logout, choices too.
function forgetAll() {
  for (const kept of ['localStorage', 'sessionStorage'])
    try {
      window[kept].clear();
    } catch {
      // There is nothing.
    }
}

export function keepDrafts() {
  document.addEventListener('submit', ({ target }) => {
    if (target.getAttribute('action') === '/account/logout') forgetAll();
  });
  if (!account) return;
  settleSent();
  sweep();
  addEventListener('storage', hear);
  for (const form of document.querySelectorAll('form.write:not([data-write])')) {
    keepDraft(form);
    form.addEventListener('submit', (event) => noteSent(form, event.submitter));
  }
}
