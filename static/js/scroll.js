// What is above the reader's eyes may grow; what they read or write stays where it is.

function inView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

// The element to hold in place: the field being written in, or the comment at the height where one reads.
function anchorOf() {
  const active = document.activeElement;
  if (active?.matches('textarea, input') && inView(active)) return active;
  if (scrollY === 0) return null;
  const line = innerHeight * 0.3;
  return [...document.querySelectorAll('.post')].find((post) => post.getBoundingClientRect().bottom > line);
}

// Makes a CHANGE to the page.
export function hold(change) {
  const anchor = anchorOf();
  const before = anchor?.getBoundingClientRect().top;
  // The browser's own anchoring would count the same growth again.
  document.documentElement.style.overflowAnchor = 'none';
  change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
}
