"""The pages' listeners: encrypted, with plain HTTP beside it for televisions, or plain alone."""

from __future__ import annotations

import ipaddress
import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.desk.accounts import Accounts
from kiosk.desk.api_tokens import ApiTokens
from kiosk.desk.board_address import board_token
from kiosk.lib.listeners import listen_tcp, server_of
from kiosk.run.lan_name import LanName, lan_addresses, lan_name
from kiosk.run.page_tls import PageTls
from kiosk.web.app import HallParts, build_pages
from kiosk.web.plain import build_plain_pages

if TYPE_CHECKING:
    from contextlib import ExitStack

    import uvicorn

    from kiosk.config import Config
    from kiosk.desk.live import Live
    from kiosk.desk.office_settings import OfficeSettings
    from kiosk.desk.release_offer import ReleaseOffer
    from kiosk.desk.service import Desk
    from kiosk.lib.clock import Clock
    from kiosk.run.paths import DeskPaths
    from kiosk.store.database import OwnedDatabase
    from kiosk.web.figures import ReportDesk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageSockets:
    """Where the pages listen; ``plain`` is None where they are not encrypted."""

    pages: socket.socket
    plain: socket.socket | None

    @property
    def port(self) -> int:
        """The port of the pages."""
        port: int = self.pages.getsockname()[1]
        return port


def listen_for_pages(config: Config, stack: ExitStack) -> PageSockets:
    """Take the addresses; the stack gives them back.

    Raises:
        PortInUse: One cannot be had.
    """
    ports = [config.desk.port, *([config.pages.plain_port] if config.pages.tls else [])]
    sockets = []
    for port in ports:
        sockets.append(listen_tcp(config.desk.host, port))
        stack.callback(sockets[-1].close)
    return PageSockets(sockets[0], sockets[1] if config.pages.tls else None)


def page_url(config: Config, port: int) -> str:
    """Tell under which address the office's network finds the pages."""
    if config.desk.public_url:
        return config.desk.public_url
    host = config.desk.host
    if ipaddress.ip_address(host).is_unspecified:
        # Old telephones do not ask by multicast DNS; an address works for all of them.
        host = next(iter(lan_addresses()), lan_name(config.office.id))
    host = f"[{host}]" if ":" in host else host
    return f"{'https' if config.pages.tls else 'http'}://{host}:{port}"


class DeskPages:
    """All that serves the pages. Belongs to the desk's loop."""

    def __init__(
        self,
        config: Config,
        paths: DeskPaths,
        sockets: PageSockets,
        clock: Clock,
    ) -> None:
        """Load or make the certificate.

        Raises:
            ConfigInvalid: The office's certificate cannot be used.
            BadInput: This machine's own can be neither read nor made.
        """
        self._config = config
        self._sockets = sockets
        self._clock = clock
        self._tls = PageTls(config, paths.tls, clock) if config.pages.tls else None
        self._name: LanName | None = None
        self.url = page_url(config, sockets.port)
        self.ticket_url = config.sync.citizen_url or self.url
        """Where a ticket's QR code leads."""

    def servers(
        self,
        desk: Desk,
        live: Live,
        database: OwnedDatabase,
        settings: OfficeSettings,
        *,
        reports: ReportDesk,
        offer: ReleaseOffer,
    ) -> list[tuple[uvicorn.Server, socket.socket]]:
        """Give each listener's server."""
        hall = HallParts(
            board_token=board_token(database.conn, self._config.pages.board_token),
            tokens=ApiTokens(database.conn),
            settings=settings,
            offer=offer,
            address=self.ticket_url,
            authority=self._tls.authority if self._tls else None,
        )
        pages = build_pages(desk, live, Accounts(database.conn), self._clock, hall, reports=reports)
        sockets = self._sockets
        served = [(server_of(pages, self._tls.context if self._tls else None), sockets.pages)]
        if sockets.plain is not None:
            plain = build_plain_pages(desk, live, self._clock, hall, sockets.port)
            served.append((server_of(plain), sockets.plain))
        return served

    async def start(self) -> None:
        """Tell the network the office's name; without a network the pages serve this machine."""
        reached = self._reached()
        if not (self._config.pages.mdns and reached):
            return
        name = LanName(
            self._config.office.id, self._sockets.port, tls=self._tls is not None, addresses=reached
        )
        try:
            await name.start()
        except OSError as error:
            log.warning("the network is not told %s: %s", lan_name(self._config.office.id), error)
            return
        self._name = name

    async def stop(self) -> None:
        """Take the name back."""
        if self._name is not None:
            await self._name.stop()

    def renew(self) -> None:
        """Renew what ends soon; call it now and then.

        Raises:
            BadInput: The certificate can be neither read nor made.
        """
        if self._tls is not None:
            self._tls.renew()

    def _reached(self) -> list[str]:
        """List the addresses by which other machines reach the pages; none on a desk for this machine alone."""
        host = ipaddress.ip_address(self._config.desk.host)
        if host.is_unspecified:
            return lan_addresses()
        return [] if host.is_loopback else [str(host)]
