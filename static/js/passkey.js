// Passkeys (Web Authentication): a form that takes one has [data-passkey], the address that tells what to ask the
// devices for, with a button and a hidden field that gets what they say; [data-passkey-new] has it at hand, to make one.
// Without scripts the button is not there, and what the form does without it is said instead.
const able = () => window.PublicKeyCredential && navigator.credentials;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const plain = (text) => new TextEncoder().encode(text);
const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const FRESH = 8 * 60e3; // milliseconds that a challenge is waited with: the server takes it for ten minutes
const TIMEOUT = 5 * 60e3;

// As PublicKeyCredential.toJSON() has it, which not all browsers know.
function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: base64url(response.clientDataJSON) };
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (response[name]) parts[name] = base64url(response[name]);
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: base64url(credential.rawId), type: credential.type, response: parts });
}

const known = (list) => list.map((entry) => ({ type: 'public-key', ...entry, id: bytes(entry.id) }));

// What to ask for; null: there is none to ask for here.
async function asked(place) {
  const answer = await fetch(place.dataset.passkey, { headers: { Accept: 'application/json' }, cache: 'no-store' });
  if (!answer.ok) return null;
  const { challenge, rpId, allowCredentials } = await answer.json();
  if (!allowCredentials.length && !('passkeyAutomatic' in place.dataset)) return null;
  return { challenge: plain(challenge), rpId, allowCredentials: known(allowCredentials), timeout: TIMEOUT };
}

function say(place, text) {
  place.querySelector('[role="status"]').textContent = text ?? '';
}

// Puts what a device said into the form and sends it, as its button would.
function send(form, place, button, credential) {
  place.querySelector('[name="passkey"]').value = written(credential);
  form.requestSubmit(button.type === 'submit' ? button : null);
}

function offer(place) {
  const form = place.closest('form');
  const button = place.querySelector('button');
  const automatic = 'passkeyAutomatic' in place.dataset;
  let sent = false;
  let waiting; // the request that the browser's list of names holds

  async function use() {
    waiting?.abort();
    say(place, '');
    button.disabled = true;
    try {
      const publicKey = await asked(place);
      const alone = automatic || !('passkeyBeside' in place.dataset || form.elements.password?.value);
      const credential = publicKey
        && await navigator.credentials.get({ publicKey: { ...publicKey, userVerification: alone ? 'required' : 'preferred' } });
      if (credential) {
        sent = true;
        button.disabled = false;
        return send(form, place, button, credential);
      }
      say(place, place.dataset.failed);
    } catch {
      say(place, place.dataset.failed);
    }
    button.disabled = false;
    if (automatic) suggest();
  }

  // The field of the name lists passkeys, as it does passwords. A challenge that gets old is replaced.
  async function suggest() {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const mine = (waiting = new AbortController());
    const renew = setTimeout(() => { mine.abort(); suggest(); }, FRESH);
    try {
      const publicKey = await asked(place);
      if (!publicKey || mine.signal.aborted) return;
      const credential = await navigator.credentials.get({
        mediation: 'conditional', signal: mine.signal, publicKey: { ...publicKey, userVerification: 'required' },
      });
      if (credential) {
        sent = true;
        send(form, place, button, credential);
      }
    } catch {
      // Given up, by the reader or by us: the button is still there.
    } finally {
      clearTimeout(renew);
    }
  }

  button.addEventListener('click', (event) => {
    if (sent) return;
    event.preventDefault();
    use();
  });
  window.addEventListener('pageshow', (event) => { if (event.persisted) sent = false; });
  place.hidden = false;
  if (automatic) suggest();
}

// Only who has one here is offered to use it.
async function offerKnown(place) {
  if ('passkeyAutomatic' in place.dataset || await asked(place).catch(() => null)) offer(place);
}

function make(place) {
  const form = place.closest('form');
  const button = place.querySelector('button');
  const { challenge, user, excludeCredentials, ...rest } = JSON.parse(place.dataset.passkeyNew);
  const publicKey = {
    ...rest,
    challenge: plain(challenge),
    user: { ...user, id: plain(user.id) },
    excludeCredentials: known(excludeCredentials),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    attestation: 'none',
    timeout: TIMEOUT,
  };
  button.addEventListener('click', async (event) => {
    if (place.querySelector('[name="passkey"]').value) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    say(place, '');
    try {
      send(form, place, button, await navigator.credentials.create({ publicKey }));
    } catch (error) {
      say(place, error.name === 'InvalidStateError' ? place.dataset.known : place.dataset.failed);
    }
  });
}

function unable(place) {
  place.querySelector('button').disabled = true;
  say(place, place.dataset.unable);
}

export function usePasskeys() {
  const places = document.querySelectorAll('[data-passkey], [data-passkey-new]');
  for (const place of places) {
    if (!able()) unable(place);
    else if (place.dataset.passkeyNew) make(place);
    else offerKnown(place);
  }
}
