// The theme: as the system, dark or light, in turn. theme.js applies it to the next page.
const themes = ['system', 'dark', 'light'];

export function switchTheme() {
  const button = document.querySelector('[data-theme-switch]');
  const root = document.documentElement;
  if (!button) return;
  const name = () => root.dataset.theme ?? 'system';
  const show = () => {
    button.title = button.dataset[name()];
    button.ariaLabel = button.title;
  };
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(name()) + 1) % themes.length];
    if (next === 'system') delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      localStorage.setItem('theme', next);
    } catch {
      // It holds for this page then.
    }
    show();
  });
  show();
}
