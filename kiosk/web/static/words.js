/* The words of the officers' pages for the desk's codes. */
(function (kiosk) {
  'use strict';

  kiosk.HOW = { face: 'Khuôn mặt', plain: 'Số thường', staff: 'Cán bộ lấy giúp', id: 'Thẻ căn cước' };

  kiosk.STATE = {
    waiting: 'Đang chờ', called: 'Đang gọi đến quầy', serving: 'Đang phục vụ', cooling: 'Vắng mặt, sẽ gọi lại',
    no_show: 'Đã gọi đủ lần, không đến', parked: 'Đang tạm giữ', await_result: 'Chờ trả kết quả',
    served: 'Đã xong', closed: 'Đã kết thúc',
  };

  kiosk.PARK = {
    copies: 'Đi phô-tô', payment: 'Đi nộp tiền', form: 'Đi điền tờ khai', missing_paper: 'Đi lấy giấy còn thiếu',
    colleague: 'Chờ cán bộ khác', other: 'Lý do khác',
  };

  kiosk.SIGN = {
    hard_of_hearing: 'Nghe kém', hard_of_seeing: 'Nhìn kém', walks_with_difficulty: 'Đi lại khó',
    needs_guidance: 'Cần hướng dẫn kỹ', with_interpreter: 'Có người phiên dịch', brings_missing_paper: 'Mang giấy bổ sung',
  };

  kiosk.OVERRIDE = {
    for_someone_else: 'Làm hộ người khác', another_person: 'Là người khác, máy nhận nhầm',
    second_dossier: 'Có hồ sơ thứ hai', machine_failed: 'Máy lấy số bị lỗi',
  };

  /** What is the matter; {field}, {count} and {since} are the alert's. */
  kiosk.ALERT = {
    no_counter_open: 'Chưa có quầy nào tiếp nhận {field}; {count} người đang chờ.',
    no_counter_at_all: 'Không quầy nào được giao {field}; {count} người đang chờ.',
    plain_burst: 'Nhiều số thường lấy liền nhau mà chưa thấy người: {count} số. Xin ra xem ki-ốt.',
    clock_doubtful: 'Ngày giờ của máy chưa chắc đúng.',
    speaker_silent: 'Loa không nói. Xin gọi bằng lời và báo kỹ thuật.',
    printer_out: 'Máy in hết giấy hoặc mất kết nối. Xin thay giấy.',
    disk_full: 'Ổ đĩa đã đầy hoặc hỏng: kiosk không cấp lượt mới. Xin báo kỹ thuật viên ngay.',
    central_away: 'Mất liên lạc với máy chủ tỉnh từ {since}. Quầy vẫn gọi số như thường; số liệu sẽ tự gửi bù.',
    bad_rating: 'Có công dân chưa hài lòng: {count} lượt hôm nay.',
  };

  /** Says one alert; names tells fields' names by their codes. */
  kiosk.alertWords = function (alert, names) {
    const field = alert.field === null ? '' : names[alert.field] || alert.field;
    const since = alert.since === null ? '' : new Date(alert.since).toLocaleString('vi-VN', { hour: '2-digit', minute: '2-digit', day: '2-digit', month: '2-digit' });
    return kiosk.word(kiosk.ALERT, alert.kind).replace('{field}', field).replace('{count}', String(alert.count)).replace('{since}', since);
  };

  /** What an accepted command is answered with; {code} is the ticket's. */
  kiosk.DONE = {
    CallNext: 'Đã gọi {code}.', CallTicket: 'Đã gọi {code}.', Recall: 'Đã gọi lại {code}.',
    Start: 'Bắt đầu phục vụ {code}.', Finish: 'Đã xong {code}.', FinishAwaitResult: '{code} chờ trả kết quả.',
    MarkAbsent: 'Đã ghi {code} vắng mặt.', Return: '{code} đã quay lại hàng chờ.', Park: 'Đã tạm giữ {code}.',
    Resume: '{code} được tiếp tục.', Transfer: 'Đã chuyển {code}.', Requeue: '{code} đã về hàng chờ.',
    Undo: 'Đã hoàn tác bước của {code}.', Merge: 'Đã gộp hai lượt.', Cancel: 'Đã hủy {code}.',
    IssueByStaff: 'Đã cấp số {code}. Xin đọc số cho công dân.', JudgePriority: 'Đã ghi ưu tiên của {code}.',
    DeclarePriority: 'Đã ghi ưu tiên của {code}.', MarkSeen: 'Đã ghi là có mặt: {code}.', NoteSign: 'Đã ghi chú cho {code}.',
    NoteDossier: 'Đã ghi mã hồ sơ.', HandOverResult: 'Đã ghi việc trả kết quả.', AnswerHelp: 'Đã báo công dân: có người đến.',
    StopFace: 'Đã xóa khuôn mặt, giữ nguyên chỗ.', AnswerForgotten: 'Đã ghi câu trả lời.', PauseCounter: 'Quầy tạm nghỉ.',
    EndPause: 'Quầy gọi tiếp được.', HandOver: 'Đã trả lời yêu cầu bàn giao.', AskHandover: 'Đã xin bàn giao quầy.',
    SignIn: 'Đã ngồi vào quầy.', OpenDay: 'Đã mở ngày làm việc.', CloseDay: 'Đã đóng ngày làm việc.', ConfirmClock: 'Đã ghi ngày giờ.',
    AnswerFetch: 'Đã ghi: anh/chị đi đón {code}.', Announce: 'Đã hiện thông báo.', WithdrawAnnouncement: 'Đã gỡ thông báo.',
    CloseField: 'Đã ngừng nhận lĩnh vực này.', ReopenField: 'Lĩnh vực này nhận lại.', AssignFields: 'Đã đổi lĩnh vực của quầy.',
    FreeCounter: 'Đã giải phóng quầy.', HandOutPlaces: 'Đã ghi số lượng phát ra.',
  };

  /** Words of a table for one code; the code itself where nobody has worded it yet. */
  kiosk.word = function (table, code) { return table[code] || code; };
})(window.kiosk = window.kiosk || {});
