"""What is wrong with a device, worst first, each with what its keeper is to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kiosk.central.fleet import FleetDevice
from kiosk.central.fleet_words import CHECKS, OTHER, ahead
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kiosk.lib.units import WallMs
    from kiosk.sync.health_wire import HealthReport

HOUR_MS = 3_600 * MS_PER_S
DAY_MS = 24 * HOUR_MS

FIRST_REPORT_MS = HOUR_MS
"""A device reports within minutes of its enrolment."""

QUIET_MS = DAY_MS
LOST_MS = 4 * DAY_MS
"""Silent since yesterday is worth a call; four days outlast any weekend with a holiday before it."""

LATE_MS = HOUR_MS
VERY_LATE_MS = 7 * DAY_MS
"""As `kiosk doctor` judges what central does not hold."""

CLOCK_OFF_MIN = 5
"""Beyond it, times at central do not fit those of other offices; as `kiosk sync status`."""

SLOWEST_FPS = 10.0
"""Half of what docs/faces.md wants of a device."""

Level = Literal["fault", "warning"]
RANK: dict[str, int] = {"fault": 0, "warning": 1}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that somebody is to see to.

    Attributes:
        what: In Vietnamese, as pages show it; so is ``do``.
    """

    level: Level
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A device with its troubles, worst first."""

    device: FleetDevice
    troubles: tuple[Trouble, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """Give the place among others: revoked ones last, the worst and the most troubles first."""
        if self.device.revoked_at is not None:
            return (len(RANK) + 1, 0)
        worst = RANK[self.troubles[0].level] if self.troubles else len(RANK)
        return (worst, -len(self.troubles))


def judge_all(devices: Sequence[FleetDevice], now: WallMs) -> list[Judged]:
    """Judge devices and put those in trouble first."""
    judged = [Judged(device, troubles_of(device, now)) for device in devices]
    return sorted(judged, key=lambda one: (*one.rank, one.device.place.name, one.device.device))


def troubles_of(device: FleetDevice, now: WallMs) -> tuple[Trouble, ...]:
    """List what is wrong with a device, worst first; nothing of a revoked one."""
    if device.revoked_at is not None:
        return ()
    found = [*_silence(device, now)]
    if device.report is not None:
        found += [*_incidents(device.report), *_figures(device.report)]
    return tuple(sorted(found, key=lambda trouble: RANK[trouble.level]))


def _silence(device: FleetDevice, now: WallMs) -> Iterator[Trouble]:
    if device.reported_at is None:
        if now - device.enrolled_at > FIRST_REPORT_MS:
            yield Trouble(
                "warning", "Chưa báo tình trạng lần nào", "Xem máy đã bật và đã cập nhật phần mềm chưa"
            )
        return
    silent_ms = now - device.reported_at
    if silent_ms > QUIET_MS:
        level: Level = "fault" if silent_ms > LOST_MS else "warning"
        yield Trouble(
            level,
            f"Im lặng {silent_ms // HOUR_MS} giờ",
            "Gọi điện cho điểm: xem nguồn, mạng; nếu máy bị mất thì thu hồi",
        )


def _incidents(report: HealthReport) -> Iterator[Trouble]:
    for incident in report.machine.incidents:
        what, do = CHECKS.get(incident.check, OTHER)
        yield Trouble(incident.level, what.format(check=incident.check, **_values(report)), do)


def _figures(report: HealthReport) -> Iterator[Trouble]:
    if report.config.problem:
        yield Trouble("fault", "Từ chối cấu hình của trung tâm", "Xem lý do ở trang thiết bị, sửa cấu hình")
    unsent_ms = report.at - report.unsent_since if report.unsent_since is not None else 0
    if unsent_ms > LATE_MS:
        level: Level = "fault" if unsent_ms > VERY_LATE_MS else "warning"
        yield Trouble(
            level,
            f"{report.unsent} sự kiện chưa gửi, cũ nhất {unsent_ms // HOUR_MS} giờ",
            "Chạy kiosk sync status ở máy; dữ liệu chưa mất",
        )
    if not report.clock.is_good:
        yield Trouble("warning", "Đồng hồ chưa tin được", "Nhờ cán bộ đăng nhập và xác nhận ngày giờ")
    ahead_min = report.clock.ahead_min or 0
    if abs(ahead_min) >= CLOCK_OFF_MIN:
        yield Trouble("warning", f"Đồng hồ {ahead(ahead_min)}", "Chỉnh ngày giờ hoặc nối mạng có giờ chuẩn")
    if report.camera is not None and report.camera.fps < SLOWEST_FPS:
        yield Trouble(
            "warning",
            f"Máy ảnh chậm: {report.camera.fps:.0f} hình/giây",
            "Tăng đèn ở sảnh, xem cáp và nhiệt độ máy",
        )
    if report.machine.software.last_update in {"rolled_back", "refused"}:
        yield Trouble(
            "warning",
            "Bản cập nhật gần nhất không dùng được",
            "Chạy kiosk update status ở máy, gửi kết quả cho bên phần mềm",
        )


def _values(report: HealthReport) -> dict[str, object]:
    machine = report.machine
    return {
        "heat": machine.temperature_c if machine.temperature_c is not None else "?",
        "free": f"{machine.disk.free_mib / 1024:.1f}".replace(".", ","),
        "worn": machine.disk.worn_percent if machine.disk.worn_percent is not None else "?",
    }
