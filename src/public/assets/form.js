'use strict';
/*
 * What the form gains by a script: work done while the citizen types instead of a question, villages of the chosen
 * district only, the phone's location, fields that don't apply hidden, a draft while this tab is open.
 * Without it the form works all the same.
 */
(() => {
  const form = document.querySelector('form[data-report]');
  if (!form) return;
  const texts = JSON.parse(form.dataset.text);
  const field = (name) => form.elements.namedItem(name);
  const draftKey = `laporan:${location.pathname}`;
  const DRAFT_FIELDS = [
    'what',
    'category',
    'district',
    'village',
    'landmark',
    'identity',
    'name',
    'phone',
    'email',
    'replyBy',
  ];

  document.getElementById('ringkasan')?.focus();
  restoreDraft();
  narrowVillages();
  followIdentity();
  offerLocation();
  const work = startWork();
  sendOnce();

  function restoreDraft() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(draftKey) ?? 'null');
      // A form that came back from the server already holds what was typed.
      if (kept && !document.getElementById('ringkasan') && field('what').value === '') {
        for (const name of DRAFT_FIELDS)
          if (field(name) && typeof kept[name] === 'string') field(name).value = kept[name];
      }
      form.addEventListener('input', () => {
        const draft = Object.fromEntries(DRAFT_FIELDS.map((name) => [name, field(name)?.value]));
        try {
          sessionStorage.setItem(draftKey, JSON.stringify(draft));
        } catch {
          // full: the form itself still holds everything
        }
      });
    } catch {
      // storage is switched off
    }
  }

  function narrowVillages() {
    const district = field('district');
    const village = field('village');
    if (!district || !village) return;
    const groups = [...village.querySelectorAll('optgroup')];
    const narrow = () => {
      const chosen = village.value;
      // Safari shows hidden groups: they leave the list and come back.
      for (const group of groups) {
        if (district.value === '' || group.dataset.district === district.value) village.append(group);
        else group.remove();
      }
      village.value = chosen;
      if (village.selectedIndex === -1) village.value = '';
    };
    district.addEventListener('change', narrow);
    village.addEventListener('change', () => {
      const group = village.selectedOptions[0]?.parentElement;
      if (district.value === '' && group?.dataset.district) {
        district.value = group.dataset.district;
        narrow();
      }
    });
    narrow();
  }

  function followIdentity() {
    const who = form.querySelector('[data-who]');
    const follow = () => {
      const anonymous = field('identity').value === 'anonymous';
      who.hidden = anonymous;
      if (anonymous) field('replyBy').value = 'page';
      for (const each of form.querySelectorAll('input[name=replyBy]')) {
        if (each.value !== 'page') each.disabled = anonymous;
      }
    };
    for (const each of form.querySelectorAll('input[name=identity]')) each.addEventListener('change', follow);
    // With one choice only there is nothing to follow; with an error shown, nothing is hidden.
    if (!who.querySelector('.failed')) follow();
  }

  function offerLocation() {
    const box = form.querySelector('[data-locate]');
    if (!box || !navigator.geolocation || !window.isSecureContext) return;
    const button = box.querySelector('button');
    const status = box.querySelector('[role=status]');
    const label = button.textContent;
    const set = (latitude, longitude, text) => {
      field('latitude').value = latitude;
      field('longitude').value = longitude;
      status.textContent = text;
      button.textContent = latitude === '' ? label : texts.locateRemove;
    };
    box.hidden = false;
    if (field('latitude').value !== '') button.textContent = texts.locateRemove;
    button.addEventListener('click', () => {
      if (field('latitude').value !== '') return set('', '', '');
      status.textContent = texts.locating;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) =>
          set(
            coords.latitude.toFixed(6),
            coords.longitude.toFixed(6),
            texts.located.replace('{metres}', String(Math.round(coords.accuracy))),
          ),
        () => set('', '', texts.locateFailed),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
      );
    });
  }

  /** Resolves true once the work is in the form, false where this browser can't do it: then the question stays. */
  function startWork() {
    const box = form.querySelector('[data-question]');
    if (box.dataset.question === 'asked') return Promise.resolve(false);
    if (field('work').value !== '') {
      box.hidden = true;
      return Promise.resolve(true);
    }
    if (!window.Worker || !window.crypto?.subtle) return Promise.resolve(false);
    const challenge = JSON.parse(form.dataset.challenge);
    const worker = new Worker(form.dataset.worker);
    box.hidden = true;
    return new Promise((resolve) => {
      const end = (solution) => {
        worker.terminate();
        if (solution) field('work').value = btoa(JSON.stringify({ challenge, solution }));
        box.hidden = Boolean(solution);
        resolve(Boolean(solution));
      };
      worker.addEventListener('message', (event) => end(event.data.solution));
      worker.addEventListener('error', () => end(null));
      worker.postMessage(challenge);
    });
  }

  function sendOnce() {
    const status = form.querySelector('[data-status]');
    const button = form.querySelector('button[type=submit]');
    let sending = false;
    form.addEventListener('submit', (event) => {
      if (sending) return event.preventDefault();
      sending = true;
      button.setAttribute('aria-disabled', 'true');
      if (field('work').value !== '' || !form.querySelector('[data-question]').hidden) {
        status.textContent = texts.sending;
        return undefined;
      }
      // Faster than the work: wait for it, and then send in the same way.
      event.preventDefault();
      status.textContent = texts.working;
      work.then((done) => {
        sending = false;
        button.removeAttribute('aria-disabled');
        status.textContent = '';
        if (done) form.requestSubmit();
        else field('answer').focus();
      });
      return undefined;
    });
    // Back from the next page, the button must work again.
    window.addEventListener('pageshow', () => {
      sending = false;
      button.removeAttribute('aria-disabled');
      status.textContent = '';
    });
  }
})();
