// What is above the reader's eyes may grow; what they read or write stays where it is.

function inView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// The element to hold in place: the field being written in, or the first comment that begins in view.
function anchorOf() {
  const active = document.activeElement;
  if (active?.matches('textarea, input') && inView(active)) return active;
  const posts = [...document.querySelectorAll('.post')];
  return posts.find((post) => post.getBoundingClientRect().top >= 0) ?? posts.at(-1);
}

// Makes a CHANGE at ELEMENT (which it may put into the page).
export function hold(element, change) {
  const anchor = anchorOf();
  const before = anchor?.getBoundingClientRect().top;
  // The browser's own anchoring would count the same growth again.
  document.documentElement.style.overflowAnchor = 'none';
  change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  const above = element.getBoundingClientRect().top < 0 || anchor.matches('textarea, input');
  if (moved !== 0 && above) scrollBy({ top: moved, behavior: 'instant' });
}
