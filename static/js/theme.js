// What must be settled before anything is painted: a classic script in the head.
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  // Painted when all of it is here: pages are small, and a table moves while its rows come.
  const whole = document.createElement('link');
  whole.rel = 'expect';
  whole.href = '#end';
  whole.setAttribute('blocking', 'render');
  document.head.append(whole);
  // The theme that was chosen here.
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'dark' || theme === 'light') root.dataset.theme = theme;
  } catch {
    // Storage may be refused; the system's theme is shown then.
  }
})();
