/* The hall's board. */
(function (kiosk) {
  'use strict';

  const EARLIER_SHOWN = 4;
  const FIELDS_SHOWN = 8;
  const NOTICE_MS = 12000; /* two lines are read aloud in less */
  const STATES = { called: 'Mời đến quầy', serving: 'Đang phục vụ', cooling: 'Đã gọi, chưa gặp',
    no_show: 'Đã quá lượt' };
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
      kiosk.say('stage-more', view.day_open ? 'Chưa có số nào được gọi.' : opening());
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

  function opening() {
    if (view.opens_at === null) { return ''; }
    const day = view.opens_at.slice(8, 10) + '/' + view.opens_at.slice(5, 7);
    return 'Mở cửa lại lúc ' + view.opens_at.slice(11, 16) + ' ngày ' + day + '.';
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
    let counters = 'Chưa tiếp nhận';
    if (field.closed !== null) {
      counters = 'Hôm nay ngừng nhận thêm';
    } else if (field.open_counters.length > 0) {
      counters = 'Quầy ' + field.open_counters.join(', ');
    }
    return kiosk.make('li', 'field-' + field.code, [
      kiosk.make('span', 'plate', [picture]),
      kiosk.make('span', 'about', [
        kiosk.make('span', 'name', field.name_vi),
        kiosk.make('span', 'counters', counters),
      ]),
      kiosk.make('strong', 'count', String(field.waiting)),
    ]);
  }

  /* --- notices, one at a time --- */

  let noticeShown = 0;

  function notices() {
    const mode = view.day_mode === null ? [] : [view.day_mode];
    return mode.concat(view.notices);
  }

  function showNotice() {
    const all = view === null ? [] : notices();
    kiosk.show('notice', all.length > 0);
    if (all.length === 0) { return; }
    const notice = all[noticeShown % all.length];
    kiosk.say('notice-vi', notice[0]);
    kiosk.say('notice-en', notice[1]);
  }

  function nextNotice() {
    noticeShown += 1;
    showNotice();
  }

  /* --- the line to the desk --- */

  const address = window.location.pathname;
  const light = kiosk.makeSpotlight(show, rest);
  let speak = null;

  function takeSpeech(numbers) {
    if (numbers === null) { return; }
    if (speak === null) { speak = kiosk.makeSpeaker(address, tellSilence); }
    speak(numbers);
  }

  function tellSilence(silent) {
    kiosk.say('sound', silent ? 'Chưa bật tiếng – bấm OK trên điều khiển' : '');
  }

  kiosk.follow(address + '/updates', {
    data: function (newest) {
      if (newest.version !== document.body.dataset.version) { window.location.reload(); return; }
      view = newest;
      viewAt = performance.now();
      kiosk.say('line', '');
      light(view.calls);
      if (onStage === null) { show(null, false); } else { drawEarlier(); }
      kiosk.fill('fields', shownFields().map(fieldRow));
      kiosk.say('kept', view.kept_percent === null ? ''
        : 'Hôm nay ' + view.kept_percent + '% được gọi trong khoảng đã báo');
      showNotice();
      takeSpeech(view.speech);
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
  setInterval(nextNotice, NOTICE_MS);
})(window.kiosk = window.kiosk || {});
