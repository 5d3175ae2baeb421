// Names while they are typed into a box with [data-suggest]: a combobox with a list (ARIA 1.2). Without it the
// form works as it is. With [data-suggest-fills] a name that is chosen goes into the box, and the form is sent;
// else it leads to its page.
const WAIT = 120; // ms of quiet before the server is asked

// A link, so that it can be opened elsewhere, copied; the focus stays in the box.
function option(box, id, { name, label, note, icon, sign, url }) {
  const item = document.createElement('a');
  item.id = id;
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

function dress(box, input, number) {
  input.insertAdjacentHTML('afterend',
    `<div id="suggestions-${number}" class="suggestions" role="listbox" hidden></div><span class="hidden" role="status"></span>`);
  const list = input.nextElementSibling;
  list.ariaLabel = input.labels[0].textContent;
  input.role = 'combobox';
  input.ariaExpanded = 'false';
  input.ariaAutoComplete = 'list';
  input.setAttribute('aria-controls', list.id);
  return [list, list.nextElementSibling];
}

function suggestIn(box, number) {
  const input = box.querySelector('input:not([type=hidden])');
  const [list, status] = dress(box, input, number);
  const { suggest, suggestKind, none, one, some } = box.dataset;
  const fills = 'suggestFills' in box.dataset;
  let found; // the text that the list is of
  let chosen = -1;
  let asked; // the request on its way
  let timer;

  const typed = () => input.value.trim();

  function choose(index) {
    chosen = index;
    for (const [at, item] of [...list.children].entries())
      item.ariaSelected = at === index;
    if (index < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', list.children[index].id);
  }

  function close() {
    if (chosen >= 0) choose(-1);
    list.hidden = true;
    input.ariaExpanded = 'false';
  }

  function open() {
    list.hidden = !list.firstChild;
    input.ariaExpanded = !list.hidden;
  }

  function show(hits, text) {
    found = text;
    list.replaceChildren(...hits.map((hit, at) => option(box, `suggestion-${number}-${at}`, hit)));
    choose(-1);
    open();
    status.textContent = (hits.length === 0 ? none : hits.length === 1 ? one : some).replace(/\d+/, hits.length);
  }

  async function ask() {
    const text = typed();
    asked?.abort();
    if (text.length < 2) return close();
    asked = new AbortController();
    const kind = suggestKind ? `&kind=${suggestKind}` : '';
    try {
      const answer = await fetch(`${suggest}?q=${encodeURIComponent(text)}${kind}`, { signal: asked.signal });
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

  // With a key held it is a link as any.
  function fill(event) {
    const item = event.target.closest('a');
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    input.value = item.querySelector('bdi').textContent;
    leave();
    box.requestSubmit();
  }

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
  if (fills) list.addEventListener('click', fill);
}

export function suggestNames() {
  for (const [number, box] of document.querySelectorAll('[data-suggest]').entries()) suggestIn(box, number);
}
