// Live discussions: what happens while a page is open shows on it. Events come at least once and in
// any order (lib/talk/live.h), so each is applied in a way that a second time changes nothing.
import { place, removeText, replacePost } from './place.js';
import { hold } from './scroll.js';
import { counted, say, texts } from './toast.js';
import { isOwn, showScore } from './votes.js';

const FIRST_WAIT = 500; // milliseconds before connecting again, doubled up to LONGEST_WAIT
const LONGEST_WAIT = 30000;
const STEADY = 5000; // a connection that lasted so long was a good one
const SETTLED = 10000; // rows of the journal may become visible out of order for so long
const HIDDEN = 30000; // a page out of sight for so long lets its connection go to others

// Ids of comments that came but have no place on this page.
export const elsewhere = new Set();

const threads = new Map();
const seen = new Set(); // journal ids
const arrivals = new Map(); // journal id to when it came, while later ones might still be missing
const ratings = new Map(); // comment id to the journal id of the last rating shown
let since = 0;
let dress;
let left = false; // too much was missed: only loading the page again helps

// ---- what the reader is told ----

let news = [];

function tell() {
  if (left) return;
  const last = news.at(-1);
  const text = news.length === 1
    ? texts.new.replace('%s', last.querySelector('.author')?.textContent ?? '')
    : counted(news.length, '', texts.newMany);
  const top = last.getBoundingClientRect().top;
  const unseen = news.length === 1 && top >= 0 && top < innerHeight;
  say(text, { link: { text: texts.read, href: `#${last.id}` }, unseen });
  news = [];
}

function announce(article) {
  if (isOwn(article)) return;
  if (news.length === 0) setTimeout(tell, 1000);
  news.push(article);
}

function tellElsewhere(thread, id) {
  let line = thread.querySelector('[data-elsewhere]');
  elsewhere.add(id);
  if (!line) {
    line = document.createElement('p');
    line.className = 'elsewhere';
    line.dataset.elsewhere = '';
    line.role = 'status';
    thread.querySelector('.room').after(line);
  }
  const link = document.createElement('a');
  link.href = `/forum/comment/${id}`;
  link.textContent = texts.read;
  line.replaceChildren(counted(elsewhere.size, texts.elsewhereOne, texts.elsewhereMany), ' ', link);
}

// ---- events ----

function parse(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.querySelector('.comment');
}

function replace(article, fresh) {
  hold(() => replacePost(article, fresh));
  dress(article);
}

// KNOWN is the comment with the id of the event, where the page has it.
const apply = {
  comment(thread, event, known) {
    const fresh = parse(event.html);
    const total = thread.querySelector('[data-total]');
    const answers = event.total - ('opening' in total.dataset ? 1 : 0);
    total.textContent = counted(answers, total.dataset.one, total.dataset.many);
    if (known) replace(known, fresh);
    else if (elsewhere.has(event.id)) return;
    else if (!place(thread, event, fresh)) tellElsewhere(thread, event.id);
    else {
      dress(fresh);
      fresh.classList.add('arrived');
      announce(fresh);
    }
  },
  edit(thread, event, known) {
    if (known) replace(known, parse(event.html));
  },
  rating(thread, event, known) {
    if (!known || event.journal < (ratings.get(event.id) ?? 0)) return;
    ratings.set(event.id, event.journal);
    showScore(known, event.score);
  },
  remove(thread, event, known) {
    if (known) hold(() => removeText(known));
  },
  entry(thread, event) {
    const notice = document.querySelector('[data-changed]');
    if (!notice || event.journal <= notice.dataset.changed) return;
    hold(() => { notice.hidden = false; });
    say(notice.firstChild.data, { link: notice.querySelector('a'), stays: true });
  },
};

function receive(kind, event) {
  const thread = threads.get(event.subject);
  if (!thread || seen.has(event.journal)) return;
  seen.add(event.journal);
  arrivals.set(event.journal, performance.now());
  // The page was made after this.
  if (event.journal > Number(thread.dataset.since)) apply[kind](thread, event, document.getElementById(`c-${event.id}`));
}

// ---- the connection ----

let stream;
let missed;
let wait = FIRST_WAIT;
let retry;
let steady;

// Behind everything that has come and that nothing earlier can follow any more.
function resumePoint() {
  for (const [journal, at] of arrivals) {
    if (performance.now() - at < SETTLED) continue;
    since = Math.max(since, journal);
    arrivals.delete(journal);
  }
  return since;
}

function disconnect() {
  clearTimeout(retry);
  clearTimeout(steady);
  stream?.close();
  missed?.close();
  stream = missed = null;
}

function fail() {
  disconnect();
  retry = setTimeout(connect, wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function reset() {
  disconnect();
  left = true;
  say(texts.reset, { link: { text: texts.reload, href: location.href.split('#')[0] }, stays: true });
}

function listen(path, query = '') {
  const source = new EventSource(`${path}?subjects=${[...threads.keys()].map(encodeURIComponent)}${query}`);
  for (const kind of Object.keys(apply))
    source.addEventListener(kind, (message) => receive(kind, JSON.parse(message.data)));
  source.addEventListener('reset', reset);
  source.addEventListener('error', fail);
  return source;
}

function askMissed() {
  const source = listen('/live/missed', `&since=${resumePoint()}`);
  source.addEventListener('end', () => source.close());
  missed?.close();
  missed = source;
}

// What was missed is asked for when the stream is open: nothing can happen between the two. But of
// several channels nchan may leave out what comes while it gives who listens what it kept, so that
// those are asked for once more.
function connect() {
  disconnect();
  stream = listen('/live');
  stream.addEventListener('open', () => {
    askMissed();
    steady = setTimeout(() => {
      wait = FIRST_WAIT;
      if (threads.size > 1) askMissed();
    }, STEADY);
  });
}

function restWhenHidden() {
  let timer;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(disconnect, HIDDEN);
    else if (!stream && !left) connect();
  });
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', (event) => event.persisted && !left && connect());
}

// DRESS makes a comment's element what the page's own were made.
export function goLive(dressing) {
  dress = dressing;
  for (const thread of document.querySelectorAll('[data-subject][data-since]'))
    threads.set(thread.dataset.subject, thread);
  if (threads.size === 0) return;
  since = Math.min(...[...threads.values()].map((thread) => Number(thread.dataset.since)));
  connect();
  restWhenHidden();
}
