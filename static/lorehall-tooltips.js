/* Lorehall's cards on any page: <script src="https://SITE/lorehall-tooltips.js" defer></script>.
 * Links to entries are found by their address; anything with data-lorehall="item:1001" (as the game
 * calls it), "item/12" (as the site does) or data-lorehall-name="A Name" gets one too. */
(() => {
  'use strict';
  if (window.LorehallTooltips) return;
  const home = new URL(document.currentScript.src);
  const kept = new Map();
  let host, root, current, timer, held;

  // The sites of one installation differ in the first part of their names only.
  const family = (url) => url.hostname.replace(/^[^.]+/, '') + url.port;

  // The address of an element's card; undefined where it is about no entry.
  function address(element) {
    const { lorehall, lorehallName, lorehallKind } = element.dataset;
    let match;
    if (lorehall && (match = /^(\w+)([:/])(.+)$/.exec(lorehall)))
      return `${home.origin}/beastiary/card/${match[1]}/${match[2] === ':' ? 'ext:' : ''}${encodeURIComponent(match[3])}?format=json`;
    if (lorehallName !== undefined)
      return `${home.origin}/beastiary/card?format=json&name=${encodeURIComponent(lorehallName || element.textContent.trim())}` +
        (lorehallKind ? `&kind=${encodeURIComponent(lorehallKind)}` : '');
    if (element.href && element.origin && family(element) === family(home) &&
        (match = /^\/beastiary\/(\w+)\/(\d+)(\/|$)/.exec(element.pathname)))
      return `${element.origin}/beastiary/card/${match[1]}/${match[2]}?format=json`;
    return undefined;
  }

  function find(event) {
    const element = event.target.closest?.('a[href], [data-lorehall], [data-lorehall-name]');
    return element && address(element) ? element : undefined;
  }

  // null where there is no such card; what did not come is asked for again the next time.
  async function ask(url) {
    const answer = await fetch(url, { credentials: 'omit' });
    if (answer.ok) return answer.json();
    if (answer.status !== 404) throw new Error(answer.status);
    return null;
  }

  function load(url) {
    if (!kept.has(url)) kept.set(url, ask(url).catch(() => (kept.delete(url), null)));
    return kept.get(url);
  }

  function make(tag, text, parent) {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  }

  // A shadow root, so that the page's styles and ours do not meet.
  function build() {
    host = make('div', '', document.body);
    host.style.cssText = 'all:initial;position:absolute;z-index:2147483647;pointer-events:none';
    root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      'div{box-sizing:border-box;width:max-content;max-width:min(22rem,calc(100vw - 16px));padding:8px 12px;' +
      'border:1px solid #86755f;border-radius:6px;background:#2d271f;color:#e9e0d2;font:14px/1.4 system-ui,sans-serif;' +
      'box-shadow:0 4px 16px rgb(0 0 0/35%)}b{color:#e0a458}span,dt{color:#b8aa95}dl{display:grid;' +
      'grid-template-columns:auto auto;gap:0 12px;margin:4px 0 0}dd{margin:0;text-align:end}' +
      '@media(prefers-color-scheme:light){div{background:#fbf7ef;color:#2c251c}b{color:#8a4b08}span,dt{color:#665944}}');
    root.adoptedStyleSheets = [sheet];
  }

  function hide() {
    clearTimeout(timer);
    current?.removeAttribute('aria-description');
    current = undefined;
    if (host) host.hidden = true, host.style.display = 'none';
  }

  // What it is, and what tells it from others of its name.
  const what = (card) => (card.note ? `${card.label} · ${card.note}` : card.label);

  function fill(card) {
    const box = document.createElement('div');
    make('b', card.name, box);
    box.append(' ');
    if (card.several) make('span', '? ', box);
    make('span', what(card), box);
    const list = make('dl', '', box);
    for (const line of card.lines) {
      make('dt', line.label, list);
      make('dd', line.value, list);
    }
    box.setAttribute('role', 'tooltip');
    root.replaceChildren(box);
  }

  async function show(element) {
    current = element;
    const card = await load(address(element));
    if (!card || current !== element) return;
    if (!host) build();
    fill(card);
    host.hidden = false;
    host.style.display = 'block';
    const at = element.getBoundingClientRect();
    const { offsetHeight: high, offsetWidth: wide } = host;
    const below = at.bottom + 6 + high <= innerHeight || at.top < high + 6;
    host.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - wide - 8)) + scrollX}px`;
    host.style.top = `${(below ? at.bottom + 6 : at.top - high - 6) + scrollY}px`;
    // A shadow root hides the card from aria-describedby: its words stand on the link itself.
    element.setAttribute('aria-description', [`${what(card)}:`, ...card.lines.map((line) => `${line.label} ${line.value}`)].join(', '));
  }

  function later(element, wait) {
    if (element && element === current) return;
    hide();
    if (element) timer = setTimeout(show, wait, element);
  }

  const on = (name, listen) => document.addEventListener(name, listen, { passive: !/click|context/.test(name) });
  on('pointerover', (event) => event.pointerType === 'mouse' && later(find(event), 150));
  on('focusin', (event) => later(find(event), 150));
  on('focusout', hide);
  on('keydown', (event) => event.key === 'Escape' && hide());
  on('touchstart', (event) => {
    held = false;
    hide();
    const element = find(event);
    if (element) timer = setTimeout(() => {
      held = true;
      show(element);
    }, 450);
  });
  on('touchmove', hide);
  on('touchend', () => held || clearTimeout(timer));
  // A finger that has rested on a link has read its card and does not follow it.
  for (const name of ['click', 'contextmenu'])
    on(name, (event) => {
      if (held && find(event)) event.preventDefault();
      if (name === 'click') held = false;
    });
  addEventListener('scroll', hide, { passive: true });

  window.LorehallTooltips = { show, hide };
})();
