// Which entries a player has chosen to compare, up to four of one kind, kept in this browser. A page's
// links of comparison become switches, a list's boxes keep what is ticked beyond their page, and the bar
// leads to all that were chosen.
const MOST = 4;
const KEY = 'compare';

function read() {
  try {
    const { kind, ids } = JSON.parse(localStorage.getItem(KEY));
    return { kind, ids: ids.filter(Number.isSafeInteger).slice(0, MOST) };
  } catch {
    // Nothing that can be used is kept.
    return { ids: [] };
  }
}

function write(chosen) {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // It holds for this page then.
  }
}

export function chooseToCompare() {
  const bar = document.querySelector('[data-compare-bar]');
  const links = document.querySelectorAll('a[data-compare]');
  const boxes = document.querySelectorAll('input[data-compare]');
  let chosen;

  const isChosen = ({ dataset }) => dataset.kind === chosen.kind && chosen.ids.includes(Number(dataset.compare));
  const show = () => {
    for (const box of boxes) box.checked = isChosen(box);
    for (const link of links) {
      const there = isChosen(link);
      link.ariaPressed = there;
      link.textContent = there ? link.dataset.chosen : link.dataset.label;
    }
    if (!bar) return;
    const way = bar.querySelector('a');
    bar.hidden = chosen.ids.length === 0;
    way.href = `/beastiary/compare?ids=${chosen.ids.join(',')}`;
    way.textContent = way.dataset.label.replace('%d', chosen.ids.length);
  };
  const keep = (next) => {
    chosen = next;
    write(chosen);
    show();
  };
  const turn = ({ dataset: { compare, kind } }) => {
    const id = Number(compare);
    const ids = kind === chosen.kind ? chosen.ids : [];
    keep({ kind, ids: ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id].slice(-MOST) });
  };

  for (const box of boxes) box.addEventListener('change', () => turn(box));
  for (const link of links) {
    link.dataset.label = link.textContent;
    link.role = 'button';
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      turn(link);
    });
    link.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      turn(link);
    });
  }
  bar?.querySelector('button').addEventListener('click', () => keep({ ids: [] }));
  for (const link of document.querySelectorAll('[data-remove]'))
    link.addEventListener('click', () =>
      keep({ ...chosen, ids: chosen.ids.filter((one) => one !== Number(link.dataset.remove)) }));
  const look = () => {
    chosen = read();
    show();
  };
  // Another page of this site may have been at it.
  addEventListener('pageshow', look);
  addEventListener('storage', look);
  look();
}
