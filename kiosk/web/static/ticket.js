/* Keeps a citizen's page fresh, gently: it asks for itself again and shows what has changed. */
(function () {
  'use strict';

  const EVERY_MS = 8000;
  const line = document.getElementById('line');

  function isFinal() { return document.getElementById('ticket').hasAttribute('data-final'); }

  function refresh() {
    fetch(window.location.href, { credentials: 'omit', cache: 'no-store' }).then(function (response) {
      if (response.status === 404) { window.location.reload(); return null; }
      if (!response.ok) { throw new Error('the desk is away'); }
      return response.text().then(show);
    }).catch(function () {
      line.textContent = 'Mất kết nối – đang thử lại · Connection lost, trying again';
    }).then(plan);
  }

  function show(html) {
    const newest = new DOMParser().parseFromString(html, 'text/html').getElementById('ticket');
    const shown = document.getElementById('ticket');
    line.textContent = '';
    if (newest.outerHTML !== shown.outerHTML) {
      shown.parentNode.replaceChild(document.importNode(newest, true), shown);
    }
  }

  function plan() {
    if (!isFinal()) { setTimeout(refresh, EVERY_MS); }
  }

  plan();
})();
