// Writing in place: "Reply" opens a form below its comment, and what was written appears where it
// belongs. A failed try loses nothing.
import { isTakenOver, post } from './api.js';
import { unfold } from './collapse.js';
import { keepDraft, onceOf, settleDraft } from './drafts.js';
import { elsewhere } from './live.js';
import { filled, texts } from './toast.js';

const ARRIVAL = 2000; // milliseconds until a posted comment should have come by the live stream

const busy = new WeakSet(); // forms whose text is on its way

// PROBLEM is a sentence, WAYS lead to where it can be mended: links {text, href} in a tab of their own, and
// buttons {text, press}.
function complain(form, problem, ways = []) {
  const element = form.querySelector('[data-problem]');
  element.replaceChildren(...[problem ?? ''].flat());
  element.hidden = !problem;
  for (const { text, href, press } of ways) {
    const way = document.createElement(href ? 'a' : 'button');
    way.append(...[text].flat());
    if (href) Object.assign(way, { href, target: '_blank' });
    else Object.assign(way, { type: 'button', className: 'button quiet', onclick: press });
    element.append(' ', way);
  }
}

// What stands beside a problem: where to log in, or as whom this is to go out when somebody else is
// logged in by now.
function waysOf(form, { link, other }) {
  if (!other) return link ? [link] : [];
  return [
    { text: filled(texts.postAs, other.name), press: () => other.take() || form.requestSubmit() },
    { text: filled(texts.logInAs, other.before), press: other.leave },
  ];
}

async function preview(form) {
  const { body, csrf } = form.elements;
  const answer = await post('preview', { body: body.value }, csrf.value);
  const section = form.querySelector('[data-preview]');
  complain(form, answer.problem, waysOf(form, answer));
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
  form.querySelector('[data-preview]').hidden = true;
}

async function send(form) {
  const { subject, parent, body, csrf } = form.elements;
  const [text, once] = [body.value, onceOf(form)];
  const value = { subject: subject.value, body: text, idempotency_key: once };
  if (parent.value) value.parent = Number(parent.value);
  complain(form);
  const answer = await post('comments', value, csrf.value);
  if (answer.problem) {
    complain(form, answer.problem, waysOf(form, answer));
    body.focus();
    return;
  }
  const goesOn = settleDraft(form, text, once);
  const article = await arrival(answer.value.id);
  if (!article || isTakenOver()) {
    location.assign(answer.value.url);
    return;
  }
  unfold(article);
  if (goesOn || body.value) return; // who is typing is not led away
  close(form);
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
    if (busy.has(form)) return;
    busy.add(form);
    const buttons = form.querySelectorAll('.actions button');
    for (const button of buttons) button.disabled = true;
    await (event.submitter?.name === 'preview' ? preview(form) : send(form));
    for (const button of buttons) button.disabled = false;
    busy.delete(form);
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
