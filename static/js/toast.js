// One line at the page's lower edge, read out politely. Its element carries the texts that scripts say,
// in the page's language.
const SHOWN = 10000; // milliseconds

const element = document.querySelector('[data-live]');
let timer;

export const texts = element?.dataset ?? {};

// TEXT's parts with NAME (or another element) where %s is, in an element of its own: a name may run in the
// other direction.
export function filled(text, name) {
  const [before, after] = text.split('%s');
  const element = document.createElement('bdi');
  element.append(name);
  return [before, element, after];
}

// "2 comments" with another number: for one there is a text of its own.
export function counted(count, one, many) {
  return count === 1 ? one : many.replace('2', count);
}

// TEXT may come in parts. LINK {text, href} leads on. UNSEEN is for screen readers only: the eye has it
// already. STAYS does not go away by itself.
export function say(text, { link, unseen = false, stays = false } = {}) {
  if (!element) return;
  clearTimeout(timer);
  element.classList.toggle('hidden', unseen);
  element.replaceChildren(...[text].flat());
  if (link) {
    const anchor = document.createElement('a');
    anchor.href = link.href;
    anchor.textContent = link.text;
    element.append(' ', anchor);
  }
  if (!stays) timer = setTimeout(hide, SHOWN);
}

function hide() {
  if (element.matches(':hover, :focus-within')) timer = setTimeout(hide, SHOWN);
  else element.replaceChildren();
}
