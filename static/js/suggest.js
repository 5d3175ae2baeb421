// Names while they are typed into the search: a combobox with a list (ARIA 1.2). Without it the form
// is the search.
const WAIT = 120; // ms of quiet before the server is asked

let box, input, list, status;
let found; // the text that the list is of
let chosen = -1;
let asked; // the request on its way
let timer;

const typed = () => input.value.trim();

function close() {
  if (chosen >= 0) choose(-1);
  list.hidden = true;
  input.ariaExpanded = 'false';
}

function open() {
  list.hidden = !list.firstChild;
  input.ariaExpanded = !list.hidden;
}

function choose(index) {
  chosen = index;
  for (const [number, option] of [...list.children].entries())
    option.ariaSelected = number === index;
  if (index < 0) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', list.children[index].id);
}

// A link, so that it can be opened elsewhere, copied; the focus stays in the box.
function option({ name, label, note, icon, sign, url }, index) {
  const item = document.createElement('a');
  item.id = `suggestion-${index}`;
  item.role = 'option';
  item.href = url;
  item.tabIndex = -1;
  item.ariaSelected = 'false';
  // Icons' names are letters, digits, hyphens and underscores.
  item.innerHTML = `<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><use href="${
    sign ? `${box.dataset.signs}#${sign}` : `${box.dataset.icons}#${icon}`}"/></svg><span class="option"><bdi></bdi> <span class="note"></span></span>`;
  const [first, second] = item.lastChild.children;
  first.textContent = name;
  second.textContent = note ? `${label} · ${note}` : label;
  return item;
}

function show(hits, text) {
  found = text;
  list.replaceChildren(...hits.map(option));
  choose(-1);
  open();
  const { none, one, some } = box.dataset;
  status.textContent = (hits.length === 0 ? none : hits.length === 1 ? one : some).replace(/\d+/, hits.length);
}

async function ask() {
  const text = typed();
  asked?.abort();
  if (text.length < 2) return close();
  asked = new AbortController();
  try {
    const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
    if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions, text);
  } catch {
    // Typed on, or cut off: the form still works.
  }
}

// What was asked for is not wanted any more, either.
function leave() {
  clearTimeout(timer);
  asked?.abort();
  close();
}

// The arrows open what Escape has closed.
function press(event) {
  const last = list.children.length - 1;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === 'Escape') {
    const shown = !list.hidden;
    leave();
    if (!shown) return;
  } else if (step && list.hidden) (found === typed() ? open : ask)();
  else if (step) choose(chosen + step > last ? -1 : chosen + step < -1 ? last : chosen + step);
  else if (event.key === 'Enter' && chosen >= 0) list.children[chosen].click();
  else return;
  event.preventDefault();
}

function dress() {
  box.insertAdjacentHTML('beforeend',
    '<div id="suggestions" class="suggestions" role="listbox" hidden></div><span class="hidden" role="status"></span>');
  [list, status] = [...box.children].slice(-2);
  list.ariaLabel = input.labels[0].textContent;
  input.role = 'combobox';
  input.ariaExpanded = 'false';
  input.ariaAutoComplete = 'list';
  input.setAttribute('aria-controls', list.id);
}

export function suggestNames() {
  box = document.querySelector('[data-suggest]');
  if (!box) return;
  input = box.querySelector('input');
  dress();
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener('keydown', press);
  input.addEventListener('blur', close);
  addEventListener('pagehide', leave); // who comes back finds no list from before
  // A press takes no focus, which would close the list before it is a click; a drag that begins on a link
  // still scrolls.
  list.addEventListener('mousedown', (event) => event.preventDefault());
}
