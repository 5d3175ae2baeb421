// Writing in place: "Reply" opens a form below its comment, and what was written appears where it
// belongs. A failed try loses nothing.
import { post } from './api.js';
import { unfold } from './collapse.js';
import { dropDraft, keepDraft } from './drafts.js';
import { elsewhere } from './live.js';
import { filled, texts } from './toast.js';

const ARRIVAL = 2000; // milliseconds until a posted comment should have come by the live stream

const tries = new WeakMap(); // form to {body, key} of its last try

// PROBLEM is a sentence, LINK {text, href} leads to where it can be mended, in a tab of its own.
function complain(form, problem, link) {
  const element = form.querySelector('[data-problem]');
  element.textContent = problem ?? '';
  element.hidden = !problem;
  if (!link) return;
  const anchor = document.createElement('a');
  Object.assign(anchor, { textContent: link.text, href: link.href, target: '_blank' });
  element.append(' ', anchor);
}

// The same text tried again is the same comment; another text is another one.
function keyFor(form, body) {
  const last = tries.get(form);
  if (last?.body === body) return last.key;
  const key = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-');
  tries.set(form, { body, key });
  return key;
}

async function preview(form) {
  const { body, csrf } = form.elements;
  const answer = await post('preview', { body: body.value }, csrf.value);
  const section = form.querySelector('[data-preview]');
  complain(form, answer.problem, answer.link);
  section.hidden = Boolean(answer.problem);
  if (answer.value) section.querySelector('.prose').innerHTML = answer.value.html;
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The comment's element, once the live stream has brought it; null when it is not for this page.
async function arrival(id) {
  for (const end = performance.now() + ARRIVAL; performance.now() < end; await pause(30)) {
    const article = document.getElementById(`c-${id}`);
    if (article || elsewhere.has(id)) return article;
  }
  return null;
}

function close(form) {
  if (form.dataset.write === 'place') form.remove();
  else form.reset();
  tries.delete(form);
  form.querySelector('[data-preview]').hidden = true;
}

async function send(form) {
  const { subject, parent, body, csrf } = form.elements;
  const text = body.value;
  const value = { subject: subject.value, body: text, idempotency_key: keyFor(form, text) };
  if (parent.value) value.parent = Number(parent.value);
  complain(form);
  const answer = await post('comments', value, csrf.value);
  if (answer.problem) {
    complain(form, answer.problem, answer.link);
    body.focus();
    return;
  }
  dropDraft(form);
  const article = await arrival(answer.value.id);
  if (!article) {
    location.assign(answer.value.url);
    return;
  }
  close(form);
  unfold(article);
  article.tabIndex = -1;
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: 'nearest' });
}

function enhance(form) {
  const { body } = form.elements;
  keepDraft(form);
  body.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const buttons = form.querySelectorAll('button');
    for (const button of buttons) button.disabled = true;
    await (event.submitter?.name === 'preview' ? preview(form) : send(form));
    for (const button of buttons) button.disabled = false;
  });
}

// Labels lead to fields by id: each form has its own.
function renameIds(form, suffix) {
  for (const attribute of ['id', 'for', 'aria-describedby'])
    for (const element of form.querySelectorAll(`[${attribute}]`))
      element.setAttribute(attribute, element.getAttribute(attribute) + suffix);
}

function open(pattern, article, button) {
  const place = article.querySelector(':scope > .post');
  let form = place.querySelector('.write');
  if (!form) {
    form = pattern.cloneNode(true);
    form.dataset.write = 'place';
    form.elements.parent.value = button.value;
    renameIds(form, `-${button.value}`);
    form.querySelector('[data-heading]').replaceChildren(
      ...filled(texts.answer, place.querySelector('.author').textContent));
    const cancel = form.querySelector('[data-cancel]');
    cancel.hidden = false;
    cancel.addEventListener('click', () => {
      form.remove();
      place.querySelector('[form="reply"]')?.focus();
    });
    enhance(form);
    place.append(form);
  }
  form.elements.body.focus();
}

export function writeInPlace() {
  const form = document.querySelector('[data-write]');
  if (!form) return;
  const pattern = form.cloneNode(true);
  enhance(form);
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.post > footer [form="reply"]');
    if (!button) return;
    event.preventDefault();
    open(pattern, button.closest('.comment'), button);
  });
}
