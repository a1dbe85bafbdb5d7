/* Who sits before the page: signs of life, the PIN again after lunch, the time when the desk doubts its own. */
(function (kiosk) {
  'use strict';

  const ALIVE_MS = 300000; /* far less than the desk's limit of idleness */
  const LOOK_MS = 30000;

  /** Goes to the sign-in page where the session has ended. */
  kiosk.leaveIfSignedOut = function () {
    return fetch('/api/session', { credentials: 'same-origin' }).then(function (response) {
      if (response.status === 401) { window.location.assign('/'); }
      return response.ok ? response.json() : null;
    }).catch(function () { return null; /* away: the line is tried again anyway */ });
  };

  /** Tells the desk now and then that somebody is here; confirm() is called when the PIN is wanted again. */
  kiosk.keepSession = function (confirm) {
    let told = performance.now();
    function alive() {
      if (performance.now() - told < ALIVE_MS) { return; }
      told = performance.now();
      kiosk.ask('POST', '/api/session/active', null);
    }
    document.addEventListener('keydown', alive);
    document.addEventListener('pointermove', alive);
    function look() {
      kiosk.leaveIfSignedOut().then(function (session) {
        if (session !== null && session.must_confirm && !kiosk.asking()) { confirm(); }
      });
    }
    look();
    setInterval(look, LOOK_MS);
  };

  /** Asks for the PIN again; the page cannot be used before. */
  kiosk.askPin = function (sender) {
    function again() { kiosk.askPin(sender); }
    kiosk.enter('Xác nhận lại sau giờ nghỉ', 'Xin nhập lại mã PIN để tiếp tục tại quầy này.', {
      label: 'Mã PIN', type: 'password', done: 'Tiếp tục', closed: again,
      take: function (pin) {
        kiosk.ask('PUT', '/api/session', { pin: pin }).then(function (outcome) {
          if (outcome.ok) { sender.tell('✓ Đã xác nhận.', 'done'); return; }
          sender.tell(kiosk.explain(outcome, {}), 'trouble');
          again();
        });
      },
    });
  };

  function local(date) {
    return date.getFullYear() + '-' + kiosk.two(date.getMonth() + 1) + '-' + kiosk.two(date.getDate()) +
      'T' + kiosk.two(date.getHours()) + ':' + kiosk.two(date.getMinutes());
  }

  function spoken(date) {
    return kiosk.two(date.getHours()) + ':' + kiosk.two(date.getMinutes()) + ' ngày ' +
      kiosk.two(date.getDate()) + '/' + kiosk.two(date.getMonth() + 1) + '/' + date.getFullYear();
  }

  /** Asks what time it is, with the desk's time and this PC's side by side. */
  kiosk.askClock = function (snapshot, sender) {
    const text = 'Máy chủ: ' + spoken(new Date(snapshot.at)) + '. Máy tính này: ' + spoken(new Date()) + '.';
    kiosk.enter('Xác nhận ngày giờ', text, {
      label: 'Ngày giờ đúng', type: 'datetime-local', value: local(new Date()), done: 'Đúng giờ này',
      take: function (value) { sender.send('ConfirmClock', { at: new Date(value).getTime() }); },
    });
  };
})(window.kiosk = window.kiosk || {});
