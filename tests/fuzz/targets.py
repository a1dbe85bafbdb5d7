"""Every parser that meets foreign bytes."""

from __future__ import annotations

from tests.fuzz import events, settings, shown_texts, tables

TARGETS = {
    target.name: target
    for target in (*shown_texts.TARGETS, *settings.TARGETS, *tables.TARGETS, *events.TARGETS)
}
