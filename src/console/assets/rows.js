// Lists of tickets by keyboard: j and k move, Enter opens (it is a link), e r a x . do what the row offers.
(() => {
  const rows = () => [...document.querySelectorAll('.ticket-row[data-number]')];
  const rowOf = (element) => element?.closest?.('.ticket-row[data-number]');
  /** A box that is ticked by keyboard is no text that is typed. */
  const typing = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    target.type !== 'checkbox';
  let last = '';

  function focus(row) {
    const link = row?.querySelector('.row-number');
    if (!link) return;
    link.focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  /** The row that has the focus; else the one that had it last, else none. */
  function current() {
    return rowOf(document.activeElement) ?? document.getElementById(last);
  }

  function move(step) {
    const all = rows();
    const at = all.indexOf(current());
    focus(at < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + step))]);
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    e: (row) => row?.querySelector('[data-act="dispatch"]')?.click(),
    r: (row) => row?.querySelector('[data-act="answer"]')?.click(),
    a: (row) => row?.querySelector('[data-act="take"]')?.click(),
    x: (row) => row?.querySelector('.row-box input')?.click(),
    '.': (row) => {
      const more = row?.querySelector('.row-more');
      if (!more) return;
      more.open = true;
      more.querySelector('a, button')?.focus();
    },
    g: () => document.querySelector('.live-bar a:not([hidden])')?.click(),
  };

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector('dialog[open]') || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key](current());
  });

  document.addEventListener('focusin', ({ target }) => {
    const row = rowOf(target);
    if (row) last = row.id;
  });

  // A row that was replaced keeps the focus where it was.
  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    const row = document.getElementById(detail.target?.id ?? '');
    if (row?.matches('.ticket-row') && (document.activeElement === document.body || !document.activeElement))
      focus(row);
  });

  // Boxes: how many are ticked, and all of them at once.
  const bar = document.querySelector('.bulk-bar');
  if (!bar) return;
  const boxes = () => [...document.querySelectorAll('.row-box input')];
  const count = bar.querySelector('[data-chosen]');
  const all = bar.querySelector('[data-choose-all]');
  all.closest('label').hidden = false;
  function told() {
    const ticked = boxes().filter((box) => box.checked).length;
    count.textContent = ticked === 0 ? '' : count.dataset.chosen.replace('{count}', String(ticked));
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    bar.classList.toggle('is-active', ticked > 0);
  }
  all.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
    told();
  });
  document.addEventListener('change', ({ target }) => {
    if (target.matches?.('.row-box input')) told();
  });
  told();
})();
