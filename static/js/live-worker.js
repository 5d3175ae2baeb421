// The shared worker that listens for all tabs of a browser in one language.
import { join, leave } from './stream.js';

addEventListener('connect', ({ ports: [port] }) => {
  const tell = (message) => port.postMessage(message);
  // What a page asks for, again and again; null when it goes.
  port.addEventListener('message', ({ data }) => (data ? join(tell, data) : leave(tell)));
  port.start();
});
