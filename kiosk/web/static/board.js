/* The hall's board. */
(function (kiosk) {
  'use strict';

  const EARLIER_SHOWN = 4;
  const FIELDS_SHOWN = 8;
  const STATES = { called: 'Mời đến quầy', serving: 'Đang phục vụ', cooling: 'Đã gọi, chưa gặp' };
  const WEEKDAYS = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

  let view = null;
  let viewAt = 0;
  let onStage = null;

  /* --- the clock: the office's local time travels as if it were UTC --- */

  function localTime() {
    if (view === null || view.local_ms === null) { return null; }
    return new Date(view.local_ms + performance.now() - viewAt);
  }

  function clockText(time) {
    return time === null ? '' : kiosk.two(time.getUTCHours()) + ':' + kiosk.two(time.getUTCMinutes());
  }

  function tick() {
    const time = localTime();
    kiosk.say('time', clockText(time));
    kiosk.say('date', time === null ? '' : WEEKDAYS[time.getUTCDay()] + ', ' +
      kiosk.two(time.getUTCDate()) + '/' + kiosk.two(time.getUTCMonth() + 1) + '/' + time.getUTCFullYear());
  }

  /* --- calls --- */

  function show(call, isNew) {
    onStage = call;
    const stage = kiosk.byId('stage');
    kiosk.show('stage-call', call !== null);
    stage.className = 'stage';
    if (call === null) {
      if (view.day_open) { title('Xin chờ', 'Please wait'); } else { title('Hiện ngoài giờ tiếp nhận', 'Closed now'); }
      kiosk.say('stage-more', view.day_open ? 'Chưa có số nào được gọi.' : '');
    } else {
      if (isNew) { title('Mời đến quầy', 'Please go to the counter'); } else { title('Vừa gọi', 'Last called'); }
      kiosk.byId('stage-icon').src = kiosk.icon('ticket', call.icon);
      kiosk.say('stage-code', call.code);
      kiosk.say('stage-counter', String(call.counter));
      kiosk.byId('stage-counter').className = call.counter > 99 ? 'number long' : 'number';
      kiosk.say('stage-more', '');
      stage.className = 'stage field-' + call.field + (isNew ? ' fresh' : '');
    }
    drawEarlier();
  }

  function rest() {
    kiosk.byId('stage').className = 'stage field-' + onStage.field;
    title('Vừa gọi', 'Last called');
  }

  function title(vi, en) {
    kiosk.say('stage-title', vi);
    kiosk.say('stage-title-en', en);
  }

  /* Each code once, by its latest call, and none that has yet to come on the stage. */
  function drawEarlier() {
    const seen = {};
    if (onStage !== null) { seen[onStage.code] = true; }
    const earlier = view.calls.filter(function (call) {
      if (onStage === null || call.seq > onStage.seq || seen[call.code]) { return false; }
      seen[call.code] = true;
      return true;
    }).slice(0, EARLIER_SHOWN);
    kiosk.fill('earlier', earlier.map(earlierRow));
  }

  function earlierRow(call) {
    const picture = kiosk.make('img', '', '');
    picture.alt = '';
    picture.src = kiosk.icon('ticket', call.icon);
    return kiosk.make('li', 'field-' + call.field + (call.state === 'called' ? ' called' : ''), [
      kiosk.make('span', 'plate', [picture]),
      kiosk.make('strong', 'code', call.code),
      kiosk.make('span', 'state', STATES[call.state] || 'Đã gọi'),
      kiosk.make('span', 'to', 'Quầy ' + call.counter),
    ]);
  }

  /* --- who waits --- */

  /* A hall with many fields sees those that are served or waited for. */
  function shownFields() {
    if (view.fields.length <= FIELDS_SHOWN) { return view.fields; }
    return view.fields.filter(function (field) {
      return field.waiting > 0 || field.open_counters.length > 0;
    }).slice(0, FIELDS_SHOWN);
  }

  function fieldRow(field) {
    const picture = kiosk.make('img', '', '');
    picture.alt = '';
    picture.src = kiosk.icon('field', field.icon);
    const counters = field.open_counters.length > 0
      ? 'Quầy ' + field.open_counters.join(', ') : 'Chưa tiếp nhận';
    return kiosk.make('li', 'field-' + field.code, [
      kiosk.make('span', 'plate', [picture]),
      kiosk.make('span', 'about', [
        kiosk.make('span', 'name', field.name_vi),
        kiosk.make('span', 'counters', counters),
      ]),
      kiosk.make('strong', 'count', String(field.waiting)),
    ]);
  }

  /* --- the line to the desk --- */

  const light = kiosk.makeSpotlight(show, rest);

  kiosk.follow(window.location.pathname + '/updates', {
    data: function (newest) {
      if (newest.version !== document.body.dataset.version) { window.location.reload(); return; }
      view = newest;
      viewAt = performance.now();
      kiosk.say('line', '');
      light(view.calls);
      if (onStage === null) { show(null, false); } else { drawEarlier(); }
      kiosk.fill('fields', shownFields().map(fieldRow));
      tick();
    },
    beat: function () { /* nothing has changed */ },
    back: function () { kiosk.say('line', ''); },
    lost: function () {
      const since = clockText(localTime());
      kiosk.say('line', 'Mất kết nối' + (since ? ' từ ' + since : '') + ' – bảng sẽ tự cập nhật lại');
    },
  });
  setInterval(tick, 1000);
})(window.kiosk = window.kiosk || {});
