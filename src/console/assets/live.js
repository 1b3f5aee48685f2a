// What has changed since the page was made: counted in a quiet bar, marked in its row. Nothing moves by itself.
(() => {
  const bar = document.querySelector('[data-live]');
  if (!bar || !window.EventSource) return;
  const link = bar.querySelector('a');
  const said = bar.querySelector('[data-said]');
  const fresh = new Set();
  /** What this page has done itself is no news to it. */
  const own = new Map();
  const OWN_MS = 6_000;

  document.addEventListener('htmx:beforeRequest', ({ detail }) => {
    const number = detail.elt?.closest?.('[data-number]')?.dataset.number;
    if (number) own.set(number, Date.now());
  });

  function show(text) {
    said.textContent = text;
    link.hidden = false;
  }

  const source = new window.EventSource(bar.dataset.live);
  source.addEventListener('ticket', ({ data }) => {
    const { id, type, number } = JSON.parse(data);
    // UUIDs of version 7 sort by time: the page has this in it already.
    if (id < bar.dataset.since) return;
    if (bar.dataset.ticket) {
      if (number === bar.dataset.ticket) show(link.dataset.changed);
      return;
    }
    // One whose reply failed stands in two lists.
    const rows = document.querySelectorAll(`.ticket-row[data-number="${window.CSS.escape(number)}"]`);
    if (rows.length > 0) {
      if (Date.now() - (own.get(number) ?? 0) < OWN_MS) return;
      for (const row of rows) {
        row.classList.add('is-changed');
        row.querySelector('.row-changed')?.removeAttribute('hidden');
      }
    } else if (type === 'opened') {
      fresh.add(number);
      show(link.dataset.new.replace('{count}', String(fresh.size)));
    }
  });
  // Who is on this ticket is asked with the reader's own rights.
  source.addEventListener('presence', ({ data }) => {
    const place = document.getElementById('hadir');
    if (place && JSON.parse(data).number === bar.dataset.ticket) window.htmx?.trigger(place, 'hadir');
  });
  source.addEventListener('flood', () => show(link.dataset.changed));
  // A page that is kept for "back" holds no line open.
  window.addEventListener('pagehide', () => source.close());
})();
