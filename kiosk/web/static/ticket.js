/* Keeps a citizen's page fresh, gently, and sends what they wish. */
(function () {
  'use strict';

  const EVERY_MS = 8000;
  const SURE_MS = 6000;
  const line = document.getElementById('line');
  const address = window.location.pathname;
  let timer = null;
  let rating = false; /* while somebody fills in the form, the page does not change under the fingers */

  function ticket() { return document.getElementById('ticket'); }

  function refresh() {
    clearTimeout(timer);
    return fetch(address, { credentials: 'omit', cache: 'no-store' }).then(function (response) {
      if (response.status === 404) { window.location.reload(); return null; }
      if (!response.ok) { throw new Error('the desk is away'); }
      return response.text().then(show);
    }).catch(function () {
      const since = ticket().getAttribute('data-as-of');
      line.textContent = 'Mất kết nối' + (since ? ' – số liệu lúc ' + since : '') + ' · Connection lost, trying again';
    }).then(plan);
  }

  function show(html) {
    const newest = new DOMParser().parseFromString(html, 'text/html').getElementById('ticket');
    const shown = ticket();
    line.textContent = '';
    if (!rating && newest.outerHTML !== shown.outerHTML) {
      shown.parentNode.replaceChild(document.importNode(newest, true), shown);
    }
  }

  function plan() {
    if (!ticket().hasAttribute('data-final')) { timer = setTimeout(refresh, EVERY_MS); }
  }

  /* --- wishes --- */

  function uuid() {
    const digits = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte, index) {
      if (index === 6) { byte = (byte & 0x0f) | 0x40; }
      if (index === 8) { byte = (byte & 0x3f) | 0x80; }
      return (byte + 256).toString(16).slice(1);
    }).join('');
    return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
  }

  function send(what, values, button) {
    button.disabled = true;
    line.textContent = 'Đang gửi… · Sending';
    fetch(address + '/' + what, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'kiosk' },
      body: JSON.stringify(Object.assign({ command_id: button.dataset.id }, values)),
    }).then(function (response) {
      if (response.status >= 500) { throw new Error('the desk cannot'); }
      rating = false;
      return refresh();
    }).catch(function () {
      button.disabled = false;
      line.textContent = 'Chưa gửi được, xin bấm lại · Not sent, please press again';
    });
  }

  function wish(button) {
    if (!button.dataset.id) { button.dataset.id = uuid(); }
    if (button.dataset.sure && !button.dataset.asked) {
      const before = button.innerHTML;
      const words = button.dataset.sure.split('|');
      button.dataset.asked = 'yes';
      button.className = 'sure';
      button.firstChild.textContent = words[0];
      button.lastChild.textContent = words[1];
      setTimeout(function () {
        button.innerHTML = before;
        button.className = '';
        delete button.dataset.asked;
      }, SURE_MS);
      return;
    }
    send(button.dataset.wish, {}, button);
  }

  function rate(form) {
    const level = form.elements.level.value;
    if (!level) { line.textContent = 'Xin chọn một mức · Please choose one'; return; }
    const marks = Array.from(form.elements.factor, function (choice) { return Number(choice.value); });
    const whole = marks.every(function (mark) { return mark > 0; });
    if (!whole && marks.some(function (mark) { return mark > 0; })) {
      line.textContent = 'Xin chấm đủ năm điều hoặc bỏ trống · Rate all five or none';
      return;
    }
    const button = form.querySelector('button');
    if (!button.dataset.id) { button.dataset.id = uuid(); }
    send('rate', { level: Number(level), factors: whole ? marks : [] }, button);
  }

  document.addEventListener('click', function (event) {
    const button = event.target.closest('button[data-wish]');
    if (button) { wish(button); }
  });
  document.addEventListener('change', function (event) {
    if (event.target.closest('#rating')) { rating = true; }
  });
  document.addEventListener('submit', function (event) {
    event.preventDefault();
    rate(event.target);
  });
  plan();
})();
