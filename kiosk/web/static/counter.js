/* The officer's console: shows the counter, turns clicks and keys into commands. */
(function (kiosk) {
  'use strict';

  const given = JSON.parse(document.body.dataset.office); /* {names, groups, reasons} */
  const me = document.body.dataset.officer;
  const number = Number(document.body.dataset.counter);
  const answerMs = Number(document.body.dataset.answerMs); /* then an unseen number holds up nobody */
  const buttons = Array.from(document.querySelectorAll('button[data-act]'));

  let snapshot = null;
  let snapshotAt = 0;
  let lists = {};
  let clockShown = false;
  let call = { of: '', at: 0 }; /* which call is on, and since when this page has seen it */

  function age() { return performance.now() - snapshotAt; }

  function place() {
    return snapshot.counters.find(function (counter) { return counter.number === number; });
  }

  function fieldNames() {
    const names = {};
    snapshot.fields.forEach(function (field) { names[field.code] = field.name_vi; });
    return names;
  }

  /** Finds a ticket wherever it stands. */
  function ticketOf(id) {
    const all = Object.keys(lists).reduce(function (found, key) { return found.concat(lists[key]); }, []);
    return all.concat(place().ticket || []).find(function (ticket) { return ticket.ticket === id; }) || null;
  }

  function question() {
    return snapshot.questions.find(function (each) { return each.officer === me && each.counter === number; });
  }

  /** Finds who of this counter's people waits to be fetched. */
  function wantsFetch() {
    return [place().ticket].concat(lists.mine).find(function (ticket) { return ticket !== null && ticket.fetch === 'asked'; }) || null;
  }

  /** Finds whom this counter served last, if that was just now. */
  function justServed() {
    return snapshot.recent.find(function (ticket) { return ticket.officer === me && ticket.state === 'served'; }) || null;
  }

  const sender = kiosk.makeSender({
    names: given.names,
    seq: function () { return snapshot.seq; },
    draw: enable,
    confirm: function () { kiosk.askPin(sender); },
  });

  const desk = {
    number: number,
    me: me,
    names: given.names,
    groups: given.groups,
    snapshot: function () { return snapshot; },
    fieldNames: fieldNames,
    send: sender.send,
    on: function (ticket) { return { ticket: ticket.ticket, version: ticket.version }; },
  };
  const steps = kiosk.makeSteps(desk);

  function undoable() {
    const last = ticketOf(sender.lastTicket()) || place().ticket;
    return last !== null && last.undoable ? last : null;
  }

  /* --- what each button does, and when it may --- */

  const here = { counter: number };
  function ofTicket(type) { return function (button) { sender.send(type, desk.on(place().ticket), button); }; }
  function send(type, values) { return function (button) { sender.send(type, values(), button); }; }
  function ask(step) { return function () { step(place().ticket); }; }

  const ACTS = {
    CallNext: send('CallNext', function () { return here; }),
    Recall: ofTicket('Recall'),
    Start: ofTicket('Start'),
    Finish: ofTicket('Finish'),
    MarkAbsent: ofTicket('MarkAbsent'),
    FinishAwaitResult: ofTicket('FinishAwaitResult'),
    Park: ask(steps.park),
    Transfer: ask(steps.transfer),
    Requeue: ask(steps.requeue),
    Undo: function (button) { sender.send('Undo', desk.on(undoable()), button); },
    Issue: steps.issue,
    AnswerFetch: function (button) { sender.send('AnswerFetch', { ticket: wantsFetch().ticket }, button); },
    Sign: ask(steps.signs),
    Dossier: ask(steps.dossier),
    Result: ask(steps.result),
    Priority: ask(steps.priority),
    Rate: function () { kiosk.showCode(justServed()); },
    Pause: send('PauseCounter', function () { return here; }),
    EndPause: send('EndPause', function () { return here; }),
    AnswerHelp: send('AnswerHelp', function () { return { request: snapshot.help[0].request }; }),
    OpenDay: send('OpenDay', function () { return {}; }),
    SignIn: send('SignIn', function () { return here; }),
    AskHandover: send('AskHandover', function () { return here; }),
    HandOver: send('HandOver', function () { return { counter: number, to: place().asked_by }; }),
    KeepSeat: send('HandOver', function () { return { counter: number, to: place().asked_by, agreed: false }; }),
    WasFinished: send('AnswerForgotten', function () { return Object.assign(desk.on(question()), { forgotten: true }); }),
    StillServing: send('AnswerForgotten', function () { return Object.assign(desk.on(question()), { forgotten: false }); }),
    ConfirmClock: function () { kiosk.askClock(snapshot, sender); },
    Leave: leave,
  };

  function allowed() {
    const counter = place();
    const ticket = counter.ticket;
    const seated = snapshot.day_open && counter.officer === me;
    const held = seated && ticket !== null && ticket.officer === me;
    const called = held && ticket.state === 'called';
    const serving = held && ticket.state === 'serving';
    const answered = serving && question() !== undefined;
    const unseen = called && ticket.how === 'plain' && !ticket.seen && performance.now() - call.at >= answerMs;
    return {
      CallNext: seated && !counter.paused && (ticket === null || answered || unseen) && counter.next !== null,
      Recall: called, Start: called, MarkAbsent: called,
      Finish: serving, FinishAwaitResult: serving, Park: serving, Transfer: serving,
      Requeue: held, Sign: held, Dossier: held, Result: held, Priority: held,
      Undo: seated && undoable() !== null,
      Issue: snapshot.day_open && seated,
      Rate: justServed() !== null,
      Pause: seated && !counter.paused && ticket === null,
      EndPause: seated && counter.paused,
      AnswerHelp: snapshot.help.length > 0,
      AnswerFetch: seated && wantsFetch() !== null,
      OpenDay: !snapshot.day_open,
      SignIn: snapshot.day_open && counter.officer === null,
      AskHandover: snapshot.day_open && counter.officer !== null && !seated && counter.asked_by !== me,
      HandOver: seated && counter.asked_by !== null && ticket === null,
      KeepSeat: seated && counter.asked_by !== null,
      WasFinished: answered, StillServing: answered,
      ConfirmClock: !snapshot.clock_ok,
      Leave: !(seated && ticket !== null),
    };
  }

  function enable() {
    if (snapshot === null) { return; }
    const may = allowed();
    buttons.forEach(function (button) { button.disabled = sender.busy() || !may[button.dataset.act]; });
  }

  /* --- what is shown --- */

  function draw() {
    const counter = place();
    const seated = counter.officer === me;
    const names = fieldNames();
    const now = counter.ticket === null ? '' : counter.ticket.ticket + counter.ticket.calls;
    if (call.of !== now) { call = { of: now, at: performance.now() }; }
    lists = kiosk.sortTickets(snapshot, counter);
    kiosk.show('closed', !snapshot.day_open);
    kiosk.show('standing', snapshot.day_open && !seated);
    kiosk.show('paused', snapshot.day_open && seated && counter.paused);
    kiosk.show('at-counter', snapshot.day_open && seated && !counter.paused);
    drawStanding(counter);
    drawAlerts();
    kiosk.show('help', snapshot.help.length > 0);
    const fetch = seated ? wantsFetch() : null;
    kiosk.show('fetch', fetch !== null);
    if (fetch !== null) { kiosk.say('fetch-code', fetch.code); }
    kiosk.show('clock', !snapshot.clock_ok);
    kiosk.show('handover', seated && counter.asked_by !== null);
    if (counter.asked_by !== null) { kiosk.say('handover-who', given.names[counter.asked_by] || counter.asked_by); }
    kiosk.show('forgotten', question() !== undefined);
    if (question() !== undefined) { kiosk.say('forgotten-code', question().code); }
    kiosk.drawCard(counter.ticket, {
      fieldNames: names, groups: given.groups, reasons: given.reasons, waiting: lists.mine.length,
    });
    const served = counter.ticket === null ? justServed() : null;
    kiosk.show('rate', served !== null);
    if (served !== null) { kiosk.say('rate-code', served.code); }
    kiosk.drawLists(lists, { fieldNames: names, groups: given.groups, next: counter.next && counter.next.ticket }, open);
    tick();
  }

  /* What concerns the whole hall; the clock has a banner of its own, fields without a counter are the supervisor's. */
  function drawAlerts() {
    const alerts = snapshot.alerts.filter(function (alert) { return alert.field === null && alert.kind !== 'clock_doubtful'; });
    kiosk.show('alerts', alerts.length > 0);
    kiosk.fill('alerts', alerts.map(function (alert) { return kiosk.make('li', '', kiosk.alertWords(alert, {})); }));
  }

  function drawStanding(counter) {
    const taken = counter.officer !== null && counter.officer !== me;
    const why = taken ? { code: 'counter_taken', holder: counter.officer } : { code: 'not_seated' };
    kiosk.say('standing-title', kiosk.explain(why, given.names));
    kiosk.say('standing-text', taken && counter.asked_by === me ? 'Đã xin bàn giao, đang chờ trả lời…' : '');
    kiosk.show('sit', counter.officer === null);
    kiosk.show('ask-handover', taken && counter.asked_by !== me);
  }

  function tick() {
    if (snapshot === null) { return; }
    kiosk.tickLists(lists, age());
    enable();
    const counter = place();
    const next = counter.next === null ? null : ticketOf(counter.next.ticket);
    kiosk.say('who-next', next === null ? '' : 'Tiếp theo: ' + next.code + ' · chờ ' +
      kiosk.duration(next.waited_ms === null ? null : next.waited_ms + age()) + ' · ' + (given.reasons[counter.next.reason] || ''));
    if (snapshot.help.length > 0) {
      const waited = snapshot.help[0].waited_ms;
      kiosk.say('help-kiosk', snapshot.help[0].kiosk);
      kiosk.say('help-waited', kiosk.duration(waited === null ? null : waited + age()));
    }
    kiosk.say('away-since', kiosk.duration(kiosk.sinceTime()));
  }

  function open(id) {
    const counter = place();
    const free = snapshot.day_open && counter.officer === me && counter.ticket === null && !counter.paused;
    kiosk.openTicket(ticketOf(id), desk, steps, free);
  }

  function leave(button) {
    button.disabled = true;
    kiosk.ask('DELETE', '/api/session', null).then(function (outcome) {
      if (outcome.ok || outcome.code === 'not_signed_in') { window.location.assign('/'); return; }
      sender.tell(kiosk.explain(outcome, given.names), 'trouble');
      button.disabled = false;
    });
  }

  /* The first who sits down after a doubtful start is asked at once, and only once. */
  function doubtClock() {
    if (snapshot.clock_ok || clockShown || kiosk.asking()) { return; }
    clockShown = true;
    kiosk.askClock(snapshot, sender);
  }

  buttons.forEach(function (button) {
    button.addEventListener('click', function () {
      if (!button.disabled && !sender.busy()) { ACTS[button.dataset.act](button); }
    });
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
      sender.shown();
      doubtClock();
    },
    beat: kiosk.learnTime,
    back: function () { connected(true); },
    lost: function () { connected(false); kiosk.leaveIfSignedOut(); },
  });
  kiosk.keepSession(function () { kiosk.askPin(sender); });
  setInterval(tick, 1000);
})(window.kiosk = window.kiosk || {});
