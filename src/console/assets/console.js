// What every page of the console has: menus that close, `/` and `?`, and words for what htmx could not do.
(() => {
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  const dialog = () => document.getElementById('pintasan');

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus(true);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.key === '/') {
      const search = document.getElementById('cari');
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === '?' && dialog()) {
      event.preventDefault();
      dialog().showModal();
    }
  });

  document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('[data-opens]');
    if (opener) {
      closeMenus(false);
      document.getElementById(opener.dataset.opens)?.showModal();
      return;
    }
    for (const menu of document.querySelectorAll('details.frame-menu[open]'))
      if (!menu.contains(event.target)) menu.open = false;
  });

  function closeMenus(focus) {
    for (const menu of document.querySelectorAll('details.frame-menu[open]')) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (focus && inside) menu.querySelector('summary')?.focus();
    }
  }

  /** Said aloud and shown for a while. */
  function say(text) {
    const place = document.getElementById('kabar');
    if (!place) return;
    place.textContent = text;
    place.classList.add('shown');
    clearTimeout(say.timer);
    say.timer = setTimeout(() => place.classList.remove('shown'), 10_000);
  }

  document.addEventListener('htmx:responseError', (event) => {
    const { xhr } = event.detail;
    const plain = (xhr.getResponseHeader('content-type') ?? '').startsWith('text/plain');
    say(plain ? xhr.responseText : document.getElementById('kabar').dataset.trouble);
  });
  for (const kind of ['htmx:sendError', 'htmx:timeout'])
    document.addEventListener(kind, () => say(document.getElementById('kabar').dataset.trouble));

  // What is wrong with a form is where reading goes on.
  document.querySelector('.form-errors')?.focus();
  document.documentElement.classList.add('with-script');
})();
