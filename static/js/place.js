// Where a comment that arrives belongs in the tree that the page shows.
import { hold } from './scroll.js';
import { counted, texts } from './toast.js';

function repliesOf(parent) {
  let replies = parent.querySelector(':scope > .replies');
  if (!replies) {
    replies = document.createElement('div');
    replies.className = 'replies';
    parent.append(replies);
  }
  return replies;
}

// Below the last level that a page shows, a link leads on.
function growLink(thread, parent) {
  let link = parent.querySelector(':scope > .post .continue');
  if (!link) {
    link = document.createElement('a');
    link.className = 'continue';
    link.rel = 'nofollow';
    link.href = `${thread.dataset.path}?${thread.dataset.prefix ?? ''}under=${parent.id.slice(2)}`;
    link.dataset.count = 0;
    const line = document.createElement('p');
    line.append(link);
    parent.querySelector(':scope > .post').append(line);
  }
  link.textContent = counted(++link.dataset.count, texts.continueOne, texts.continueMany);
}

// The first level: its end may be on another page.
function placeInRoom(thread, article) {
  const room = thread.querySelector('[data-room-place]');
  if (thread.dataset.next !== undefined) return false;
  room.querySelector('[data-empty]')?.remove();
  hold(() => room.append(article));
  return true;
}

// Newest first is a list: what comes is its first line, and says what it answers.
function placeNewest(thread, event, article) {
  const room = thread.querySelector('[data-room-place]');
  const { under, later } = thread.dataset;
  if (later !== undefined || (under !== undefined && under !== String(event.room))) return false;
  room.querySelector('[data-empty]')?.remove();
  const line = document.createElement('template');
  line.innerHTML = event.answered ?? '';
  if (line.content.firstElementChild) article.querySelector('.parent')?.remove();
  article.querySelector(':scope > .post > header').append(line.content);
  hold(() => room.prepend(article));
  return true;
}

// Puts ARTICLE where EVENT says. False when that is not on this page.
export function place(thread, event, article) {
  const { room, levels, sort } = thread.dataset;
  if (sort === 'newest') return placeNewest(thread, event, article);
  if (String(event.parent || '') === (room ?? '')) return placeInRoom(thread, article);
  const parent = document.getElementById(`c-${event.parent}`);
  if (!parent) return false;
  if ((event.depth - 1) % Number(levels) === 0) {
    hold(() => growLink(thread, parent));
    return false;
  }
  const replies = repliesOf(parent);
  hold(() => replies.append(article));
  return true;
}

// Gives ARTICLE what FRESH says, and keeps its replies, an answer being written, and what a comment by
// itself does not know: that it stands apart from its parent.
export function replacePost(article, fresh) {
  const [old, post] = [article, fresh].map((a) => a.querySelector(':scope > .post'));
  const writing = old.querySelector('.write');
  const focused = writing?.contains(document.activeElement) && document.activeElement;
  const orphaned = old.querySelector('.orphaned');
  if (orphaned) {
    post.querySelector('header').append(' ', orphaned);
    post.querySelector('.parent')?.remove();
  }
  if (writing) post.append(writing);
  old.replaceWith(post);
  if (focused) focused.focus({ preventScroll: true });
  article.dataset.score = fresh.dataset.score;
  article.classList.toggle('removed', fresh.classList.contains('removed'));
}

export function removeText(article) {
  const post = article.querySelector(':scope > .post');
  const line = document.createElement('p');
  line.className = 'placeholder';
  line.textContent = texts.removed;
  article.classList.add('removed');
  post.querySelectorAll(':scope > header > :is(.author, .edited), :scope > footer').forEach((part) => part.remove());
  post.querySelector(':scope > :is(.prose, .flagged)')?.replaceWith(line);
}
