"""The procedures that a configuration names: kept in it, in its file, or the program's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.config_procedures import KEPT, load_procedures, read_procedures, text_of

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.domain.procedures import Procedure


def procedures_of(config: Config) -> tuple[Procedure, ...]:
    """Give an office's procedures: those kept with its settings, else its file's, else the program's own.

    Raises:
        ConfigInvalid: As :func:`load_procedures`.
    """
    services, fields = config.services, [field.code for field in config.field]
    if services.procedures_csv:
        return read_procedures(services.procedures_csv, KEPT, fields, services.portal_url)
    return load_procedures(services.procedures, fields, services.portal_url)


def procedures_text(config: Config) -> str:
    """Give the CSV text that :func:`procedures_of` reads.

    Raises:
        ConfigInvalid: The file cannot be read.
    """
    return config.services.procedures_csv or text_of(config.services.procedures)[0]
