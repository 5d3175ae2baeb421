// Names while they are typed into the search: a combobox with a list (ARIA 1.2). Without it the form
// is the search.
const WAIT = 120; // ms of quiet before the server is asked

let box, input, list, status;
let hits = [];
let chosen = -1;
let asked; // the request on its way
let timer;

function close() {
  chosen = -1;
  hits = [];
  list.hidden = true;
  list.replaceChildren();
  input.ariaExpanded = 'false';
  input.removeAttribute('aria-activedescendant');
}

function choose(index) {
  chosen = index;
  for (const [number, option] of [...list.children].entries())
    option.ariaSelected = number === index;
  if (index < 0) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', list.children[index].id);
}

function option({ name, label, icon, sign }, index) {
  const item = document.createElement('li');
  item.id = `suggestion-${index}`;
  item.role = 'option';
  item.ariaSelected = 'false';
  // Icons' names are letters, digits, hyphens and underscores.
  item.innerHTML = `<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><use href="${
    sign ? `${box.dataset.signs}#${sign}` : `${box.dataset.icons}#${icon}`}"/></svg><span></span>`;
  item.lastChild.before(name);
  item.lastChild.textContent = label;
  return item;
}

function show(found) {
  hits = found;
  list.replaceChildren(...found.map(option));
  list.hidden = found.length === 0;
  input.ariaExpanded = found.length > 0;
  choose(-1);
  const { none, one, some } = box.dataset;
  const text = found.length === 0 ? none : found.length === 1 ? one : some;
  status.textContent = text.replace(/\d+/, found.length);
}

async function ask() {
  const typed = input.value.trim();
  asked?.abort();
  if (typed.length < 2) return close();
  asked = new AbortController();
  try {
    const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
    if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
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

function press(event) {
  const last = hits.length - 1;
  if (event.key === 'Escape') {
    const open = !list.hidden;
    leave();
    if (!open) return;
  } else if (event.key === 'ArrowDown' && hits.length) choose(chosen === last ? -1 : chosen + 1);
  else if (event.key === 'ArrowUp' && hits.length) choose(chosen === -1 ? last : chosen - 1);
  else if (event.key === 'Enter' && chosen >= 0) location.assign(hits[chosen].url);
  else return;
  event.preventDefault();
}

function dress() {
  box.insertAdjacentHTML('beforeend',
    '<ul id="suggestions" class="suggestions" role="listbox" hidden></ul><span class="hidden" role="status"></span>');
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
  // Before the click takes the focus away, which closes the list.
  list.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    const item = event.target.closest('li');
    if (item) location.assign(hits[[...list.children].indexOf(item)].url);
  });
}
