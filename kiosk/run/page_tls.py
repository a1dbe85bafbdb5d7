"""The certificate behind the pages: the office's own, or one that this machine makes and renews."""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.desk.days import RELEASED_AT
from kiosk.errors import ConfigInvalid
from kiosk.lib.certificates import LOCAL_NETWORKS, CertificateFiles, Identity, keep_certificate
from kiosk.lib.units import MS_PER_S
from kiosk.run.lan_name import lan_addresses, lan_name

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.lib.clock import Clock

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


class PageTls:
    """What the listener of the pages needs; the loop that serves them owns it.

    Attributes:
        context: Servers use it as it is; a renewed certificate serves the connections that follow.
    """

    def __init__(self, config: Config, folder: Path, clock: Clock) -> None:
        """Load the office's certificate, or make one for this machine.

        Args:
            folder: Where this machine's authority and certificate lie.

        Raises:
            ConfigInvalid: The office's files cannot be read or do not fit each other.
            BadInput: This machine's own can be neither read nor made.
        """
        self._config = config
        self._files = CertificateFiles(folder)
        self._clock = clock
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        given = config.pages
        if given.certificate:
            self._load(Path(given.certificate), Path(given.certificate_key))
        else:
            keep_certificate(self._files, self._identity(), self._now())
            self._load(self._files.certificate, self._files.key)

    @property
    def authority(self) -> bytes | None:
        """The authority that PCs are asked to trust, PEM; None where the office has a certificate of its own."""
        return None if self._config.pages.certificate else self._files.authority.read_bytes()

    def renew(self) -> None:
        """Take a new certificate where the present one ends soon, or this machine's address has changed.

        Raises:
            BadInput: As at the start.
        """
        if not self._config.pages.certificate and keep_certificate(
            self._files, self._identity(), self._now()
        ):
            self._load(self._files.certificate, self._files.key)
            log.info("the pages have a new certificate")

    def _load(self, certificate: Path, key: Path) -> None:
        try:
            self.context.load_cert_chain(certificate, key)
        except (OSError, ssl.SSLError) as error:
            raise ConfigInvalid(
                f"{certificate}, {key}: {error.strerror or error}; [pages] needs a PEM chain and its key"
            ) from error

    def _identity(self) -> Identity:
        names = {lan_name(self._config.office.id), "localhost", f"{socket.gethostname().lower()}.local"}
        found = (LOOPBACK, *lan_addresses())
        return Identity(
            title=f"Kiosk {self._config.office.id}",
            names=tuple(sorted(name for name in names if name.isascii())),
            addresses=tuple(sorted({address for address in found if _is_local(address)})),
        )

    def _now(self) -> dt.datetime:
        """Tell the time; a clock that is behind this release would make a certificate that nobody accepts."""
        wall = max(self._clock.wall(), RELEASED_AT)
        return dt.datetime.fromtimestamp(wall // MS_PER_S, dt.UTC)


def _is_local(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return any(ip in network for network in map(ipaddress.ip_network, LOCAL_NETWORKS))
