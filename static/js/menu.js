// Menus (<details data-menu>) close on Escape and when something else is chosen.
export function closeMenus() {
  const menus = document.querySelectorAll('[data-menu]');
  const leave = (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener('click', leave);
  document.addEventListener('focusin', leave);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of menus) {
      if (!menu.open) continue;
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
}
