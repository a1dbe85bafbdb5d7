"""What the technician's corner says, in Vietnamese and English."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.errors import CommandRefused, DeskAway, DiskFull, KioskError, NotSignedIn
from kiosk.lib.units import MS_PER_S

CHECKS = {
    "disk": ("Ổ đĩa", "disk"),
    "clock": ("Ngày giờ", "clock"),
    "calendar": ("Lịch làm việc", "calendar"),
    "database": ("Cơ sở dữ liệu", "database"),
    "desk": ("Phần mềm quầy", "desk"),
    "pages": ("Trang mạng nội bộ", "pages"),
    "sync": ("Đồng bộ máy chủ tỉnh", "sync"),
    "models": ("Mô hình khuôn mặt", "models"),
    "voice": ("Giọng đọc", "voice"),
    "loudspeaker": ("Loa", "loudspeaker"),
    "printer": ("Máy in", "printer"),
    "camera": ("Máy ảnh", "camera"),
    "card": ("Thẻ nhớ", "card"),
    "write speed": ("Tốc độ ghi", "write speed"),
    "network": ("Mạng", "network"),
    "clock source": ("Nguồn giờ", "clock source"),
    "temperature": ("Nhiệt độ", "temperature"),
    "voltage": ("Điện áp", "voltage"),
    "board": ("Bo mạch", "board"),
    "display": ("Màn hình", "display"),
    "touch": ("Cảm ứng", "touch"),
    "sound": ("Âm thanh", "sound"),
    "version": ("Phiên bản", "version"),
    "settings": ("Cấu hình", "settings"),
}
"""The checks of `kiosk doctor`."""

HEARD = "Đã phát tiếng chuông · The chime was played"
PRINTED = "Đã gửi phiếu in thử · The test slip was sent to the printer"
COPIED = "Đã chép nhật ký: {file} – có thể rút USB · Logs copied, the stick may be removed"
WANTED = (
    "Sẽ cài bản {release} ngoài giờ làm việc, rồi tự kiểm tra"
    " · {release} will be installed outside opening hours, and tried"
)
DONE_BY_CODE = {
    "enrol": "Đã kết nối với {central} · Enrolled",
    "settings": (
        "Đã nhận cấu hình; tắt nguồn rồi bật lại để áp dụng"
        " · Settings are kept; switch the device off and on to use them"
    ),
}
"""What an act by a code came to."""

OTHER_CODE = (
    "Mã này không phải mã kết nối hay mã cấu hình · This is neither an enrolment code nor one of settings"
)
CAMERA_BUSY = "Camera đang được dùng · The camera is in use"
CAMERA_TIMED_OUT = "Camera đã tự tắt sau {minutes} phút · The camera was switched off after {minutes} minutes"
CAMERA_TROUBLE = "Camera không có hình · No picture: {trouble}"
AWAY_SINCE = "Mất liên lạc với máy chủ tỉnh từ {since} · Central not reached since {since}"

REFUSALS = {
    "locked": ("Sai mã PIN nhiều lần, xin chờ rồi thử lại", "Too many wrong PINs; wait, then try again"),
    "no_release": ("Không còn bản mới nào đang chờ", "No new release waits any more"),
    "no_printer": ("Điểm này không có máy in", "This office has no printer"),
    "printer_out": ("Máy in hết giấy hoặc mất kết nối", "The printer has no paper or is not connected"),
    "no_stick": ("Không thấy USB nào", "No USB stick was found"),
    "many_sticks": ("Có nhiều USB, xin chỉ cắm một", "There are several sticks; leave one"),
    "enrolled": ("Thiết bị đã kết nối máy chủ", "This device is enrolled already"),
    "other_central": (
        "Mã của máy chủ khác với cấu hình",
        "The code is of another server than the configuration's",
    ),
}
"""By the desk's code."""


def title_of(check: str) -> str:
    """Name a check in both languages; one that is not known by its own name."""
    return " · ".join(CHECKS.get(check, (check,)))


def why_not(error: KioskError) -> str:
    """Say what went wrong, the details as the error has them."""
    match error:
        case CommandRefused(code=code) if code in REFUSALS:
            return " · ".join(REFUSALS[code])
        case NotSignedIn():
            return f"Mã PIN không đúng hoặc đã hết giờ · Wrong PIN, or time is up: {error}"
        case DiskFull():
            return f"Không ghi được · It cannot be written: {error}"
        case DeskAway():
            return f"Không trả lời · No answer: {error}"
        case _:
            return f"Không được · Not done: {error}"


def line_of(away_since: int | None, timezone: str) -> str:
    """Say since when central has not followed; nothing where it does.

    Args:
        away_since: UTC in milliseconds.
    """
    if away_since is None:
        return ""
    since = datetime.fromtimestamp(away_since / MS_PER_S, ZoneInfo(timezone))
    return AWAY_SINCE.format(since=f"{since:%H:%M %d/%m}")
