// Which entries a player has chosen to compare, up to four of one kind, kept in this browser. A page's
// links of comparison become switches, and its bar leads to all that were chosen.
const MOST = 4;
const KEY = 'compare';

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (typeof kept?.kind === 'string' && Array.isArray(kept.ids))
      return { kind: kept.kind, ids: kept.ids.filter(Number.isSafeInteger).slice(0, MOST) };
  } catch {
    // Nothing that can be used is kept.
  }
  return { kind: '', ids: [] };
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
  const links = [...document.querySelectorAll('[data-compare]')];
  let chosen = read();

  const show = () => {
    for (const link of links) {
      const there = link.dataset.kind === chosen.kind && chosen.ids.includes(Number(link.dataset.compare));
      link.setAttribute('aria-pressed', String(there));
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
  const turn = (link) => {
    const id = Number(link.dataset.compare);
    const { kind } = link.dataset;
    const ids = kind === chosen.kind ? chosen.ids : [];
    keep({ kind, ids: ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id].slice(-MOST) });
  };

  for (const link of links) {
    link.dataset.label = link.textContent;
    link.setAttribute('role', 'button');
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
  bar?.querySelector('button').addEventListener('click', () => keep({ kind: '', ids: [] }));
  for (const link of document.querySelectorAll('[data-remove]'))
    link.addEventListener('click', () =>
      keep({ ...chosen, ids: chosen.ids.filter((one) => one !== Number(link.dataset.remove)) }));
  // Another page of this site may have been at it.
  addEventListener('pageshow', () => {
    chosen = read();
    show();
  });
  addEventListener('storage', (event) => {
    if (event.key !== KEY) return;
    chosen = read();
    show();
  });
  show();
}
