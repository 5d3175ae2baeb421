// The API, spoken to by the page itself.
import { texts } from './toast.js';

const account = document.body.dataset.account;

async function send(path, value, token) {
  const response = await fetch(`/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': token },
    body: JSON.stringify(value),
  });
  return { response, answer: await response.json() };
}

// Tokens of a session that has ended: those of the new one take their place in all forms of the page,
// if it is the same person's. The new token, or false.
async function renewTokens() {
  const response = await fetch('/api/v1/session', { headers: { Accept: 'application/json' }, cache: 'no-store' });
  const session = await response.json();
  if (!session.csrf || String(session.account?.id) !== account) return false;
  for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = session.csrf;
  return session.csrf;
}

// What is wrong, with where one can log in when that is it.
function problemOf({ message, code }) {
  return { problem: message, link: code === 'login' ? { text: texts.logIn, href: '/account/login' } : undefined };
}

// POSTs VALUE as JSON. Answers {value} or {problem, link?}, a sentence in the page's language and
// where to go.
export async function post(path, value, token) {
  try {
    let { response, answer } = await send(path, value, token);
    if (!response.ok && answer.error.code === 'csrf') {
      const fresh = await renewTokens();
      if (fresh) ({ response, answer } = await send(path, value, fresh));
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
