"""The name by which the office's network finds the desk: ``motcua-OFFICE.local``, told by multicast DNS."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

import ifaddr
from zeroconf import IPVersion, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

if TYPE_CHECKING:
    from collections.abc import Sequence

SERVICES = {True: "_https._tcp.local.", False: "_http._tcp.local."}
"""By whether the pages are served over TLS (RFC 6763, IANA service names)."""


def lan_name(office: str) -> str:
    """Give an office's name on its own network; a label has 63 characters at most (RFC 1035)."""
    return f"motcua-{office}"[:63].rstrip("-") + ".local"


def lan_addresses() -> list[str]:
    """List this machine's IPv4 addresses by which others reach it."""
    found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    return sorted(address for address in found if not ipaddress.ip_address(address).is_loopback)


class LanName:
    """Answers whoever asks the network for the office's name. Belongs to the desk's loop."""

    def __init__(self, office: str, port: int, *, tls: bool, addresses: Sequence[str]) -> None:
        """Prepare.

        Args:
            addresses: This machine's IPv4 addresses; what is asked on their networks is answered.
        """
        self._addresses = list(addresses)
        self._service = ServiceInfo(
            SERVICES[tls],
            f"Một cửa {office}.{SERVICES[tls]}",
            port=port,
            server=f"{lan_name(office)}.",
            addresses=[socket.inet_aton(address) for address in addresses],
        )
        self._zeroconf: AsyncZeroconf | None = None

    async def start(self) -> None:
        """Begin to answer; another machine of the same name is left its name, and ours gets a number.

        Raises:
            OSError: The network takes no multicast.
        """
        self._zeroconf = AsyncZeroconf(interfaces=self._addresses, ip_version=IPVersion.V4Only)
        await self._zeroconf.async_register_service(self._service, allow_name_change=True)

    async def stop(self) -> None:
        """Tell the network that the name is gone."""
        if self._zeroconf is not None:
            await self._zeroconf.async_unregister_all_services()
            await self._zeroconf.async_close()
            self._zeroconf = None
