// Cards of entries: on hover, on focus, and while a finger rests on a link with data-card="KIND/ID".
const WAIT = 150; // ms before a card comes
const HOLD = 450; // ms that a finger rests

const kept = new Map(); // card → promise of its HTML
let box, link, timer, held;

function hide() {
  clearTimeout(timer);
  link?.removeAttribute('aria-describedby');
  link = undefined;
  if (box) box.hidden = true;
}

// An empty text where there is no such card; what did not come is asked for again the next time.
async function ask(card) {
  const answer = await fetch(`/beastiary/card/${card}`);
  if (answer.ok) return answer.text();
  if (answer.status !== 404) throw new Error(answer.status);
  return '';
}

function load(card) {
  if (!kept.has(card)) kept.set(card, ask(card).catch(() => (kept.delete(card), '')));
  return kept.get(card);
}

function make() {
  box = document.createElement('div');
  box.id = 'card';
  box.className = 'card-box';
  box.role = 'tooltip';
  box.hidden = true;
  document.querySelector('main').append(box);
}

// Below the link, or above it where there is more room; never beyond the window.
function place(target) {
  const at = target.getBoundingClientRect();
  const below = at.bottom + 6 + box.offsetHeight <= innerHeight || at.top < box.offsetHeight + 6;
  const left = Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8);
  box.style.left = `${Math.max(8, left) + scrollX}px`;
  box.style.top = `${(below ? at.bottom + 6 : at.top - box.offsetHeight - 6) + scrollY}px`;
}

async function show(target) {
  link = target;
  const html = await load(target.dataset.card);
  if (link !== target || !html) return;
  if (!box) make();
  box.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes);
  box.hidden = false;
  place(target);
  target.setAttribute('aria-describedby', box.id);
}

function later(target, wait) {
  if (target === link) return;
  hide();
  if (target) timer = setTimeout(show, wait, target);
}

const linkOf = (event) => event.target.closest?.('[data-card]');

export function showCards() {
  document.addEventListener('pointerover', (event) => {
    if (event.pointerType === 'mouse') later(linkOf(event), WAIT);
  });
  document.addEventListener('focusin', (event) => {
    if (linkOf(event)?.matches(':focus-visible')) later(linkOf(event), WAIT);
  });
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  document.addEventListener('touchstart', (event) => {
    held = false;
    hide();
    const target = linkOf(event);
    if (!target) return;
    timer = setTimeout(() => {
      held = true;
      show(target);
    }, HOLD);
  }, { passive: true });
  document.addEventListener('touchmove', hide, { passive: true });
  document.addEventListener('touchend', () => held || clearTimeout(timer));
  // A finger that has rested on a link has read its card and does not follow it.
  const once = (event) => {
    if (!held || !linkOf(event)) return;
    event.preventDefault();
    held = false;
  };
  document.addEventListener('click', once);
  document.addEventListener('contextmenu', once);
  addEventListener('scroll', hide, { passive: true });
  addEventListener('resize', () => box && !box.hidden && place(link));
}
