'use strict';
/* The ticket page: copies number and code, and forgets the form's draft, which has arrived. */

try {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('laporan:')) sessionStorage.removeItem(key);
} catch {
  // storage is switched off: then there is no draft either
}

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.parentElement.querySelector('[role=status]').textContent = button.dataset.copied;
    });
  });
}
