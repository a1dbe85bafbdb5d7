"""What reports call things in Vietnamese."""

from __future__ import annotations

from kiosk.domain.events import Flag, How, LegOutcome, Measure
from kiosk.domain.ticket import State
from kiosk.reports.figures import By

BY_VI = {By.DAY: "Ngày", By.FIELD: "Lĩnh vực", By.HOUR: "Giờ", By.OFFICER: "Cán bộ"}

FACTORS_VI = ("Tiếp cận dịch vụ", "Thủ tục", "Cán bộ", "Kết quả", "Tiếp nhận góp ý")
"""Of the SIPAS survey, in the order of `kiosk.domain.hall.ServiceRated`."""

WEEKDAYS_VI = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")

HOW_VI = {
    How.FACE: "khuôn mặt",
    How.PLAIN: "số thường",
    How.ID: "thẻ căn cước",
    How.STAFF: "cán bộ cấp",
}

REASONS_VI: dict[str, str] = {
    Flag.FORGOT_FINISH: "quên bấm kết thúc",
    Flag.CLOCK_JUMP: "đồng hồ nhảy",
    Flag.ACROSS_REBOOT: "qua lần khởi động lại",
    Flag.AUTO_CLOSED: "máy tự đóng",
    "no_clock": "không có giờ đúng",
    "a_wait_unknown": "một lần chờ không rõ",
}


BASELINE_VI = {
    "tickets": "Số lượt",
    "ghosts": "Số ảo trên 1.000 lượt",
    "duplicates": "Chặn lấy trùng trên 1.000 lượt",
    "disputes": "Bấm “Không phải tôi” trên 1.000 lượt",
    "overrides": "Cấp thêm ngoài quy tắc trên 1.000 lượt",
    "wait_median_ms": "Chờ trung vị (mili giây)",
}

MEASURES_VI = {Measure.WAIT: "chờ", Measure.WALK: "đến quầy", Measure.SERVE: "phục vụ"}

STATES_VI = {
    State.WAITING: "đang chờ",
    State.CALLED: "đang gọi",
    State.COOLING: "tạm hoãn",
    State.SERVING: "đang phục vụ",
    State.PARKED: "tạm giữ",
    State.AWAIT_RESULT: "chờ trả kết quả",
    State.NO_SHOW: "vắng mặt",
    State.SERVED: "đã phục vụ",
    State.CLOSED: "đã kết thúc",
}

OUTCOMES_VI = {
    LegOutcome.SERVED: "đã phục vụ",
    LegOutcome.NO_SHOW: "vắng mặt",
    LegOutcome.ABANDONED: "bỏ về",
    LegOutcome.CANCELLED_BY_CITIZEN: "người dân hủy",
    LegOutcome.CANCELLED_BY_STAFF: "cán bộ hủy",
    LegOutcome.REQUEUED: "xếp lại hàng",
    LegOutcome.TRANSFERRED_FIELD: "chuyển lĩnh vực",
    LegOutcome.TRANSFERRED_COUNTER: "chuyển quầy",
    LegOutcome.TRANSFERRED_OFFICER: "chuyển cán bộ",
    LegOutcome.DAY_END: "hết ngày",
    LegOutcome.OFFICER_LOGGED_OUT: "cán bộ rời quầy",
    LegOutcome.MERGED_DUPLICATE: "gộp lượt trùng",
}
