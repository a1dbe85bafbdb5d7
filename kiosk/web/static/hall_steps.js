/* The questions behind a supervisor's steps. */
(function (kiosk) {
  'use strict';

  kiosk.CLOSED = { full: 'đã đủ lượt', no_officer: 'không có cán bộ', system_down: 'hệ thống hồ sơ lỗi', other: 'lý do khác' };

  /** Makes the steps; hall.snapshot(), hall.names and hall.send(type, values) tell and change the hall. */
  kiosk.makeHallSteps = function (hall) {
    function closeField(field) {
      kiosk.choose('Ngừng nhận ' + field.name_vi, 'Người đang chờ vẫn được phục vụ. Vì sao?', Object.keys(kiosk.CLOSED).map(function (reason) {
        return { words: kiosk.CLOSED[reason], pick: function () { hall.send('CloseField', { field: field.code, reason: reason }); } };
      }));
    }

    function assign(counter) {
      kiosk.tick('Quầy ' + counter.number + ' tiếp nhận hôm nay', hall.snapshot().fields.map(function (field) {
        return { words: field.name_vi, value: field.code, on: counter.fields.indexOf(field.code) >= 0 };
      }), function (fields) { hall.send('AssignFields', { counter: counter.number, fields: fields }); });
    }

    function free(counter) {
      const who = hall.names[counter.officer] || counter.officer;
      kiosk.choose('Giải phóng quầy ' + counter.number + '?', who + ' sẽ rời quầy; người đang gọi trở lại hàng, người đang phục vụ được ghi là xong.', [
        { words: 'Giải phóng', pick: function () { hall.send('FreeCounter', { counter: counter.number }); } },
        { words: 'Không', pick: function () { /* stays as it is */ } },
      ]);
    }

    function handOut() {
      kiosk.enter('Phát số cho người đứng chờ', 'Số thứ tự 1 đến số này, theo thứ tự đang đứng.', {
        label: 'Đã phát bao nhiêu số?', type: 'number', numeric: true,
        take: function (count) { hall.send('HandOutPlaces', { count: Number(count) }); },
      });
    }

    function closeDay() {
      kiosk.choose('Đóng ngày làm việc?', 'Mọi khuôn mặt bị xóa ngay.', [
        { words: 'Đóng; người còn chờ kết thúc hôm nay', pick: function () { hall.send('CloseDay', { reason: 'by_supervisor', carry_over: false }); } },
        { words: 'Đóng; người còn chờ giữ chỗ cho ngày mai', pick: function () { hall.send('CloseDay', { reason: 'by_supervisor', carry_over: true }); } },
        { words: 'Không', pick: function () { /* stays open */ } },
      ]);
    }

    return { closeField: closeField, assign: assign, free: free, handOut: handOut, closeDay: closeDay };
  };
})(window.kiosk = window.kiosk || {});
