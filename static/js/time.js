// Times relative to now, the exact one on hover.
const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' });

// How many of a unit make the next larger one.
const units = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 7],
  ['week', 4.35],
  ['month', 12],
  ['year', Infinity],
];

// How far the reader's clock is behind the server's, in milliseconds. A page says when it was answered,
// but not one that the browser had kept: of that, only what it tells of is known to be past.
let behind = 0;

function setClock() {
  const [page] = performance.getEntriesByType('navigation');
  const answered = page?.serverTiming?.find(({ name }) => name === 'now');
  if (answered && page.transferSize > 0)
    behind = answered.duration - (performance.timeOrigin + page.responseStart);
}

function ago(time) {
  behind = Math.max(behind, time - Date.now());
  let span = (time - Date.now() - behind) / 1000;
  if (span > -45) span = 0;
  for (const [unit, size] of units) {
    if (Math.abs(Math.round(span)) < size) return relative.format(Math.round(span), unit);
    span /= size;
  }
}

setClock();

// A time with data-label keeps its words ("edited").
export function showTimes(part) {
  for (const element of part.querySelectorAll('time[datetime]')) {
    const time = new Date(element.dateTime);
    if (Number.isNaN(time.getTime())) continue;
    element.title = exact.format(time);
    if (!('label' in element.dataset)) element.textContent = ago(time);
  }
}

export function keepTimes() {
  setInterval(() => document.hidden || showTimes(document), 60000);
}
