/* What the desk's refusals mean, in the officers' language. */
(function (kiosk) {
  'use strict';

  const WORDS = {
    counter_taken: 'Quầy này đang có {holder}.',
    counter_busy: 'Quầy còn người chưa xong. Xin bấm Kết thúc hoặc Vắng mặt trước.',
    not_seated: 'Anh/chị chưa ngồi vào quầy này.',
    changed: 'Lượt này vừa thay đổi. Màn hình đã cập nhật, xin xem lại rồi bấm.',
    held_by_other: 'Lượt này đang do {holder} phục vụ.',
    not_called: 'Lượt này không còn đang được gọi.',
    not_serving: 'Lượt này không đang được phục vụ.',
    not_waiting: 'Lượt này không hủy được ở bước hiện tại.',
    unknown_ticket: 'Không tìm thấy lượt này trong hôm nay.',
    unknown_counter: 'Không có quầy này.',
    help_answered: 'Đã có người đến giúp công dân.',
    day_open: 'Ngày làm việc đã được mở.',
    day_closed: 'Ngày làm việc đang đóng.',
    stale: 'Lệnh đến quá muộn nên không thực hiện. Xin xem màn hình rồi bấm lại.',
    bad_input: 'Máy chủ không hiểu lệnh này. Xin tải lại trang (F5).',
    not_signed_in: 'Mã cán bộ hoặc mã PIN không đúng.',
    not_allowed: 'Anh/chị không có quyền làm việc này.',
    DiskFull: 'Máy chủ đã đầy bộ nhớ nên chưa ghi được. Xin báo kỹ thuật.',
    unsent: 'Chưa gửi được lệnh vì mất kết nối. Xin xem màn hình rồi bấm lại.',
    nobody: 'Không có ai đang chờ quầy này.',
  };
  const OTHERWISE = 'Chưa thực hiện được. Xin xem màn hình rồi bấm lại.';

  /** Says why a request was refused; `names` tells officers' names by their ids. */
  kiosk.explain = function (outcome, names) {
    const words = WORDS[outcome.code] || OTHERWISE;
    const holder = outcome.holder || '';
    const name = (names || {})[holder];
    return words.replace('{holder}', name ? name + ' (' + holder + ')' : holder);
  };
})(window.kiosk = window.kiosk || {});
