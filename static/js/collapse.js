// Branches that can be folded away.
import { texts } from './toast.js';

function fold(article, folded) {
  const button = article.querySelector(':scope > .post > .fold');
  if (!button) return;
  const replies = article.querySelectorAll('.replies .comment').length;
  article.classList.toggle('folded', folded);
  button.ariaExpanded = !folded;
  button.textContent = folded && replies ? replies : '';
}

export function addFolds(part) {
  const articles = [...part.querySelectorAll('.room .comment')];
  if (part.matches?.('.room .comment')) articles.push(part);
  for (const article of articles) {
    const header = article.querySelector(':scope > .post > header');
    if (header.nextElementSibling?.matches('.fold')) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'fold';
    button.ariaLabel = texts.fold;
    button.ariaExpanded = 'true';
    button.addEventListener('click', () => fold(article, !article.classList.contains('folded')));
    header.after(button);
  }
}

// Opens whatever hides ARTICLE.
export function unfold(article) {
  for (let at = article; at; at = at.parentElement.closest('.comment')) fold(at, false);
}

export function unfoldTarget() {
  addEventListener('hashchange', () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target?.matches('.comment') && target.closest('.folded')) {
      unfold(target);
      target.scrollIntoView();
    }
  });
}
