"""Every parser that meets foreign bytes."""

from __future__ import annotations

from tests.fuzz import answers, central_pages, events, office_pages, parcels, settings, shown_texts, tables

TARGETS = {
    target.name: target
    for target in (
        *shown_texts.TARGETS,
        *settings.TARGETS,
        *tables.TARGETS,
        *events.TARGETS,
        *parcels.TARGETS,
        *answers.TARGETS,
        *central_pages.TARGETS,
        *office_pages.TARGETS,
    )
}
