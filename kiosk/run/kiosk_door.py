"""The desk's listener for the office's other kiosks, where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.second_kiosks import SecondKiosks
from kiosk.domain.ids import DeviceId
from kiosk.lib.device_tls import server_context
from kiosk.lib.listeners import listen_tcp, server_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    import uvicorn
    from starlette.types import ASGIApp

    from kiosk.config import Config
    from kiosk.run.paths import DeskPaths


def open_door(config: Config) -> socket.socket | None:
    """Listen for other kiosks; None where the configuration admits none.

    Raises:
        PortInUse: The address cannot be had.
    """
    return listen_tcp(config.desk.host, config.desk.kiosk_port) if config.kiosk else None


def serve_kiosks(config: Config, paths: DeskPaths, apps: Mapping[DeviceId, ASGIApp]) -> uvicorn.Server:
    """Make the server behind that listener; it proves itself by this device's key.

    Args:
        apps: What each of them may talk to.

    Raises:
        BadInput: The key can be neither read nor made.
    """
    keys = {DeviceId(kiosk.id): kiosk.public_key for kiosk in config.kiosk}
    tls = server_context(paths.device_key, paths.door_certificate, config.device.id)
    return server_of(SecondKiosks(keys, apps), tls)
