// Reports in place: a press on a reason is sent without leaving the page, and can be taken back at once. One
// menu of reasons (views/talk/comment.cs) is open at a time.
import { post } from './api.js';
import { say, texts } from './toast.js';

const form = document.forms.namedItem('report');

// Who moderates decides, and does not report: the menu's link takes its place.
export function offerDecision(part) {
  if (!('moderates' in document.body.dataset)) return;
  for (const menu of part.querySelectorAll('details.report')) {
    const link = menu.querySelector('.moderate');
    link.textContent = texts.moderate;
    menu.replaceWith(link);
  }
}

function refused({ problem, link, other }) {
  say(problem, { link: other ? { text: texts.reload, href: location.href.split('#')[0] } : link });
}

// What stands in the place of MENU, until it is taken back.
function reported(menu, id) {
  const told = document.createElement('span');
  const undo = document.createElement('button');
  told.className = 'reported';
  undo.type = 'button';
  undo.textContent = texts.takeBack;
  undo.addEventListener('click', async () => {
    if (undo.ariaDisabled) return;
    undo.ariaDisabled = 'true';
    const answer = await post(`comments/${id}/report/withdraw`, {}, form.elements.csrf.value);
    undo.ariaDisabled = null;
    if (answer.problem) return refused(answer);
    told.replaceWith(menu);
    menu.open = false;
    menu.querySelector('summary').focus();
    say(texts.tookBack, { unseen: true });
  });
  told.append(texts.reported, ' ', undo);
  menu.replaceWith(told);
  undo.focus();
  say(texts.reported, { unseen: true });
}

async function report(button) {
  const menu = button.closest('details');
  if (menu.ariaBusy) return;
  menu.ariaBusy = 'true';
  const answer = await post(`comments/${button.value}/report`, { reason: button.name }, form.elements.csrf.value);
  menu.ariaBusy = null;
  if (answer.problem) refused(answer);
  else reported(menu, button.value);
}

function closeBut(kept) {
  for (const menu of document.querySelectorAll('details.report[open]')) if (menu !== kept) menu.open = false;
}

export function reportInPlace() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[form="report"]');
    closeBut(event.target.closest('details.report'));
    if (!button || !form?.elements.csrf) return;
    event.preventDefault();
    report(button);
  });
  document.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' ? event.target.closest?.('details.report[open]') : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
