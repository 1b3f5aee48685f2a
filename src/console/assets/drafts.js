// A form that was sent when the session had ended, or for another office, was not taken: its texts are kept in this tab
// and filled in when its page is opened again by the same user, of the same office: what was meant for one must not go
// to another. Forms with a draft of their own (data-draft) look after it.
(() => {
  const KEY = 'kentongan-unsent';
  const { user, office } = document.body.dataset;
  const place = () => location.pathname;
  const texts = (form) => [...form.elements].filter(({ name, type }) => name && /^(?:textarea|text)$/.test(type));

  document.addEventListener('submit', ({ target: form }) => {
    if (!user || form.method !== 'post' || form.dataset.draft !== undefined) return;
    const values = texts(form).map(({ name, value }) => [name, value]);
    if (!values.some(([, value]) => value.trim() !== '')) return;
    put({ user, office, place: place(), action: form.getAttribute('action'), values });
  });

  const unsent = take();
  if (!unsent) return;
  const refused = document.querySelector(
    '[data-kept], form[action="/console/masuk"], form[action="/console/masuk/kode"]',
  );
  if (refused) put({ ...unsent, refused: true });
  else if (unsent.refused && unsent.user === user && !restored()) put(unsent);

  /** Whether its page is this one. */
  function restored() {
    if (unsent.office !== office || unsent.place !== place()) return false;
    const form = [...document.forms].find((each) => each.getAttribute('action') === unsent.action);
    if (!form) return false;
    const fields = texts(form);
    for (const [index, [name, value]] of unsent.values.entries()) {
      const field = fields[index]?.name === name ? fields[index] : fields.find((each) => each.name === name);
      if (!field || value === '') continue;
      field.value = value;
      const closed = field.closest('details:not([open])');
      if (closed) closed.open = true;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return true;
  }

  /** Without storage, or without room in it, the form works as without script. */
  function put(value) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(value));
    } catch {
      // Nothing is kept.
    }
  }
  function take() {
    try {
      const value = JSON.parse(sessionStorage.getItem(KEY));
      sessionStorage.removeItem(KEY);
      return value;
    } catch {
      return null;
    }
  }
})();
