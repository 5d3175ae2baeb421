// Times relative to now, the exact one on hover; where it is not known what time it is, the date and time.
const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
// Dates as this reader's country writes them, where its language is the page's.
const country = navigator.languages.find((one) => one.split('-')[0] === language) ?? language;
const exact = new Intl.DateTimeFormat(country, { dateStyle: 'full', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(country, { dateStyle: 'medium', timeStyle: 'short' });

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

// What time it was by the server, and by this browser, when the page was answered: a reader's clock may be
// wrong, but it runs. A page that the browser had kept does not know.
let told;

function setClock() {
  const [page] = performance.getEntriesByType('navigation');
  const answered = page?.serverTiming?.find(({ name }) => name === 'now');
  if (!answered || !(page.transferSize > 0)) return;
  const since = performance.now() - page.responseStart;
  told = { server: answered.duration + since, here: Date.now(), ticks: performance.now() };
}

// The browser's ticks stand still while the machine sleeps, its clock does not.
function now() {
  return told.server + Math.max(performance.now() - told.ticks, Date.now() - told.here);
}

// Also of what is to come: "in 3 months".
function ago(milliseconds) {
  let span = -milliseconds / 1000;
  if (Math.abs(span) < 45) span = 0;
  for (const [unit, size] of units) {
    if (Math.abs(Math.round(span)) < size) return relative.format(Math.round(span), unit);
    span /= size;
  }
}

setClock();

// What passed since TIME; undefined where it is not known what time it is. Of what this browser noted
// itself its own clock knows.
function passed(time, own) {
  if (own) return Date.now() - time;
  return told && now() - time;
}

function show(element) {
  const time = new Date(element.dateTime);
  if (Number.isNaN(time.getTime())) return;
  const { label, own } = element.dataset;
  const since = passed(time, own !== undefined);
  element.title = exact.format(time);
  if (label === undefined) element.textContent = since === undefined ? day.format(time) : ago(since);
}

// A time with data-label keeps its words ("edited").
export function showTimes(part) {
  for (const element of part.querySelectorAll('time[datetime]')) show(element);
}

// An element for what this browser noted at TIME.
export function ownTime(time) {
  const element = document.createElement('time');
  element.dateTime = new Date(time).toISOString();
  element.dataset.own = '';
  show(element);
  return element;
}

export function keepTimes() {
  setInterval(() => document.hidden || showTimes(document), 60000);
}
