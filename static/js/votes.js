// Votes in place: what the reader voted is marked, and a vote is sent without leaving the page. The
// votes come from the block that works without scripts (views/talk/own.cs), which is hidden then.
import { post } from './api.js';
import { say, texts } from './toast.js';

const account = document.body.dataset.account;
const form = document.forms.namedItem('vote');
const own = new Map(); // a comment's id to the vote on it
const gone = new Map(); // the id of an own comment that was removed to what is told of that
const busy = new Set();

export function readOwn() {
  const block = document.querySelector('[data-own]');
  if (!block) return;
  for (const vote of block.querySelectorAll('[data-comment]'))
    own.set(vote.dataset.comment, Number(vote.dataset.value));
  for (const line of block.querySelectorAll('[data-gone]')) gone.set(line.dataset.gone, [...line.childNodes]);
  block.hidden = true;
}

// What comes while a page is open has its buttons. Where the reader may not write, the page has no forms for
// them.
export function dropButtons(part) {
  for (const button of part.querySelectorAll('.post > footer button[form]'))
    if (!button.form) button.remove();
}

export function isOwn(article) {
  return account !== undefined && article.dataset.author === account;
}

const idOf = (article) => article.id.slice(2);
const votesOf = (article) => article.querySelectorAll(':scope > .post > footer [form="vote"]');

function press(article) {
  const value = own.get(idOf(article)) ?? 0;
  for (const button of votesOf(article)) button.ariaPressed = Number(button.value) === value;
}

// One's own comment cannot be voted on, but edited.
function markMine(article) {
  const footer = article.querySelector(':scope > .post > footer');
  article.classList.add('mine');
  const told = gone.get(idOf(article));
  if (told) article.querySelector(':scope > .post > .placeholder')?.replaceChildren(...told);
  if (!footer || footer.querySelector('.edit')) return;
  for (const button of votesOf(article)) button.disabled = true;
  const more = footer.querySelector('.moderate');
  if (more) more.textContent = texts.remove;
  footer.querySelector('.report')?.replaceWith(more);
  const edit = document.createElement('a');
  edit.className = 'edit';
  edit.href = `/forum/comment/${idOf(article)}/edit`;
  edit.textContent = texts.edit;
  footer.append(edit);
}

export function markOwn(part) {
  if (account === undefined || !form) return;
  const articles = [...part.querySelectorAll('.comment')];
  if (part.matches?.('.comment')) articles.push(part);
  for (const article of articles) {
    if (isOwn(article)) markMine(article);
    else press(article);
  }
}

export function showScore(article, score) {
  const element = article.querySelector(':scope > .post > footer .score');
  article.dataset.score = score;
  if (element) element.textContent = score;
}

// Marks a vote and counts it, before anybody has answered.
function take(article, value) {
  const id = idOf(article);
  const step = value - (own.get(id) ?? 0);
  own.set(id, value);
  showScore(article, Number(article.dataset.score) + step);
  press(article);
}

// One vote on a comment is sent at a time; what is chosen meanwhile, behind it.
async function vote(article, value) {
  const id = idOf(article);
  let sent = own.get(id) ?? 0;
  take(article, value);
  if (busy.has(id)) return;
  busy.add(id);
  while (own.get(id) !== sent) {
    const next = own.get(id);
    const shown = article.dataset.score;
    const answer = await post(`comments/${id}/rating`, { value: next }, form.elements.csrf.value);
    if (answer.problem) {
      take(article, sent);
      // Under somebody else's session the whole page is another one.
      say(answer.problem, { link: answer.other ? { text: texts.reload, href: location.href.split('#')[0] } : answer.link });
      break;
    }
    sent = next;
    // What was told meanwhile may be newer.
    if (article.dataset.score === shown) showScore(article, answer.value.score);
  }
  busy.delete(id);
}

export function voteInPlace() {
  if (account === undefined || !form) return;
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.votes [form="vote"]');
    if (!button) return;
    event.preventDefault();
    vote(button.closest('.comment'), button.ariaPressed === 'true' ? 0 : Number(button.value));
  });
}
