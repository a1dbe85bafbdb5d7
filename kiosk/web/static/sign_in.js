/* The sign-in form: sends it, says why not. */
(function (kiosk) {
  'use strict';

  const form = document.getElementById('sign-in');
  const button = document.getElementById('enter');
  const message = document.getElementById('message');

  /* A PC stands at one counter: it is offered again next time. */
  const usual = localStorage.getItem('counter');
  Array.from(form.elements.counter.length ? form.elements.counter : [form.elements.counter])
    .forEach(function (choice) { choice.checked = choice.value === usual; });

  function names() {
    const found = {};
    Array.from(document.querySelectorAll('#officers option')).forEach(function (option) {
      found[option.value] = option.textContent;
    });
    return found;
  }

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    if (button.disabled) { return; }
    button.disabled = true;
    button.textContent = 'Đang vào…';
    message.textContent = '';
    const counter = form.elements.counter.value;
    const body = {
      officer: form.elements.officer.value.trim(),
      pin: form.elements.pin.value,
      counter: Number(counter),
    };
    kiosk.ask('POST', '/api/session', body).then(function (outcome) {
      if (outcome.ok) {
        localStorage.setItem('counter', counter);
        window.location.assign('/counter');
        return;
      }
      button.disabled = false;
      button.textContent = 'Vào quầy';
      message.textContent = kiosk.explain(outcome, names());
      if (outcome.code === 'not_signed_in') {
        form.elements.pin.value = '';
        form.elements.pin.focus();
      }
    });
  });
})(window.kiosk = window.kiosk || {});
