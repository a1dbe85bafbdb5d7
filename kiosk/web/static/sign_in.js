/* The sign-in form: sends it, says why not, offers to ask for a taken counter. */
(function (kiosk) {
  'use strict';

  const form = kiosk.byId('sign-in');
  const button = kiosk.byId('enter');
  const choices = Array.from(document.querySelectorAll('[name=counter]'));

  /* A PC stands at one counter: it is offered again next time. */
  const usual = localStorage.getItem('counter');
  choices.forEach(function (choice) { choice.checked = choice.value === usual; });

  const roles = {};
  const names = {};
  Array.from(document.querySelectorAll('#officers option')).forEach(function (option) {
    names[option.value] = option.textContent;
    roles[option.value] = option.dataset.role;
  });

  function officer() { return form.elements.officer.value.trim(); }

  /* Only who supervises may sit at no counter. */
  function fitRole() {
    const supervises = roles[officer()] === 'supervisor';
    kiosk.show('no-counter', supervises);
    if (!supervises && kiosk.byId('no-counter-choice').checked) { kiosk.byId('no-counter-choice').checked = false; }
  }

  function ready(words) {
    button.disabled = false;
    button.textContent = 'Vào quầy';
    kiosk.say('message', words);
  }

  function enter(handover) {
    if (button.disabled) { return; }
    button.disabled = true;
    button.textContent = 'Đang vào…';
    kiosk.say('message', '');
    kiosk.show('ask-handover', false);
    const chosen = choices.find(function (choice) { return choice.checked; });
    const body = { officer: officer(), pin: form.elements.pin.value, handover: handover };
    body.counter = chosen && chosen.value !== 'none' ? Number(chosen.value) : null;
    kiosk.ask('POST', '/api/session', body).then(function (outcome) {
      if (outcome.ok) {
        if (body.counter !== null) { localStorage.setItem('counter', chosen.value); }
        window.location.assign(body.counter === null ? '/hall' : '/counter');
        return;
      }
      ready(kiosk.explain(outcome, names));
      kiosk.show('ask-handover', outcome.code === 'counter_taken');
      if (outcome.code === 'not_signed_in') {
        form.elements.pin.value = '';
        form.elements.pin.focus();
      }
    });
  }

  form.elements.officer.addEventListener('input', fitRole);
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    enter(false);
  });
  kiosk.byId('ask-handover').addEventListener('click', function () { enter(true); });
  fitRole();
})(window.kiosk = window.kiosk || {});
