// Maps of zones: nearer and farther (wheel, pinch, buttons, keys), moving, coordinates under the
// pointer, and picking out who is looked for. Without this a map is a picture with links.

const LETTER = 12.5; // pixels
const NEAREST = 60; // times

// A view that is moved and scaled: left, top, width and height of what is seen.
class View {
  constructor(map) {
    this.map = map;
    const { x, y, width, height } = map.viewBox.baseVal;
    this.all = { x, y, width, height };
    this.labels = [...map.querySelectorAll('.labels text')];
    this.show({ ...this.all });
  }

  show(box) {
    const { all, map } = this;
    box.width = Math.min(Math.max(box.width, all.width / NEAREST), all.width);
    box.height = (box.width * all.height) / all.width;
    box.x = Math.min(Math.max(box.x, all.x), all.x + all.width - box.width);
    box.y = Math.min(Math.max(box.y, all.y), all.y + all.height - box.height);
    this.box = box;
    map.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`);
    map.classList.toggle('whole', box.width >= all.width);
    this.letter();
  }

  // Labels stay as large as they are; those that would cover others wait until there is room.
  letter() {
    const size = LETTER / this.pixels();
    if (size === this.size) return;
    this.size = size;
    const shown = [];
    for (const label of this.labels) {
      label.style.fontSize = `${size}px`;
      const [x, y] = ['x', 'y'].map((name) => Number(label.getAttribute(name)));
      const wide = label.getComputedTextLength();
      const left = x - wide * { start: 0, middle: 0.5, end: 1 }[label.getAttribute('text-anchor')];
      const clear = shown.every(
        (other) => Math.abs(other.y - y) > size * 1.25 || other.left > left + wide || left > other.left + other.wide,
      );
      label.style.visibility = clear ? 'visible' : 'hidden';
      if (clear) shown.push({ y, left, wide });
    }
  }

  // Pixels of the screen in one unit of the map.
  pixels() {
    return this.map.getScreenCTM()?.a || 1;
  }

  // Where a point of the screen is on the map.
  at(clientX, clientY) {
    return new DOMPoint(clientX, clientY).matrixTransform(this.map.getScreenCTM().inverse());
  }

  // Scales by FACTOR about a point of the map, the middle where none is given.
  zoom(factor, about) {
    const { x, y, width, height } = this.box;
    const point = about ?? { x: x + width / 2, y: y + height / 2 };
    const wide = Math.min(Math.max(width / factor, this.all.width / NEAREST), this.all.width);
    const part = wide / width;
    this.show({ x: point.x - (point.x - x) * part, y: point.y - (point.y - y) * part, width: wide });
  }

  move(right, down) {
    this.show({ ...this.box, x: this.box.x + right, y: this.box.y + down });
  }
}

function steerByKeys(view) {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  view.map.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = steps[event.key];
    if (step) view.move((step[0] * view.box.width) / 6, (step[1] * view.box.height) / 6);
    else if (event.key === '+' || event.key === '=') view.zoom(1.4);
    else if (event.key === '-') view.zoom(1 / 1.4);
    else if (event.key === '0') view.show({ ...view.all });
    else return;
    event.preventDefault();
  });
}

// One pointer moves, two scale.
function steerByPointers(view) {
  const { map } = view;
  const down = new Map();
  let moved = 0;

  const spread = () => {
    const [a, b] = [...down.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  map.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) moved = 0;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  map.addEventListener('pointermove', (event) => {
    const last = down.get(event.pointerId);
    if (!last) return;
    const before = down.size === 2 ? spread() : 0;
    const [x, y] = [event.clientX - last.x, event.clientY - last.y];
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved += Math.abs(x) + Math.abs(y);
    if (moved < 5) return;
    map.classList.add('dragged');
    map.setPointerCapture(event.pointerId);
    if (before > 0) {
      const [a, b] = [...down.values()];
      view.zoom(spread() / before, view.at((a.x + b.x) / 2, (a.y + b.y) / 2));
    }
    view.move(-x / view.pixels() / down.size, -y / view.pixels() / down.size);
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'])
    map.addEventListener(end, (event) => {
      if (end === 'lostpointercapture' && event.target !== map) return; // a dot lost it to the map
      down.delete(event.pointerId);
      if (down.size === 0) map.classList.remove('dragged');
    });
  map.addEventListener('click', (event) => {
    if (moved >= 5) event.preventDefault(); // it was a move that ended on a dot
  });
  map.addEventListener('dragstart', (event) => event.preventDefault());
  map.addEventListener(
    'wheel',
    (event) => {
      if (event.deltaY > 0 && view.box.width >= view.all.width) return; // the page scrolls
      event.preventDefault();
      view.zoom(event.deltaY < 0 ? 1.25 : 0.8, view.at(event.clientX, event.clientY));
    },
    { passive: false },
  );
}

function tellWhere(view, output) {
  const sign = view.map.dataset.axes === 'inverted' ? -1 : 1;
  view.map.addEventListener('pointermove', (event) => {
    const { x, y } = view.at(event.clientX, event.clientY);
    const [east, south] = [Math.round(sign * x), Math.round(sign * y)];
    output.textContent = sign < 0 ? `${south}, ${east}` : `${east}, ${south}`;
  });
}

// Makes the dots of these entries stand out; of none: all are alike again.
function pick(map, ids) {
  map.classList.toggle('chosen', ids !== null);
  for (const dot of map.querySelectorAll('.dot'))
    dot.classList.toggle('shown', ids !== null && dot.dataset.ids.split(' ').some((id) => ids.has(id)));
}

// Says above the map for whom it is; ROW is the list's, null: for everybody.
function tellWhom(line, row) {
  if (!line) return;
  line.hidden = !row;
  line.querySelector('[data-shown-name]').textContent = row?.querySelector('.name').textContent.replace('◆', '').trim() ?? '';
  line.querySelector('[data-shown-note]').textContent = row?.querySelector('.note') ? ` ${row.querySelector('.note').textContent}` : '';
}

function pickByList(map, list, line) {
  list.addEventListener('click', (event) => {
    const link = event.target.closest('[data-show]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const again = link.ariaCurrent === 'true';
    for (const other of list.querySelectorAll('[data-show]')) {
      const here = other === link && !again;
      other.ariaCurrent = here ? 'true' : null;
      other.closest('li').classList.toggle('shown', here);
    }
    pick(map, again ? null : new Set([link.dataset.show]));
    tellWhom(line, again ? null : link.closest('li'));
  });
  line?.querySelector('a').addEventListener('click', (event) => {
    const current = list.querySelector('[aria-current]');
    if (!current || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    current.click();
  });
}

function pickByName(map, list, form) {
  const input = form.elements.q;
  if (!list || input.value !== '') return; // the server has left out who does not fit
  const rows = [...list.querySelectorAll('li')];
  form.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    const ids = new Set();
    for (const row of rows) {
      const fits = row.querySelector('.name').textContent.toLowerCase().includes(wanted);
      row.hidden = !fits;
      if (fits) ids.add(row.querySelector('[data-show]').dataset.show);
    }
    pick(map, wanted === '' ? null : ids);
  });
}

export function unrollMaps() {
  const box = document.querySelector('[data-map-box]');
  const map = box?.querySelector('[data-map]');
  if (!map) return;
  const view = new View(map);
  const tools = box.querySelector('[data-map-tools]');
  const list = document.querySelector('[data-who]');
  map.tabIndex = 0;
  tools.classList.add('ready');
  tools.addEventListener('click', (event) => {
    const way = event.target.closest('[data-zoom]')?.dataset.zoom;
    if (way === 'all') view.show({ ...view.all });
    else if (way) view.zoom(way === 'in' ? 1.6 : 1 / 1.6);
  });
  addEventListener('resize', () => view.letter());
  steerByKeys(view);
  steerByPointers(view);
  tellWhere(view, tools.querySelector('[data-map-at]'));
  if (list) pickByList(map, list, box.querySelector('[data-map-shown]'));
  pickByName(map, list, document.querySelector('[data-map-search]'));
}
