// How a page comes to a live stream: by the worker that all tabs share; where a browser has none, by one of
// its own, which one tab at a time may hold. A page of which neither is true is told nothing, and asks.
import { join, leave } from './stream.js';

function shared(script, asked, tell) {
  const { port } = new SharedWorker(script, { name: asked.language });
  port.addEventListener('message', ({ data }) => tell(data));
  port.start();
  return { join: () => port.postMessage(asked), leave: () => port.postMessage(null) };
}

// Locks are handed on: to another tab when this one is closed or out of sight.
function elected(asked, tell) {
  let waiting, release;
  return {
    join() {
      if (waiting) return;
      waiting = new AbortController();
      navigator.locks.request('live', { signal: waiting.signal }, () => {
        join(tell, asked);
        return new Promise((done) => { release = done; });
      }).catch(() => {});
    },
    leave() {
      waiting?.abort();
      waiting = undefined;
      leave(tell);
      release?.();
      release = undefined;
    },
  };
}

// SCRIPT is the worker's; ASKED and what TELL is called with are as stream.js has them.
export function follow(script, asked, tell) {
  try {
    return shared(script, asked, tell);
  } catch {
    return navigator.locks ? elected(asked, tell) : { join() {}, leave() {} };
  }
}
