// Passwords can be looked at while they are typed, and new ones are measured by a bar. The bar estimates;
// what counts is what the server says of the password (lib/auth/credentials/password.c).
const SHORTEST = 12; // characters: ACCOUNT_PASSWORD_MIN
const LONG = 20;
const LEVELS = ['short', 'weak', 'fair', 'strong'];

// Characters that are neither the one before again nor its neighbor in the alphabet, by how many there are.
function surprises(characters) {
  const codes = characters.map((character) => character.codePointAt(0));
  return codes.filter((code, i) => i === 0 || Math.abs(code - codes[i - 1]) > 1).length;
}

// Which of LEVELS a password is on that must not be made of NAME.
function levelOf(password, name) {
  const characters = [...password];
  const rest = name.length > 3 ? characters.length - (password.toLowerCase().split(name).length - 1) * name.length : characters.length;

  if (characters.length < SHORTEST) return 0;
  const varied = Math.min(rest, surprises(characters), 2 * new Set(characters).size);
  if (varied < SHORTEST) return 1;
  return varied < LONG ? 2 : 3;
}

function measure(input, place) {
  const meter = place.querySelector('meter');
  const text = place.querySelector('[aria-live]');
  const name = input.form.elements.name;

  input.addEventListener('input', () => {
    const level = levelOf(input.value, (name?.value ?? '').toLowerCase());
    place.hidden = !input.value;
    meter.value = level + 1;
    if (text.textContent !== place.dataset[LEVELS[level]]) text.textContent = place.dataset[LEVELS[level]];
  });
}

// Sent as a password in any case, that no browser keeps it among the texts of other fields.
function reveal(input, button) {
  const show = (shown) => {
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', shown);
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    show(input.type === 'password');
    input.focus();
  });
  input.form.addEventListener('submit', () => show(false));
}

export function helpWithPasswords() {
  for (const button of document.querySelectorAll('[data-reveal]'))
    reveal(document.getElementById(button.dataset.reveal), button);
  for (const place of document.querySelectorAll('[data-strength]'))
    measure(document.getElementById(place.dataset.strength), place);
}
