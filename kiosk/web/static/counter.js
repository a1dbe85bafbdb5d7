/* The officer's console: shows the counter, turns clicks and keys into commands. */
(function (kiosk) {
  'use strict';

  const SNAPSHOT_WAIT_MS = 3000; /* after an answer, how long the buttons wait for the state it led to */
  const MESSAGE_MS = 12000;
  const HOW = { face: 'Khuôn mặt', plain: 'Số thường', staff: 'Cán bộ lấy giúp' };

  const me = document.body.dataset.officer;
  const number = Number(document.body.dataset.counter);
  const names = JSON.parse(document.body.dataset.names);
  const buttons = Array.from(document.querySelectorAll('button[data-command]'));

  let snapshot = null;
  let snapshotAt = 0;
  let lists = {};
  let pending = null; /* {button, seq}: seq is null until the desk has answered */
  let messageTimer = null;

  function age() { return performance.now() - snapshotAt; }

  function place() {
    return snapshot.counters.find(function (counter) { return counter.number === number; });
  }

  /* --- what may be done now --- */

  function allowed() {
    const here = place();
    const ticket = here.ticket;
    const seated = snapshot.day_open && here.officer === me;
    const held = seated && ticket !== null && ticket.officer === me;
    const called = held && ticket.state === 'called';
    return {
      CallNext: seated && ticket === null && lists.mine.length > 0,
      Recall: called,
      Start: called,
      MarkAbsent: called,
      Finish: held && ticket.state === 'serving',
      AnswerHelp: snapshot.help.length > 0,
      OpenDay: !snapshot.day_open,
      SignIn: snapshot.day_open && here.officer === null,
    };
  }

  function values(type) {
    switch (type) {
      case 'CallNext':
      case 'SignIn':
        return { counter: number };
      case 'AnswerHelp':
        return { request: snapshot.help[0].request };
      case 'OpenDay':
        return {};
      default:
        return { ticket: place().ticket.ticket, version: place().ticket.version };
    }
  }

  /* --- what is shown --- */

  function draw() {
    const here = place();
    const fieldNames = {};
    snapshot.fields.forEach(function (field) { fieldNames[field.code] = field.name_vi; });
    lists = kiosk.sortTickets(snapshot, here);
    const seated = here.officer === me;
    kiosk.show('closed', !snapshot.day_open);
    kiosk.show('standing', snapshot.day_open && !seated);
    kiosk.show('at-counter', snapshot.day_open && seated);
    if (here.officer !== null && !seated) {
      kiosk.say('standing-title', kiosk.explain({ code: 'counter_taken', holder: here.officer }, names));
    } else {
      kiosk.say('standing-title', kiosk.explain({ code: 'not_seated' }, names));
    }
    kiosk.show('sit', here.officer === null);
    kiosk.show('help', snapshot.help.length > 0);
    drawPerson(here.ticket, fieldNames);
    kiosk.drawLists(lists, fieldNames);
    enable();
    tick();
  }

  function drawPerson(ticket, fieldNames) {
    const card = kiosk.byId('card');
    const state = ticket === null ? 'idle' : ticket.state;
    card.dataset.state = state;
    kiosk.show('person', ticket !== null);
    kiosk.show('facts', ticket !== null);
    if (ticket === null) {
      card.className = 'card';
      kiosk.say('state', 'Quầy đang trống');
      kiosk.say('field', lists.mine.length > 0 ? lists.mine.length + ' người đang chờ quầy này' : 'Chưa có ai chờ quầy này');
      return;
    }
    card.className = 'card field-' + ticket.field;
    kiosk.say('state', state === 'serving' ? 'Đang phục vụ' : 'Đang gọi đến quầy');
    kiosk.say('code', ticket.code);
    kiosk.say('field', fieldNames[ticket.field]);
    kiosk.say('waited', kiosk.duration(ticket.waited_ms));
    kiosk.say('calls', String(ticket.calls));
    kiosk.say('how', HOW[ticket.how]);
    const picture = kiosk.icon('ticket', ticket.icon);
    if (kiosk.byId('icon').getAttribute('src') !== picture) { kiosk.byId('icon').src = picture; }
  }

  function enable() {
    const may = allowed();
    buttons.forEach(function (button) {
      button.disabled = pending !== null || !may[button.dataset.command];
    });
    kiosk.byId('leave').disabled = pending !== null || (place().ticket !== null && place().officer === me);
  }

  function tick() {
    if (snapshot === null) { return; }
    kiosk.tickLists(lists, age());
    const next = lists.mine[0];
    kiosk.say('who-next', next ? 'Tiếp theo: ' + next.code + ' · chờ ' +
      kiosk.duration(next.waited_ms === null ? null : next.waited_ms + age()) : '');
    if (snapshot.help.length > 0) {
      const waited = snapshot.help[0].waited_ms;
      kiosk.say('help-waited', kiosk.duration(waited === null ? null : waited + age()));
    }
    kiosk.say('away-since', kiosk.duration(kiosk.sinceTime()));
  }

  function tell(words, isTrouble) {
    const message = kiosk.byId('message');
    clearTimeout(messageTimer);
    message.textContent = words;
    message.className = isTrouble ? 'message trouble' : 'message';
    messageTimer = setTimeout(function () { message.textContent = ''; }, MESSAGE_MS);
  }

  /* --- what is done --- */

  function press(button) {
    if (button.disabled || pending !== null) { return; }
    const command = kiosk.makeCommand(button.dataset.command, values(button.dataset.command));
    pending = { button: button, seq: null };
    button.setAttribute('aria-busy', 'true');
    tell('Đang gửi…', false);
    enable();
    kiosk.ask('POST', '/api/commands', command).then(function (outcome) {
      answered(command, outcome);
    });
  }

  function answered(command, outcome) {
    if (!outcome.ok) {
      if (outcome.code === 'not_signed_in') { window.location.assign('/'); return; }
      tell(kiosk.explain(outcome, names), true);
      release();
      return;
    }
    const events = outcome.answer.events;
    if (events.length === 0) {
      tell(command.type === 'CallNext' ? kiosk.explain({ code: 'nobody' }) : '', false);
      release();
      return;
    }
    tell('', false);
    const mine = pending;
    mine.seq = events[events.length - 1].seq;
    setTimeout(function () { if (pending === mine) { release(); } }, SNAPSHOT_WAIT_MS);
    releaseWhenShown();
  }

  function releaseWhenShown() {
    if (pending !== null && pending.seq !== null && snapshot.seq >= pending.seq) { release(); }
  }

  function release() {
    pending.button.removeAttribute('aria-busy');
    pending = null;
    enable();
  }

  function leave() {
    const button = kiosk.byId('leave');
    if (button.disabled) { return; }
    button.disabled = true;
    kiosk.ask('DELETE', '/api/session', null).then(function (outcome) {
      if (outcome.ok || outcome.code === 'not_signed_in') { window.location.assign('/'); return; }
      tell(kiosk.explain(outcome, names), true);
      button.disabled = false;
    });
  }

  buttons.forEach(function (button) {
    button.addEventListener('click', function () { press(button); });
  });
  kiosk.byId('leave').addEventListener('click', leave);
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) { return; }
    const button = buttons.find(function (candidate) { return candidate.dataset.key === event.key; });
    if (button === undefined) { return; }
    event.preventDefault();
    if (!event.repeat) { press(button); }
  });

  /* --- the line to the desk --- */

  function connected(isConnected) {
    kiosk.show('away', !isConnected);
    kiosk.say('line', isConnected ? 'Đã kết nối' : 'Mất kết nối');
    kiosk.byId('line').dataset.connected = String(isConnected);
  }

  kiosk.follow('/api/updates', {
    data: function (newest) {
      snapshot = newest;
      snapshotAt = performance.now();
      kiosk.learnTime(newest.time);
      connected(true);
      draw();
      releaseWhenShown();
    },
    beat: kiosk.learnTime,
    back: function () { connected(true); },
    lost: function () {
      connected(false);
      fetch('/api/session', { credentials: 'same-origin' }).then(function (response) {
        if (response.status === 401) { window.location.assign('/'); }
      }).catch(function () { /* away: the line is tried again anyway */ });
    },
  });
  setInterval(tick, 1000);
})(window.kiosk = window.kiosk || {});
