// The phone's page without waiting: sends without a reload, and looks each second for what is new.
// Everything works without this file; it only saves clicks.
'use strict';

(() => {
  document.documentElement.classList.add('scripted');
  const screen = document.querySelector('[data-conversation]');
  const offline = document.querySelector('[data-offline]');
  const chooser = document.querySelector('[data-chooser]');
  const compose = document.querySelector('[data-compose]');

  // --- What was said -----------------------------------------------------------------------------
  let shown = '';

  /** Adds and replaces bubbles one by one, so that a screen reader hears only what is new. */
  function show(html) {
    if (html === shown) return;
    shown = html;
    const next = new window.DOMParser().parseFromString(html, 'text/html').body;
    const list = screen.querySelector('.bubbles');
    const fresh = next.querySelector('.bubbles');
    if (!list || !fresh) {
      screen.replaceChildren(...next.childNodes);
      screen.scrollTop = screen.scrollHeight;
      return;
    }
    const atEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 80;
    const known = new Map([...list.children].map((bubble) => [bubble.dataset.id, bubble]));
    for (const bubble of [...fresh.children]) {
      const old = known.get(bubble.dataset.id);
      if (!old) list.append(bubble);
      else if (old.outerHTML !== bubble.outerHTML) old.replaceWith(bubble);
    }
    if (atEnd) screen.scrollTop = screen.scrollHeight;
  }

  async function look() {
    try {
      const answer = await fetch(screen.dataset.conversation, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      offline.hidden = true;
    } catch {
      offline.hidden = false;
    }
  }

  async function watch() {
    if (!document.hidden) await look();
    setTimeout(watch, 1000);
  }

  screen.style.scrollBehavior = 'auto';
  screen.scrollTop = screen.scrollHeight;
  screen.style.scrollBehavior = '';
  document.addEventListener('visibilitychange', () => void look());
  void watch();

  // --- Whose phone, which channel ------------------------------------------------------------------
  for (const field of chooser.elements) {
    if (field.name) field.addEventListener('change', () => chooser.requestSubmit());
  }

  if (!compose) return;

  // --- Writing -------------------------------------------------------------------------------------
  const box = compose.querySelector('textarea');
  const count = compose.querySelector('output');
  const button = compose.querySelector('button');
  const alert = compose.querySelector('[data-alert]');
  const errors = compose.querySelector('[data-errors]').content;
  const file = compose.querySelector('[data-file]');
  const idle = count?.textContent ?? '';
  if (file) file.hidden = false;

  // GSM 03.38: the basic alphabet, and the characters that take two septets.
  const BASIC = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
  const DOUBLE = /[\^{}\\[~\]|€]/g;

  function segments(text) {
    const gsm = BASIC.test(text);
    const length = gsm ? text.length + (text.match(DOUBLE) ?? []).length : text.length;
    const [single, part] = gsm ? [160, 153] : [70, 67];
    return length <= single ? 1 : Math.ceil(length / part);
  }

  function tally() {
    if (!count) return;
    const text = box.value;
    count.textContent =
      text === '' ? idle : count.dataset.count.replace('#c', String(text.length)).replace('#s', String(segments(text)));
  }

  box.addEventListener('input', tally);
  // A mail has paragraphs; a chat is sent with Enter.
  box.addEventListener('keydown', (event) => {
    if (compose.elements.subject) return;
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    compose.requestSubmit();
  });

  for (const link of document.querySelectorAll('[data-insert]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      box.value = link.dataset.insert;
      box.focus();
      tally();
    });
  }

  function complain(keys) {
    const lines = [...new Set(keys)]
      .map((key) => errors.querySelector(`[data-key="${key}"]`))
      .filter((line) => line !== null);
    alert.replaceChildren(...lines.map((line) => line.cloneNode(true)));
    alert.hidden = lines.length === 0;
  }

  async function encoded(given) {
    const url = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.addEventListener('load', () => resolve(reader.result));
      reader.addEventListener('error', reject);
      reader.readAsDataURL(given);
    });
    return {
      filename: given.name,
      contentType: given.type || 'application/octet-stream',
      base64: url.slice(url.indexOf(',') + 1),
    };
  }

  /** Nothing where no place was entered; a decimal comma is one too. */
  function placeOf(form) {
    const [latitude, longitude] = [form.get('latitude'), form.get('longitude')].map((value) => value?.trim());
    if (!latitude && !longitude) return undefined;
    const degrees = (value) => Number((value || 'x').replace(',', '.'));
    return { latitude: degrees(latitude), longitude: degrees(longitude), name: form.get('place') || undefined };
  }

  async function send() {
    const form = new FormData(compose);
    const chosen = file ? [...file.querySelector('input').files] : [];
    const body = {
      channelId: form.get('channelId'),
      from: form.get(compose.elements.subject ? 'mailbox' : 'address'),
      text: form.get('text'),
      subject: form.get('subject') ?? undefined,
      [compose.dataset.answerPart]: form.get('answers') ?? undefined,
      location: placeOf(form),
      times: form.get('repeat') ? 5 : 1,
      attachments: await Promise.all(chosen.map(encoded)),
    };
    const answer = await fetch('/sandbox/api/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status === 202 && compose.dataset.after) {
      window.location.assign(compose.dataset.after);
    } else if (answer.status === 202) {
      compose.reset();
      box.value = '';
      tally();
      complain([]);
    } else if (answer.status === 400) {
      const { errors: found = [] } = await answer.json();
      complain(found.map(({ field }) => field.replace(/\[.*/, '')));
    } else {
      complain(['refused']);
    }
  }

  let busy = false;
  compose.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const label = button.textContent;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = button.dataset.busy;
    try {
      await send();
    } catch {
      complain(['unreachable']);
    }
    button.removeAttribute('aria-disabled');
    button.textContent = label;
    busy = false;
    await look();
    box.focus();
  });

  tally();
})();
