/* What can be done with a ticket of the lists. */
(function (kiosk) {
  'use strict';

  /** Opens the question what to do with a ticket; `free` tells whether this counter can call now. */
  kiosk.openTicket = function (ticket, desk, steps, free) {
    const give = steps.give;
    const at = { counter: desk.number };
    const choices = [];
    function add(words, pick, off, more) { choices.push({ words: words, pick: pick, off: off, more: more }); }
    function resume(words, to) {
      add(words, function () { give('Resume', ticket, { to: to, counter: desk.number }); }, to !== 'waiting' && !free);
    }

    switch (ticket.state) {
      case 'waiting':
        if (ticket.directed === desk.number) {
          add('Bắt đầu phục vụ', function () { give('Start', ticket); }, !free, 'máy đã mời đến quầy này');
        }
        add('Gọi người này trước', function () { give('CallTicket', ticket, at); }, !free, 'được ghi là cán bộ chọn');
        add('Thấy người này có mặt', function () { give('MarkSeen', ticket); }, ticket.seen, ticket.seen ? 'đã ghi' : '');
        break;
      case 'parked':
        resume('Tiếp tục phục vụ', 'serving');
        resume('Gọi đến quầy', 'called');
        resume('Cho chờ tiếp ở chỗ cũ', 'waiting');
        break;
      case 'cooling':
      case 'no_show':
      case 'await_result':
        add('Đã quay lại', function () { give('Return', ticket); }, false, 'chờ tiếp ở chỗ cũ');
        break;
    }
    if (ticket.fetch === 'asked') {
      add('Tôi đi đón người này', function () { desk.send('AnswerFetch', { ticket: ticket.ticket }); }, false, 'nhờ được đón tại chỗ ngồi');
    }
    if (['waiting', 'cooling', 'no_show', 'parked'].indexOf(ticket.state) >= 0) {
      add('Ưu tiên…', function () { steps.priority(ticket); });
      add('Ghi chú…', function () { steps.signs(ticket); });
      add('Gộp với lượt khác…', function () { steps.merge(ticket); });
      if (ticket.how === 'face') {
        add('Ngừng dùng khuôn mặt', function () { desk.send('StopFace', { ticket: ticket.ticket }); }, false, 'xóa ngay, giữ chỗ');
      }
      add('Hủy lượt này…', function () {
        steps.sure('Hủy lượt ' + ticket.code + '?', function () { give('Cancel', ticket); });
      });
    }
    if (ticket.state === 'served') { add('Mã QR để đánh giá', function () { kiosk.showCode(ticket); }); }
    if (ticket.undoable) { add('Hoàn tác bước vừa rồi', function () { give('Undo', ticket); }); }
    const about = [desk.fieldNames()[ticket.field] || ticket.field, kiosk.word(kiosk.STATE, ticket.state)]
      .concat(ticket.signs.map(function (sign) { return kiosk.word(kiosk.SIGN, sign); }));
    kiosk.choose(ticket.code, about.join(' · '), choices);
  };
})(window.kiosk = window.kiosk || {});
