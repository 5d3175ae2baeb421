// What is written into a form outlives its page and its tab, until it is sent. It belongs to the account:
// nobody else who logs in here sees it, and it goes when its owner logs out.
const PREFIX = 'draft ';
const KEPT = 30 * 86400e3; // milliseconds that a draft is kept
const SENT = 'sent'; // of the tab: the draft whose form it has just sent

const account = document.body.dataset.account;

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
  return `${PREFIX}${account} ${form.getAttribute('action')} ${subject?.value ?? ''} ${parent?.value ?? ''}`;
}

function load(name) {
  const draft = storage((kept) => JSON.parse(kept.getItem(name)), null);
  return draft && Date.now() - draft.at < KEPT ? draft : null;
}

export function dropDraft(form) {
  storage((kept) => kept.removeItem(nameOf(form)));
}

function save(form) {
  const { body, title, version } = form.elements;
  if (!body.value && !title?.value) dropDraft(form);
  else
    storage((kept) =>
      kept.setItem(nameOf(form), JSON.stringify({ at: Date.now(), body: body.value, title: title?.value, version: version?.value })),
    );
}

// Fills in what was written before, unless the server has just given it back. A draft of a change brings
// the version that it changes, so that it replaces no later one unseen.
function restore(form) {
  const { body, title, version } = form.elements;
  const draft = load(nameOf(form));
  if (!draft || document.querySelector('.problem:not([hidden]), .preview:not([hidden])')) return;
  if (version) {
    if (draft.version === undefined) return;
    body.value = draft.body;
    version.value = draft.version;
    return;
  }
  body.value ||= draft.body;
  if (title) title.value ||= draft.title ?? '';
}

export function keepDraft(form) {
  if (!account) return;
  restore(form);
  form.addEventListener('input', () => save(form));
}

// Of everybody but who is logged in, and what is too old.
function sweep() {
  storage((kept) => {
    for (const name of Object.keys(kept))
      if (name.startsWith(PREFIX) && (!name.startsWith(`${PREFIX}${account} `) || !load(name))) kept.removeItem(name);
  });
}

// A form that was sent by leaving the page: it has arrived where its comment or thread is what comes next.
function settleSent() {
  try {
    const name = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (name && (location.hash.startsWith('#c-') || location.pathname.startsWith('/forum/thread/')))
      localStorage.removeItem(name);
  } catch {
    // Without storage there is no draft.
  }
}

function noteSent(form, button) {
  try {
    if (button?.name !== 'preview') sessionStorage.setItem(SENT, nameOf(form));
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
  document.querySelector('form[action="/account/logout"]')?.addEventListener('submit', forgetAll);
  if (!account) return;
  settleSent();
  sweep();
  for (const form of document.querySelectorAll('form.write:not([data-write])')) {
    keepDraft(form);
    form.addEventListener('submit', (event) => noteSent(form, event.submitter));
  }
}
