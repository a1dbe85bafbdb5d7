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
    let held = null; /* what was answered in a question while another command was on its way */
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
      const next = held;
      held = null;
      if (next !== null) { send(next.type, next.values, null); }
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

    function send(type, values, button) {
      if (pending !== null) { held = { type: type, values: values }; return; }
      const command = kiosk.makeCommand(type, values);
      if (command === null) { tell(kiosk.explain({ code: 'unsent' }, page.names), 'trouble'); return; }
      pending = { button: button, seq: null };
      if (button !== null) { button.setAttribute('aria-busy', 'true'); }
      tell('Đang gửi…', 'going');
      page.draw();
      kiosk.ask('POST', '/api/commands', command).then(function (outcome) { answered(type, outcome); });
    }

    return {
      /**
       * Sends a command; `button`, where there is one, shows that it goes. Buttons rest while one goes; what a
       * question is answered with meanwhile follows, with the ticket's version as it was seen.
       */
      send: function (type, values, button) { send(type, values, button || null); },
      busy: function () { return pending !== null; },
      shown: releaseWhenShown,
      lastTicket: function () { return lastTicket; },
      tell: tell,
    };
  };
})(window.kiosk = window.kiosk || {});
