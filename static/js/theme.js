// Applies the theme that was chosen here before anything is painted: a classic script in the head.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  } catch {
    // Storage may be refused; the system's theme is shown then.
  }
})();
