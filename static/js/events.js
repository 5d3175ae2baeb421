// What the server tells of discussions, as Server-Sent Events (lib/talk/live.h).
const KINDS = ['comment', 'edit', 'rating', 'remove', 'entry', 'thread', 'reset'];

// Calls RECEIVE with the kind and the data of each event, and FAIL once nothing more comes.
export function listen(path, { subjects, language, since }, receive, fail) {
  const query = new URLSearchParams({ subjects, language });
  if (since !== undefined) query.set('since', since);
  const source = new EventSource(`${path}?${query}`);
  for (const kind of KINDS)
    source.addEventListener(kind, (message) => receive(kind, JSON.parse(message.data)));
  source.addEventListener('error', () => {
    source.close();
    fail();
  });
  return source;
}
