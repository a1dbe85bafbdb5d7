"""The yearly review as people read it, in Vietnamese and English."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.reports.privacy import Counts, Lengths, PrivacyReview

JSON_FORMAT = "mot-cua-kiosk-privacy-review"
JSON_VERSION = 1

NONE = "0"
SECTIONS = (
    ("openings", "Mở camera, theo mục đích", "camera opened, by purpose"),
    ("consents", "Đồng ý, theo phiên bản thông báo", "consents, by the notice's version"),
    (
        "tickets",
        "Phiếu, theo cách lấy (plain, id, staff: không dùng khuôn mặt)",
        "tickets, by how; all but face refuse it",
    ),
    ("looks", "Kết quả nhận diện", "what looks were decided to be"),
    ("liveness", "Kiểm tra người thật", "liveness outcomes"),
    ("engines", "Mô hình và ngưỡng", "models and thresholds"),
    ("withdrawals", "Rút lại đồng ý", "withdrawals"),
    ("erasures", "Xóa khuôn mặt, theo lý do", "erasures, by reason"),
    ("duplicates", "Phiếu thứ hai không cấp", "duplicates stopped"),
    ("disputes", "Bấm “Không phải tôi” (có thể nhầm người)", "“not me” pressed: possible false blocks"),
    ("reviews", "Cán bộ xem lại và cấp chỗ, theo lý do", "reviewed by an officer, by reason"),
    ("shredded", "Dữ liệu sự kiện bị hủy theo quyết định", "events shredded by law, by decision"),
    ("unreadable", "Sự kiện không còn đọc được", "events that can be read no longer, by kind"),
)


def to_text(review: PrivacyReview) -> str:
    """Write the review line by line; codes are the log's."""
    lines = [
        f"{review.office}: rà soát bảo vệ dữ liệu cá nhân năm {review.year} (yearly privacy review)",
        f"Ngày làm việc có trong nhật ký (working days in the log): {review.days}",
        f"Ngày không rõ ngày tháng (days without a date): {review.days_without_date}",
    ]
    lines += [f"{vi} ({en}): {_counts(getattr(review, name))}" for name, vi, en in SECTIONS]
    lines += [
        f"Từ lúc không còn cần đến lúc xóa (delay of erasure): {_lengths(review.erase_delay)}",
        f"Từ lúc lấy phiếu đến lúc xóa (face held for): {_lengths(review.held)}",
        f"Khuôn mặt không thấy lệnh xóa trong nhật ký (without an erasure in the log): {review.not_erased}",
    ]
    return "\n".join(lines) + "\n"


def to_json(review: PrivacyReview) -> str:
    """Write it as open JSON: times in milliseconds, names as in the code."""
    content = {"format": JSON_FORMAT, "version": JSON_VERSION, **msgspec.to_builtins(review)}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _counts(counts: Counts) -> str:
    if not counts:
        return NONE
    parts = ", ".join(f"{code} {count}" for code, count in counts.items())
    return f"{sum(counts.values())} ({parts})"


def _lengths(lengths: Lengths) -> str:
    if lengths.median_ms is None or lengths.longest_ms is None:
        return f"{lengths.count}; không đo được (unknown) {lengths.unknown}"
    return (
        f"{lengths.count}; giữa (median) {_seconds(lengths.median_ms)} s, lâu nhất (longest) "
        f"{_seconds(lengths.longest_ms)} s; không đo được (unknown) {lengths.unknown}"
    )


def _seconds(ms: float) -> str:
    return f"{ms / MS_PER_S:.1f}".replace(".", ",")
