"""Which kinds of data an office holds, in the words of the notice of an incident."""

from __future__ import annotations

import msgspec


class DataAtRisk(msgspec.Struct, frozen=True):
    """One kind of data that the office held in the window.

    Attributes:
        how_many: At most; None where events do not tell.
        sealed: Whether it lay encrypted under a key that dies with the power and the day.
    """

    kind: str
    how_many: int | None
    sealed: bool
    text_vi: str
    text_en: str


def data_at_risk(tickets: int, faces: int, linked: int) -> tuple[DataAtRisk, ...]:
    """List the kinds of data with how many of each there were at most."""
    counts = {"tickets": tickets, "face_templates": faces, "pictures": 0, "dossiers": linked}
    return tuple(DataAtRisk(kind, counts.get(kind), *said) for kind, said in KINDS.items())


KINDS = {
    "tickets": (
        False,
        "Số thứ tự, lĩnh vực, giờ đến và giờ phục vụ; không có tên, số định danh hay ảnh.",
        "Ticket codes, fields and times; no name, identity number or picture.",
    ),
    "face_templates": (
        True,
        "Đặc điểm khuôn mặt (dãy số) của lượt đang mở: mã hóa AES-256-GCM, khóa chỉ ở bộ nhớ, mất khi tắt nguồn.",
        "Face templates of open tickets: AES-256-GCM, the key in memory only and gone with the power.",
    ),
    "card_codes": (
        True,
        "Mã trong ngày của thẻ căn cước (HMAC, không phải số thẻ), cùng nơi và cùng khóa với khuôn mặt.",
        "Daily codes of identity cards (HMAC, not the number), sealed with the faces.",
    ),
    "pictures": (
        True,
        "Ảnh: không lưu ở đâu. Nếu nơi này bật ảnh nhỏ cho cán bộ thì ảnh chỉ nằm trong bộ nhớ khi đang phục vụ.",
        "Pictures: stored nowhere. Where small pictures for officers are on, they are in memory while serving.",
    ),
    "dossiers": (
        False,
        "Mã hồ sơ nối với lượt, giữ tại máy chủ trung tâm; nội dung hồ sơ ở hệ thống khác.",
        "Dossier numbers linked at central; the dossiers are in another system.",
    ),
}
"""Each kind with whether it is sealed, and what it is in Vietnamese and English."""
