// The one stream of all pages that join it: a browser has six connections to a host. It runs in a shared
// worker (live-worker.js) or in one of the pages (follow.js).
//
// A page is known by the function that tells it things:
//   'open'             its subjects are listened to from now on: it asks for what it missed before
//   'lost'             they no longer are: it asks now and then
//   { kind, event }    something happened
import { listen } from './events.js';

const SUBJECTS_MOST = 20; // of one stream
const GATHER = 50; // milliseconds, as several pages may come at once
const LINGER = 5000; // until what nobody reads any more is let go of
const FIRST_WAIT = 500; // before connecting again, doubled up to LONGEST_WAIT
const LONGEST_WAIT = 30000;
const STEADY = 5000; // a connection that lasted so long is a good one
const SILENT = 150000; // a page that was not heard of for so long is gone, however it went

const pages = new Map(); // how a page is told to { subjects, live, fresh, heard }
let account, language;
let stream; // what is listened to, and what was until the other is steady
let former;
let covered = []; // subjects
let open = false;
let steady = false;
let wait = FIRST_WAIT;
let timer, settling;

// Those of the pages that came last, as many as a stream takes.
function wanted() {
  let all = new Set();
  for (const { subjects } of [...pages.values()].reverse()) {
    const more = new Set([...all, ...subjects]);
    if (more.size <= SUBJECTS_MOST) all = more;
  }
  return [...all].sort();
}

const covers = ({ subjects }) => subjects.every((subject) => covered.includes(subject));

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(update, milliseconds);
}

function disconnect() {
  clearTimeout(timer);
  clearTimeout(settling);
  stream?.close();
  former?.close();
  stream = former = undefined;
  open = steady = false;
  for (const [tell, page] of pages) {
    if (page.live) tell('lost');
    page.live = false;
  }
}

function fail() {
  disconnect();
  later(wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function receive(kind, event) {
  for (const [tell, { subjects }] of pages)
    if (subjects.includes(event.subject)) tell({ kind, event });
}

// Of several channels nchan may leave out what comes while it gives who listens what it kept, so that
// pages ask once more when that is over. Until then the former stream is listened to as well.
function settle() {
  steady = true;
  wait = FIRST_WAIT;
  former?.close();
  former = undefined;
  for (const [tell, page] of pages) {
    if (page.live && page.fresh && covered.length > 1) tell('open');
    page.fresh = false;
  }
}

// What a page missed is asked for when its stream is open: nothing can happen between the two.
function begin(tell, page) {
  page.live = true;
  page.fresh = !steady;
  tell('open');
}

function opened() {
  open = true;
  for (const [tell, page] of pages) {
    if (!covers(page)) {
      if (page.live) tell('lost');
      page.live = false;
    } else if (!page.live || page.fresh) begin(tell, page);
  }
  settling = setTimeout(settle, STEADY);
}

function update() {
  const subjects = wanted();
  if (stream && subjects.join() === covered.join()) return;
  clearTimeout(settling);
  if (steady) former = stream;
  else stream?.close();
  open = steady = false;
  covered = subjects;
  stream = listen('/live', { subjects, language }, receive, fail);
  stream.addEventListener('open', opened);
}

function forgetSilent(now) {
  for (const [tell, { heard }] of pages) if (now - heard > SILENT) pages.delete(tell);
}

// A page says again and again that it is there. Another account may not hear the same: the stream is
// asked for anew.
export function join(tell, asked) {
  const now = Date.now();
  forgetSilent(now);
  language = asked.language;
  const known = pages.get(tell);
  if (known) {
    known.heard = now;
    return;
  }
  if (stream && asked.account !== account) {
    disconnect();
    covered = [];
  }
  account = asked.account;
  const page = { subjects: asked.subjects, live: false, fresh: false, heard: now };
  pages.set(tell, page);
  if (open && covers(page)) begin(tell, page);
  else if (!stream || !covers(page)) later(GATHER);
}

export function leave(tell) {
  if (!pages.delete(tell)) return;
  if (pages.size) later(LINGER);
  else disconnect();
}
