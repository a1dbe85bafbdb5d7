"""Why a person was called, or a promised wait has grown, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.queue import AGE_CAP, CHOSEN, DIRECT, EARLIEST, PRIORITY
from kiosk.domain.shown import Why

if TYPE_CHECKING:
    from kiosk.domain.policy import Policy

_WORDS = {
    EARLIEST: ("đến lượt theo thứ tự", "next in order"),
    AGE_CAP: ("đến lượt theo thứ tự, đã nhường đủ", "next in order, has let enough others pass"),
    CHOSEN: ("cán bộ chọn gọi", "chosen by the officer"),
    DIRECT: ("không có ai chờ", "nobody was waiting"),
}


def known_reasons(policy: Policy) -> tuple[str, ...]:
    """List the reasons that a call in this office can have."""
    return (*_WORDS, *(f"{PRIORITY}:{group.code}" for group in policy.priority_groups))


_LONGER = {
    Why.COUNTER_CLOSED: ("một quầy vừa đóng", "a counter has closed"),
    Why.PRIORITY_AHEAD: ("có người ưu tiên phía trước", "someone with priority is ahead"),
    Why.SLOWER_SERVICE: ("hồ sơ phía trước cần nhiều thời gian hơn", "those ahead take longer than expected"),
}


def explain_longer(why: Why) -> tuple[str, str]:
    """Word in Vietnamese and English why a promised wait has grown."""
    return _LONGER[why]


def explain(reason: str, policy: Policy) -> tuple[str, str]:
    """Word a call's reason in Vietnamese and English, such as ``ưu tiên từ 75 tuổi, lượt 1 trên 3``."""
    if not reason.startswith(PRIORITY):
        return _WORDS.get(reason, (reason, reason))
    code = reason.removeprefix(f"{PRIORITY}:")
    group = policy.group(code)
    name_vi, name_en = (group.name_vi, group.name_en) if group is not None else (code, code)
    turns = policy.priority_every + 1
    return f"ưu tiên {name_vi}, lượt 1 trên {turns}", f"priority: {name_en}, 1 turn in {turns}"
