// The button that opens the browser's own print dialogue; without script that dialogue is a key away.
(() => {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
})();
