"""A report as open JSON for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from kiosk.reports.report import Report

JSON_FORMAT = "mot-cua-kiosk-report"
JSON_VERSION = 1


def to_json(report: Report) -> str:
    """Write everything as open JSON: times in milliseconds, shares 0–1, names as in the code."""
    content: dict[str, Any] = msgspec.to_builtins(report, enc_hook=str)
    content["period"] = {"first": str(report.period.first), "last": str(report.period.last)}
    return json.dumps(
        {"format": JSON_FORMAT, "version": JSON_VERSION, **content}, ensure_ascii=False, indent=1
    )
