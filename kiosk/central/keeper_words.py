"""How the keepers' pages write figures, roles and states, in Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.accounts import Role
from kiosk.central.fleet_words import CLOCK_SOURCES, SHORT_NAMES, UPDATE_ENDS, ahead
from kiosk.central.rollout import State, Step
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MINUTE_MS = 60 * MS_PER_S
MINUTES_PER_HOUR = 60
HOURS_SHOWN = 48
"""Longer than that is told in days."""

MIB_PER_GIB = 1024
BYTES_PER_MB = 1_000_000

ROLES: dict[str, str] = {
    Role.READER: "Xem báo cáo",
    Role.AUDITOR: "Xem báo cáo và nhật ký",
    Role.TECHNICIAN: "Giữ thiết bị",
    Role.PLANNER: "Giữ cấu hình",
    Role.ADMIN: "Quản trị tài khoản",
}
STATES: dict[str, str] = {
    State.DRAFT: "Bản nháp",
    State.RUNNING: "Đang phát",
    State.HALTED: "Đã dừng",
    State.DONE: "Đã phát xong",
    State.WITHDRAWN: "Đã rút lại",
}
STEPS: dict[str, str] = {
    Step.PLANNED: "Chưa đến lượt",
    Step.TOLD: "Chờ xác nhận",
    Step.APPLIED: "Đã nhận",
    Step.REFUSED: "Từ chối",
    Step.SILENT: "Im lặng quá lâu",
    Step.WITHDRAWN: "Đã rút lại",
}


KEEPERS_KINDS = {
    "CodeMade": "Tạo mã ghi danh thiết bị",
    "PasswordChanged": "Đổi mật khẩu của mình",
    "PasswordReset": "Cấp lại mật khẩu",
    "RolloutDrafted": "Soạn cấu hình",
    "RolloutDiscarded": "Bỏ bản nháp cấu hình",
    "RolloutStarted": "Bắt đầu phát cấu hình",
    "RolloutWentOn": "Phát cấu hình sang đợt sau",
    "RolloutHalted": "Dừng phát cấu hình",
    "RolloutResumed": "Phát tiếp cấu hình",
    "RolloutWithdrawn": "Rút lại cấu hình",
    "ReleaseOffered": "Mời cập nhật phần mềm",
    "ReleaseWithdrawn": "Thôi mời cập nhật",
}
"""Kinds of the accounts' log."""


def words() -> Mapping[str, Mapping[str, str]]:
    """Give the tables of words by the names that templates use."""
    return {
        "roles": ROLES,
        "states": STATES,
        "steps": STEPS,
        "clock_sources": CLOCK_SOURCES,
        "update_ends": UPDATE_ENDS,
    }


def filters() -> Mapping[str, Callable[..., str]]:
    """Give the filters by the names that templates use."""
    return {
        "decimal": decimal,
        "gib": gib,
        "megabytes": megabytes,
        "age": age,
        "area": area,
        "check_name": check_name,
        "ahead": ahead,
    }


def decimal(value: float) -> str:
    """Write a number with a comma."""
    return f"{value:.1f}".replace(".", ",")


def gib(mib: int) -> str:
    """Write room on a disk."""
    return f"{decimal(mib / MIB_PER_GIB)} GB"


def megabytes(size: int) -> str:
    """Write the size of a file."""
    return f"{decimal(size / BYTES_PER_MB)} MB"


def age(ms: int) -> str:
    """Write how long something is ago."""
    minutes = max(0, ms) // MINUTE_MS
    if minutes < MINUTES_PER_HOUR:
        return f"{minutes} phút"
    hours = minutes // MINUTES_PER_HOUR
    return f"{hours} giờ" if hours < HOURS_SHOWN else f"{hours // 24} ngày"


def check_name(check: str) -> str:
    """Write what a check of `kiosk doctor` looks at."""
    return SHORT_NAMES.get(check, check)


def area(name: str) -> str:
    """Write an area."""
    return {"*": "cả nước", "": "chưa đặt khu vực"}.get(name, name)
