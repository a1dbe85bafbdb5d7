/* The hall as its supervisor sees it now. */
(function (kiosk) {
  'use strict';

  const MS_PER_MINUTE = 60000;
  const WARN_MIN = 15;
  const LATE_MIN = 30;
  const MOST_ROWS = 40;

  const given = JSON.parse(document.body.dataset.office);

  let snapshot = null;
  let snapshotAt = 0;

  const sender = kiosk.makeSender({
    names: given.names,
    seq: function () { return snapshot.seq; },
    draw: function () { kiosk.keepFocus(draw); },
    confirm: function () { kiosk.askPin(sender); },
  });
  const steps = kiosk.makeHallSteps({ snapshot: function () { return snapshot; }, send: sender.send, names: given.names });

  function age() { return performance.now() - snapshotAt; }

  function waited(ticket) { return ticket.waited_ms === null ? 0 : (ticket.waited_ms + age()) / MS_PER_MINUTE; }

  /** Tells how long a ticket will have waited at its call: as promised, or as long as it waits already. */
  function expected(ticket) { return Math.max(waited(ticket), ticket.wait_min === null ? 0 : ticket.wait_min[0]); }

  function grade(minutes) { return minutes >= LATE_MIN ? 'late' : minutes >= WARN_MIN ? 'warn' : ''; }

  function button(id, words, act, off) {
    const made = kiosk.make('button', '', words);
    made.dataset.id = id + words;
    made.type = 'button';
    made.disabled = Boolean(off) || sender.busy();
    made.addEventListener('click', act);
    return made;
  }

  function cell(text, className) { return kiosk.make('td', className || '', text); }

  function head(text) {
    const made = kiosk.make('th', '', text);
    made.scope = 'row';
    return made;
  }

  /* --- figures of this moment --- */

  function tile(words, value, className) {
    return kiosk.make('div', 'tile ' + (className || ''), [kiosk.make('dt', '', words), kiosk.make('dd', '', String(value))]);
  }

  function drawTiles() {
    const waits = snapshot.waiting.map(expected);
    const warn = waits.filter(function (minutes) { return minutes >= WARN_MIN && minutes < LATE_MIN; }).length;
    const late = waits.filter(function (minutes) { return minutes >= LATE_MIN; }).length;
    const longest = snapshot.waiting.map(waited).reduce(function (most, one) { return Math.max(most, one); }, 0);
    const seated = snapshot.counters.filter(function (c) { return c.officer !== null; });
    kiosk.fill('tiles', [
      tile('Đang chờ', waits.length),
      tile('Chờ lâu nhất (phút)', Math.floor(longest), grade(longest)),
      tile('Dự kiến 15–30 phút', warn, warn > 0 ? 'warn' : ''),
      tile('Dự kiến trên 30 phút', late, late > 0 ? 'late' : ''),
      tile('Quầy mở', seated.filter(function (c) { return !c.paused; }).length + '/' + snapshot.counters.length),
      tile('Tạm giữ, chờ trả', snapshot.parked.length + snapshot.await_result.length),
      tile('Vắng mặt', snapshot.cooling.length + snapshot.no_show.length),
    ]);
  }

  /* --- what is the matter --- */

  function alertLine(alert, fields) {
    return kiosk.make('li', alert.count > 0 && alert.field !== null ? 'late' : '', kiosk.alertWords(alert, fields));
  }

  function drawAlerts(fields) {
    const lines = snapshot.alerts.map(function (alert) { return alertLine(alert, fields); });
    snapshot.help.forEach(function (help) {
      lines.push(kiosk.make('li', 'late', [
        kiosk.make('span', '', 'Công dân cần giúp tại ki-ốt' + (help.kiosk === '' ? '' : ' ' + help.kiosk) + ', đã chờ ' + kiosk.duration(help.waited_ms === null ? null : help.waited_ms + age()) + ' '),
        button(help.request, 'Tôi đến', function () { sender.send('AnswerHelp', { request: help.request }); }),
      ]));
    });
    snapshot.questions.forEach(function (question) {
      lines.push(kiosk.make('li', '', question.code + ' ở quầy ' + question.counter + ' được phục vụ ' +
        kiosk.duration(question.serving_ms) + ' – đang hỏi cán bộ có quên bấm kết thúc không.'));
    });
    if (lines.length === 0) { lines.push(kiosk.make('li', 'none', 'Không có gì bất thường.')); }
    kiosk.fill('alerts', lines);
  }

  /* --- fields, counters, people --- */

  function fieldRow(field) {
    const mine = snapshot.waiting.filter(function (ticket) { return ticket.field === field.code; });
    const longest = mine.map(expected).reduce(function (most, one) { return Math.max(most, one); }, 0);
    const act = field.closed === null
      ? button(field.code, 'Ngừng nhận', function () { steps.closeField(field); }, !snapshot.day_open)
      : button(field.code, 'Nhận lại', function () { sender.send('ReopenField', { field: field.code }); });
    return kiosk.make('tr', grade(longest), [
      head(field.name_vi + (field.closed === null ? '' : ' (ngừng nhận: ' + kiosk.word(kiosk.CLOSED, field.closed) + ')')),
      cell(String(field.waiting), 'number'),
      cell(mine.length > 0 ? String(Math.round(longest)) : '–', 'number'),
      cell(field.open_counters.length > 0 ? field.open_counters.join(', ') : 'chưa có'),
      kiosk.make('td', 'acts', [act]),
    ]);
  }

  function counterState(counter) {
    if (counter.officer === null) { return 'Trống'; }
    if (counter.paused) { return 'Tạm nghỉ'; }
    if (counter.ticket === null) { return 'Chờ người'; }
    return kiosk.word(kiosk.STATE, counter.ticket.state) + ' ' + counter.ticket.code;
  }

  function counterRow(counter, fields) {
    const names = counter.fields.map(function (code) { return fields[code] || code; }).join(', ');
    const acts = [button(counter.number, 'Lĩnh vực', function () { steps.assign(counter); }, !snapshot.day_open)];
    if (counter.officer !== null) { acts.push(button(counter.number, 'Giải phóng', function () { steps.free(counter); })); }
    return kiosk.make('tr', '', [
      head('Quầy ' + counter.number),
      cell(counter.officer === null ? '–' : given.names[counter.officer] || counter.officer),
      cell(counterState(counter)),
      cell(names),
      kiosk.make('td', 'acts', acts),
    ]);
  }

  function personRow(ticket, fields) {
    const shown = ticket.wait_min === null ? '–' : ticket.wait_min[0] + '–' + ticket.wait_min[1];
    return kiosk.make('tr', grade(expected(ticket)), [
      head(ticket.code),
      cell(fields[ticket.field] || ticket.field),
      cell(kiosk.duration(ticket.waited_ms === null ? null : ticket.waited_ms + age()), 'number'),
      cell(shown, 'number'),
      cell(ticket.priority === null ? '' : given.groups[ticket.priority] || ticket.priority),
    ]);
  }

  function drawPeople(fields) {
    const people = snapshot.waiting.slice().sort(function (one, other) { return expected(other) - expected(one); });
    kiosk.fill('people', people.slice(0, MOST_ROWS).map(function (ticket) { return personRow(ticket, fields); }));
    kiosk.say('people-more', people.length > MOST_ROWS ? 'và ' + (people.length - MOST_ROWS) + ' người nữa' : '');
  }

  function drawNotices() {
    kiosk.fill('notices', snapshot.announcements.map(function (notice) {
      return kiosk.make('li', '', [
        kiosk.make('span', '', notice.text_vi + ' '),
        button(notice.announcement, 'Gỡ', function () { sender.send('WithdrawAnnouncement', { announcement: notice.announcement }); }),
      ]);
    }));
  }

  function draw() {
    const fields = {};
    snapshot.fields.forEach(function (field) { fields[field.code] = field.name_vi; });
    drawTiles();
    drawAlerts(fields);
    kiosk.fill('fields', snapshot.fields.map(fieldRow));
    kiosk.fill('counters', snapshot.counters.map(function (counter) { return counterRow(counter, fields); }));
    drawPeople(fields);
    drawNotices();
    kiosk.show('open-day', !snapshot.day_open);
    kiosk.show('close-day', snapshot.day_open);
    kiosk.show('clock', !snapshot.clock_ok);
    kiosk.say('handed-out', snapshot.handed_out > 0 ? 'Sáng nay đã phát ' + snapshot.handed_out + ' số cho người đứng chờ.' : '');
  }

  /* --- what is done --- */

  kiosk.byId('announce').addEventListener('submit', function (event) {
    event.preventDefault();
    const fields = event.target.elements;
    sender.send('Announce', { text_vi: fields.text_vi.value.trim(), text_en: fields.text_en.value.trim() });
    event.target.reset();
  });
  kiosk.byId('hand-out').addEventListener('click', steps.handOut);
  kiosk.byId('open-day').addEventListener('click', function () { sender.send('OpenDay', {}); });
  kiosk.byId('close-day').addEventListener('click', steps.closeDay);
  kiosk.byId('confirm-clock').addEventListener('click', function () { kiosk.askClock(snapshot, sender); });

  function connected(isConnected) {
    kiosk.say('line', isConnected ? 'Trực tiếp' : 'Mất kết nối');
    kiosk.byId('line').dataset.connected = String(isConnected);
  }

  kiosk.follow('/api/updates', {
    data: function (newest) {
      snapshot = newest;
      snapshotAt = performance.now();
      kiosk.learnTime(newest.time);
      connected(true);
      kiosk.keepFocus(draw);
      sender.shown();
    },
    beat: kiosk.learnTime,
    back: function () { connected(true); },
    lost: function () { connected(false); kiosk.leaveIfSignedOut(); },
  });
  kiosk.keepSession(function () { kiosk.askPin(sender); });
  setInterval(function () { if (snapshot !== null && !kiosk.asking()) { kiosk.keepFocus(draw); } }, 5000);
})(window.kiosk = window.kiosk || {});
