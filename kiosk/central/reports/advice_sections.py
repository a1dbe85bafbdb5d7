"""What offices could do better, as tables: counters for each hour, and how others of like load fare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.reports.load import HOUR_MS
from kiosk.central.reports.section import Section
from kiosk.reports.advice_tables import advice_table
from kiosk.reports.cells import minutes, number, one_decimal, percent
from kiosk.reports.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.central.reports.answer import Hall, LoadPeer
    from kiosk.central.reports.names import Names
    from kiosk.reports.staffing import Advice
    from kiosk.reports.table import Cell


def advice(found: Advice) -> Section:
    """Tell how many counters each hour needs."""
    if found.too_few:
        return Section(advice_table(found))
    note = (
        f"Từ {number(found.days)} ngày và {number(found.served)} lượt phục vụ của mười hai tuần; mỗi người"
        f" {number(minutes(found.service_ms))} phút tại quầy. Để chờ trung bình dưới 15 phút, nếu quầy nào cũng nhận mọi lĩnh"
        " vực: đó là mức tối thiểu."
    )
    return Section(advice_table(found), note)


def loads(peers: Sequence[LoadPeer], names: Names, first: str = "") -> Section:
    """Put each office beside those of like load, busiest first, but for one that stands above them all."""
    ordered = sorted(peers, key=lambda peer: (peer.office != first, -(peer.load or 0)))
    rows: list[list[Cell]] = [
        [
            names.office(peer.office),
            peer.tickets,
            one_decimal(peer.seat_hours),
            one_decimal(peer.load),
            minutes(peer.mean_ms),
            minutes(peer.peer_mean_ms),
            _apart(peer.mean_ms, peer.peer_mean_ms),
            percent(peer.over_15),
            percent(peer.peer_over_15),
            len(peer.peers),
        ]
        for peer in ordered
    ]
    headings = [
        "Điểm một cửa",
        "Lượt",
        "Giờ quầy",
        "Lượt mỗi giờ quầy",
        "Chờ TB",
        "Chờ TB nhóm",
        "Hơn nhóm (phút)",
        "> 15 phút (%)",
        "Nhóm > 15 phút (%)",
        "Điểm trong nhóm",
    ]
    note = (
        "Giờ quầy: tổng số giờ có cán bộ ngồi quầy, không kể lúc tạm nghỉ. Nhóm: các điểm có số lượt mỗi giờ quầy hơn kém không"
        " quá một phần tư; so một điểm đông với một điểm vắng là không công bằng."
    )
    return Section(Table("So với điểm cùng mức tải", headings, rows), note)


def halls(found: Sequence[Hall], names: Names) -> Section:
    """Tell of each office how full its hall was, how long counters stood free meanwhile, and who was passed."""
    rows: list[list[Cell]] = [
        [
            names.office(hall.office),
            hall.days,
            hall.peak,
            hall.told,
            one_decimal(_each(hall.idle_ms, HOUR_MS)),
            minutes(_each(hall.idle_ms, hall.told)),
            hall.overtaken,
            one_decimal(_each(hall.overtaken, hall.tickets / 1_000)),
        ]
        for hall in found
    ]
    headings = [
        "Điểm một cửa",
        "Ngày",
        "Đông nhất cùng lúc",
        "Ngày có khai quầy",
        "Quầy rảnh (giờ)",
        "Mỗi ngày (phút)",
        "Bị gọi vượt (người)",
        "Trên 1.000 lượt",
    ]
    note = (
        "Quầy rảnh: có người chờ, mà một quầy có cán bộ và nhận việc của họ lại trống. Bị gọi vượt: người đến trước bị người đến"
        " sau được gọi trước, không do ưu tiên. Chỉ tính những ngày nhật ký ghi quầy nào nhận lĩnh vực nào."
    )
    return Section(Table("Quầy rảnh khi có người chờ, và gọi vượt lượt", headings, rows), note)


def _each(part: int | None, of: float) -> float | None:
    return None if part is None or not of else part / of


def _apart(ours: float | None, theirs: float | None) -> float | None:
    return None if ours is None or theirs is None else minutes(ours - theirs)
