// The API, spoken to by the page itself.
import { filled, texts } from './toast.js';

const account = document.body.dataset.account;

async function send(path, value, token) {
  const response = await fetch(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token },
    body: JSON.stringify(value),
  });
  return { response, answer: await response.json() };
}

let owner = account; // whose session the page's forms go out under

function setTokens(csrf) {
  for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = csrf;
}

async function session() {
  const response = await fetch('/api/v1/session', { headers: { Accept: 'application/json' }, cache: 'no-store' });
  return response.json();
}

// Tokens of a session that has ended: those of the new one take their place in all forms of the page,
// if it is the same person's. {csrf}, or {other}: somebody else is logged in, nobody: {}.
async function renewTokens() {
  const { csrf, account: now } = await session();
  if (!csrf || !now) return {};
  if (String(now.id) !== owner) return { other: stranger(now, csrf) };
  setTokens(csrf);
  return { csrf };
}

// Who is logged in where the page was somebody else's: who that was (BEFORE), to TAKE the page over, or to
// LEAVE for logging in as whoever it was, in a new tab.
function stranger({ id, name }, csrf) {
  return {
    name,
    before: document.querySelector('.account summary')?.textContent ?? '',
    take() {
      owner = String(id);
      setTokens(csrf);
    },
    leave() {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: '/account/logout', target: '_blank', hidden: true });
      for (const [name, value] of Object.entries({ csrf, next: '/account/login' }))
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
      document.body.append(form);
      form.requestSubmit();
      form.remove();
    },
  };
}

// Whether the page is still drawn for somebody else than who writes on it.
export const isTakenOver = () => owner !== account;

// What is wrong, with where one can log in when that is it.
function problemOf({ message, code }) {
  return { problem: message, link: code === 'login' ? { text: texts.logIn, href: '/account/login' } : undefined };
}

// POSTs VALUE as JSON. Answers {value} or {problem, link?, other?}: a sentence in the page's language and
// where to go, or who else is logged in by now (stranger).
export async function post(path, value, token) {
  try {
    let { response, answer } = await send(path, value, token);
    if (!response.ok && answer.error.code === 'csrf') {
      const { csrf, other } = await renewTokens();
      if (other) return { problem: filled(texts.other, other.name), other };
      if (csrf) ({ response, answer } = await send(path, value, csrf));
    }
    return response.ok ? { value: answer } : problemOf(answer.error);
  } catch {
    return { problem: texts.failed };
  }
}

// A page that was left for another tab may come back under another session: forms that were begun then
// still go through.
export function keepTokens() {
  if (!account) return;
  document.addEventListener('visibilitychange', () => {
    const begun = [...document.querySelectorAll('form.write textarea')].some(({ value, defaultValue }) => value !== defaultValue);
    if (!document.hidden && begun) renewTokens().catch(() => {});
  });
}
