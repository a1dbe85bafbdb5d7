"""The desk's listener for the office's other kiosks, where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.second_kiosks import SecondKiosks
from kiosk.desk.socket_api import build_socket_api
from kiosk.domain.ids import DeviceId
from kiosk.lib.device_tls import server_context
from kiosk.lib.listeners import listen_tcp, server_of

if TYPE_CHECKING:
    import socket

    import uvicorn

    from kiosk.config import Config
    from kiosk.desk.live import Live
    from kiosk.desk.looks import Looks
    from kiosk.desk.service import Desk
    from kiosk.run.paths import DeskPaths


def open_door(config: Config) -> socket.socket | None:
    """Listen for other kiosks; None where the configuration admits none.

    Raises:
        PortInUse: The address cannot be had.
    """
    return listen_tcp(config.desk.host, config.desk.kiosk_port) if config.kiosk else None


def serve_kiosks(
    config: Config, paths: DeskPaths, desk: Desk, live: Live, looks: Looks, *, page_url: str
) -> uvicorn.Server:
    """Make the server behind that listener; it proves itself by this device's key.

    Raises:
        BadInput: The key can be neither read nor made.
    """
    keys = {DeviceId(kiosk.id): kiosk.public_key for kiosk in config.kiosk}
    apps = {device: build_socket_api(desk, live, looks, config, page_url, device=device) for device in keys}
    tls = server_context(paths.device_key, paths.door_certificate, config.device.id)
    return server_of(SecondKiosks(keys, apps), tls)
