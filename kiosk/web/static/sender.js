/* Gives the desk one command at a time, and says at once that it goes, then what came of it. */
(function (kiosk) {
  'use strict';

  const SNAPSHOT_WAIT_MS = 3000; /* after an answer, how long the page waits for the state it led to */
  const MESSAGE_MS = 12000;

  /**
   * Makes a sender.
   * page.seq() gives the shown state's seq; page.names officers' names by id;
   * page.draw() is called whenever sending begins or ends; page.confirm() when the PIN is asked again.
   */
  kiosk.makeSender = function (page) {
    let pending = null; /* {button, seq}: seq is null until the desk has answered */
    let messageTimer = null;
    let lastTicket = null;

    function tell(words, kind) {
      const message = kiosk.byId('message');
      clearTimeout(messageTimer);
      message.textContent = words;
      message.className = 'message ' + kind;
      if (kind !== 'going') { messageTimer = setTimeout(function () { message.textContent = ''; }, MESSAGE_MS); }
    }

    function release() {
      if (pending.button) { pending.button.removeAttribute('aria-busy'); }
      pending = null;
      page.draw();
    }

    function releaseWhenShown() {
      if (pending !== null && pending.seq !== null && page.seq() >= pending.seq) { release(); }
    }

    function refused(outcome) {
      if (outcome.code === 'not_signed_in') { window.location.assign('/'); return; }
      tell(kiosk.explain(outcome, page.names), 'trouble');
      release();
      if (outcome.code === 'confirm_pin') { page.confirm(); }
    }

    function answered(type, outcome) {
      if (!outcome.ok) { refused(outcome); return; }
      const events = outcome.answer.events;
      if (events.length === 0) {
        tell(type === 'CallNext' ? kiosk.explain({ code: 'nobody' }) : '', 'done');
        release();
        return;
      }
      const ticket = outcome.answer.ticket;
      if (ticket !== null) { lastTicket = ticket.ticket; }
      tell('✓ ' + (kiosk.DONE[type] || 'Đã xong.').replace('{code}', ticket === null ? '' : ticket.code), 'done');
      const mine = pending;
      mine.seq = events[events.length - 1].seq;
      setTimeout(function () { if (pending === mine) { release(); } }, SNAPSHOT_WAIT_MS);
      releaseWhenShown();
    }

    return {
      /** Sends a command; `button`, where there is one, shows that it goes. While one goes, others are not taken. */
      send: function (type, values, button) {
        const command = pending === null ? kiosk.makeCommand(type, values) : null;
        if (command === null) { return; }
        pending = { button: button || null, seq: null };
        if (button) { button.setAttribute('aria-busy', 'true'); }
        tell('Đang gửi…', 'going');
        page.draw();
        kiosk.ask('POST', '/api/commands', command).then(function (outcome) { answered(type, outcome); });
      },
      busy: function () { return pending !== null; },
      shown: releaseWhenShown,
      lastTicket: function () { return lastTicket; },
      tell: tell,
    };
  };
})(window.kiosk = window.kiosk || {});
