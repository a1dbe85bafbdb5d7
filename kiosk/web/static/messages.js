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
    not_waiting: 'Lượt này không làm được việc đó ở bước hiện tại.',
    not_away: 'Người này không vắng mặt.',
    not_open: 'Lượt này đã kết thúc.',
    not_parked: 'Lượt này không đang tạm giữ.',
    not_asked: 'Lượt này không có câu hỏi nào đang chờ trả lời.',
    not_twins: 'Chỉ gộp được hai lượt của cùng một lĩnh vực.',
    nothing_to_undo: 'Không còn bước nào để hoàn tác.',
    already_there: 'Người này đã có một lượt ở lĩnh vực đó.',
    no_target: 'Xin chọn lĩnh vực, quầy hoặc cán bộ để chuyển đến.',
    no_reason: 'Xin chọn lý do cấp thêm lượt.',
    no_face: 'Lượt này không dùng khuôn mặt.',
    unknown_field: 'Không có lĩnh vực này.',
    unknown_group: 'Không có nhóm ưu tiên này.',
    bad_count: 'Số lượng phát ra phải từ 1 đến 999.',
    bad_standing: 'Số thứ tự này chưa phát hoặc đã dùng.',
    in_use: 'Số phát trước đó đã có người dùng.',
    clock_ok: 'Đồng hồ đang đúng.',
    clock_back: 'Giờ này sớm hơn việc đã ghi gần nhất. Xin xem lại ngày giờ.',
    unknown_ticket: 'Không tìm thấy lượt này trong hôm nay.',
    unknown_counter: 'Không có quầy này.',
    help_answered: 'Đã có người đến giúp công dân.',
    day_open: 'Ngày làm việc đã được mở.',
    day_closed: 'Ngày làm việc đang đóng.',
    paused: 'Quầy đang tạm nghỉ. Xin bấm Tiếp tục trước.',
    not_taken: 'Quầy này đang trống, anh/chị cứ ngồi vào.',
    not_asked_for: 'Người đó không còn xin nhận quầy này.',
    bad_dossier: 'Mã hồ sơ không đúng dạng, ví dụ 000.00.01.H26-260930-0012.',
    too_many_dossiers: 'Lượt này đã có đủ mười mã hồ sơ.',
    confirm_pin: 'Xin nhập lại mã PIN sau giờ nghỉ.',
    locked: 'Nhập sai nhiều lần nên tài khoản tạm khóa. Xin đợi rồi thử lại, hoặc nhờ người phụ trách mở khóa.',
    unknown_account: 'Không có tài khoản này.',
    account_taken: 'Mã cán bộ này đã có.',
    last_supervisor: 'Cơ quan cần ít nhất một người phụ trách. Xin chỉ định người khác trước.',
    field_closed: 'Lĩnh vực này hôm nay đã ngừng nhận.',
    field_open: 'Lĩnh vực này đang nhận bình thường.',
    not_announced: 'Thông báo này không còn hiện.',
    too_many: 'Đã có đủ năm thông báo. Xin gỡ bớt một thông báo.',
    bad_text: 'Thông báo cần có chữ, tối đa 200 ký tự, viết trên một dòng.',
    fetch_answered: 'Đã có người đi đón công dân này.',
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
