// The entry page: a draft that outlives a lost session, Ctrl+Enter, and a print button.
(() => {
  /** Kept on this computer: what was said and where. Not who said it: several clerks sit here. */
  const KEPT = ['uraian', 'tempat', 'patokan', 'kategori', 'kanal'];
  const HOURS = 12;
  const form = document.getElementById('catat');

  const store = {
    read(key) {
      try {
        const { at, values } = JSON.parse(localStorage.getItem(key)) ?? {};
        return Date.now() - at < HOURS * 3_600_000 ? values : undefined;
      } catch {
        return undefined;
      }
    },
    write(key, values) {
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
        return true;
      } catch {
        return false; // no room, or not allowed: the form works without it
      }
    },
    clear(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was kept either.
      }
    },
  };

  const done = document.querySelector('[data-draft-done]');
  if (done) {
    // The way that was used last is most likely the next one's, too.
    const { kanal } = store.read(done.dataset.draftDone) ?? {};
    if (kanal) store.write(done.dataset.draftDone, { kanal });
    else store.clear(done.dataset.draftDone);
    done.querySelector('[autofocus]')?.focus();
  }

  for (const button of document.querySelectorAll('[data-prints]')) button.addEventListener('click', () => print());

  if (!form) return;
  const key = form.dataset.draft;
  if (form.dataset.fresh === 'ya') {
    for (const [name, value] of Object.entries(store.read(key) ?? {})) {
      const field = form.elements.namedItem(name);
      if (KEPT.includes(name) && field && value) field.value = value;
    }
    document.getElementById('uraian')?.focus();
  }

  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const data = new FormData(form);
      const kept = store.write(key, Object.fromEntries(KEPT.map((name) => [name, String(data.get(name) ?? '')])));
      const note = document.getElementById('draf');
      if (note) note.hidden = !kept;
    }, 400);
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
})();
