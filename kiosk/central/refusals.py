"""What people in offices read when central refuses something: Vietnamese, whoever raised it."""

from __future__ import annotations

from kiosk.errors import ConfigInvalid, EnvironmentProblem, KioskError, NotAllowed, NotSignedIn, Refused

OTHERWISE = "Máy chủ không nhận yêu cầu này."

BY_KIND: dict[type[KioskError], str] = {
    ConfigInvalid: "Cấu hình không đúng.",
    NotSignedIn: "Cần đăng nhập trước.",
    NotAllowed: "Tài khoản này không có quyền làm việc đó.",
    EnvironmentProblem: "Máy chủ đang bận hoặc cơ sở dữ liệu không trả lời. Thử lại sau ít phút.",
}
"""For errors whose own message nobody wrote for offices."""


def said_vi(error: Exception) -> str:
    """Say a refusal in Vietnamese."""
    if isinstance(error, Refused) and error.vi:
        return error.vi
    return next((BY_KIND[kind] for kind in type(error).__mro__ if kind in BY_KIND), OTHERWISE)
