// A ticket's page: keys that lead to what is done most, texts that are chosen by typing `:`, and drafts that outlive an
// accident. The page works without it.
(() => {
  const page = document.querySelector('.ticket');
  if (!page) return;
  const DAYS = 7;
  const PREFIX = 'kentongan-draft/';

  // ---- Keys -----------------------------------------------------------------------------------
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const place = page.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!place) return;
    event.preventDefault();
    if (place instanceof HTMLDetailsElement) place.open = true;
    const field =
      place instanceof HTMLDetailsElement
        ? place.querySelector('textarea, select, input:not([type=hidden])')
        : aim(place);
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  });

  /** A button whose form still lacks something leads there. */
  function aim(button) {
    return [...(button.form?.elements ?? [])].find((field) => field.willValidate && !field.checkValidity()) ?? button;
  }

  // A part that is named in the address is opened: links lead into closed ones too.
  const openNamed = () => {
    const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(part instanceof HTMLDetailsElement)) return;
    part.open = true;
    part.querySelector('textarea, select')?.focus();
  };
  window.addEventListener('hashchange', openNamed);
  openNamed();

  // ---- Drafts ---------------------------------------------------------------------------------
  // On this device, by user, ticket and form; gone once the form was taken, or after a week.
  const now = Date.now();
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const kept = read(key);
    if (!kept || now - kept.at > DAYS * 86_400_000) localStorage.removeItem(key);
  }
  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  }
  const keptFields = (form) =>
    [...form.elements].filter((field) => field.name && /^(?:textarea|text|datetime-local)$/.test(field.type));
  // It was sent from here and the page says that it was done, perhaps without the form, which has served; a session that
  // ended meanwhile says nothing.
  const done = document.querySelector('main > .alert-success') !== null;
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    sessionStorage.removeItem(key);
    if (done) localStorage.removeItem(key);
  }
  for (const form of page.querySelectorAll('form[data-draft]')) {
    const key = PREFIX + form.dataset.draft;
    const kept = read(key);
    if (kept && !form.querySelector('[data-refused]')) restore(form, kept.values);
    form.addEventListener('input', () => {
      const values = Object.fromEntries(keptFields(form).map((field) => [field.name, field.value]));
      const blank = Object.values(values).every((value) => value.trim() === '');
      if (blank) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    });
    form.addEventListener('submit', () => sessionStorage.setItem(key, '1'));
  }
  function restore(form, values) {
    for (const field of keptFields(form)) {
      const value = values[field.name];
      if (typeof value !== 'string' || value === '' || field.value === value) continue;
      field.value = value;
      const closed = field.closest('details:not([open])');
      if (closed && form.contains(closed)) closed.open = true;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  // ---- Texts by `:` ---------------------------------------------------------------------------
  for (const area of page.querySelectorAll('textarea[data-texts]')) {
    const links = [...document.querySelectorAll(`#${area.dataset.texts} a[data-text]`)];
    if (links.length === 0) continue;
    for (const link of links)
      link.addEventListener('click', (event) => {
        event.preventDefault();
        put(area, link.dataset.text, area.selectionStart, area.selectionEnd);
      });
    menuFor(area, links);
  }

  function put(area, text, from, to) {
    area.setRangeText(text, from, to, 'end');
    area.focus();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function menuFor(area, links) {
    const menu = document.createElement('ul');
    menu.className = 'write-menu';
    menu.id = `${area.id}-menu`;
    menu.setAttribute('role', 'listbox');
    menu.hidden = true;
    area.parentElement.append(menu);
    let shown = [];
    let at = 0;
    const close = () => {
      menu.hidden = true;
      area.removeAttribute('aria-activedescendant');
    };
    const mark = (index) => {
      at = (index + shown.length) % shown.length;
      for (const [place, item] of [...menu.children].entries())
        item.setAttribute('aria-selected', String(place === at));
      area.setAttribute('aria-activedescendant', `${menu.id}-${at}`);
      menu.children[at]?.scrollIntoView({ block: 'nearest' });
    };
    /** `:` at the start of a word, and what is typed behind it. */
    const sought = () => /(?:^|\s):([\p{L}\p{N} ]{0,30})$/u.exec(area.value.slice(0, area.selectionStart))?.[1];
    const choose = (index) => {
      const word = sought();
      const link = shown[index];
      if (word === undefined || !link) return;
      close();
      put(area, link.dataset.text, area.selectionStart - word.length - 1, area.selectionStart);
    };
    area.addEventListener('input', () => {
      const word = sought()?.toLowerCase();
      shown = word === undefined ? [] : links.filter((link) => link.textContent.toLowerCase().includes(word.trim()));
      if (shown.length === 0) return close();
      menu.replaceChildren(
        ...shown.map((link, index) => {
          const item = document.createElement('li');
          item.id = `${menu.id}-${index}`;
          item.setAttribute('role', 'option');
          item.textContent = link.textContent;
          item.addEventListener('mousedown', (event) => {
            event.preventDefault();
            choose(index);
          });
          return item;
        }),
      );
      menu.hidden = false;
      mark(0);
    });
    area.addEventListener('keydown', (event) => {
      if (menu.hidden) return;
      if (event.key === 'ArrowDown') mark(at + 1);
      else if (event.key === 'ArrowUp') mark(at - 1);
      else if (event.key === 'Enter' || event.key === 'Tab') choose(at);
      else if (event.key === 'Escape') close();
      else return;
      event.preventDefault();
    });
    area.addEventListener('blur', close);
  }
})();
