// Live discussions: what happens while a page is open shows on it. Events come at least once and in
// any order (lib/talk/live.h), so each is applied in a way that a second time changes nothing.
import { listen } from './events.js';
import { follow } from './follow.js';
import { place, removeText, replacePost } from './place.js';
import { hold } from './scroll.js';
import { counted, filled, say, texts } from './toast.js';
import { isOwn, showScore } from './votes.js';

const SETTLED = 10000; // milliseconds in which rows of the journal may become visible out of order
const HIDDEN = 30000; // a page out of sight for so long asks for nothing
const POLL = 30000; // how often a page that is told nothing asks

// Ids of comments that came but have no place on this page.
export const elsewhere = new Set();

const threads = new Map();
const seen = new Set(); // journal ids
const arrivals = new Map(); // journal id to when it came, while later ones might still be missing
const ratings = new Map(); // comment id to the journal id of the last rating shown
let since = 0;
let dress;
let asked; // what of
let left = false; // too much was missed: only loading the page again helps

// ---- what the reader is told ----

let news = [];

function tell() {
  if (left) return;
  const last = news.at(-1);
  const text = news.length === 1
    ? filled(texts.new, last.querySelector('.author')?.textContent ?? '')
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

function reset() {
  if (left) return;
  left = true;
  rest();
  say(texts.reset, { link: { text: texts.reload, href: location.href.split('#')[0] }, stays: true });
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

// How many answers, or comments, there are by now.
function count(thread, event) {
  const total = thread.querySelector('[data-total]'); // a branch has none
  if (!total) return;
  const answers = event.total - ('opening' in total.dataset ? 1 : 0);
  total.textContent = counted(answers, total.dataset.one, total.dataset.many);
}

// KNOWN is the comment with the id of the event, where the page has it.
const apply = {
  comment(thread, event, known) {
    const fresh = parse(event.html);
    count(thread, event);
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
    count(thread, event);
    if (known) replace(known, parse(event.html));
  },
  rating(thread, event, known) {
    if (!known || event.journal < (ratings.get(event.id) ?? 0)) return;
    ratings.set(event.id, event.journal);
    showScore(known, event.score);
  },
  remove(thread, event, known) {
    count(thread, event);
    if (known) hold(() => removeText(known));
  },
  entry(thread, event) {
    const notice = document.querySelector('[data-changed]');
    if (!notice || event.journal <= notice.dataset.changed) return;
    hold(() => { notice.hidden = false; });
    say(notice.firstChild.data, { link: notice.querySelector('a'), stays: true });
  },
  thread(thread, event) {
    if (event.version <= Number(thread.dataset.version)) return; // the page was made after this
    say(texts.moderated, { link: { text: texts.reload, href: location.href.split('#')[0] }, stays: true });
  },
};

function receive(kind, event) {
  if (kind === 'reset') return reset();
  const thread = threads.get(event.subject);
  if (!thread || seen.has(event.journal)) return;
  seen.add(event.journal);
  arrivals.set(event.journal, performance.now());
  // The page was made after this.
  if (event.journal > Number(thread.dataset.since)) apply[kind](thread, event, document.getElementById(`c-${event.id}`));
}

// ---- the stream ----

let way;
let live = false; // what happens is told by itself
let missed; // what is asked for
let owed = false; // it did not come
let late; // the page let go for a while
let watch;

// Behind everything that has come and that nothing earlier can follow any more.
function resumePoint() {
  for (const [journal, at] of arrivals) {
    if (performance.now() - at < SETTLED) continue;
    since = Math.max(since, journal);
    arrivals.delete(journal);
  }
  return since;
}

function askMissed() {
  missed?.close();
  owed = true;
  const source = listen('/live/missed', { ...asked, since: resumePoint() }, receive, () => {});
  source.addEventListener('end', () => {
    owed = false;
    source.close();
  });
  missed = source;
}

function told(message) {
  if (!watch) return; // still under way when the page let go
  if (message.kind) return receive(message.kind, message.event);
  live = message === 'open';
  if (live) askMissed();
}

function rest() {
  clearInterval(watch);
  watch = undefined;
  live = false;
  late = true;
  missed?.close();
  way.leave();
}

function wake() {
  if (watch || left || document.hidden) return;
  watch = setInterval(() => {
    way.join();
    if (!live || owed) askMissed();
  }, POLL * (0.9 + 0.2 * Math.random()));
  way.join();
  if (late) askMissed();
  late = false;
}

function restWhenHidden() {
  let timer;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(rest, HIDDEN);
    else wake();
  });
  addEventListener('pagehide', rest);
  addEventListener('pageshow', (event) => event.persisted && wake());
}

// DRESS makes a comment's element what the page's own were made.
export function goLive(dressing) {
  dress = dressing;
  for (const thread of document.querySelectorAll('[data-subject][data-since]'))
    threads.set(thread.dataset.subject, thread);
  if (threads.size === 0) return;
  since = Math.min(...[...threads.values()].map((thread) => Number(thread.dataset.since)));
  asked = {
    subjects: [...threads.keys()],
    language: document.documentElement.lang,
    account: document.body.dataset.account,
  };
  // Of a board that not everybody may read there is no stream: what happened is asked for.
  const quiet = [...threads.values()].some((thread) => 'quiet' in thread.dataset);
  way = quiet ? { join() {}, leave() {} } : follow(texts.worker, asked, told);
  late = document.hidden;
  wake();
  restWhenHidden();
}
