"""Host name, time zone, wireless network and remote access, put in force at every start.

The root is read-only below a layer in memory, so that all of it is written anew each time from what the data partition holds.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ProgramFailed
from kiosk.lib.atomic_file import write_atomically
from kiosk.lib.programs import run_program

if TYPE_CHECKING:
    from kiosk.device.card import Card
    from kiosk.device.setup_file import SystemTable, WifiTable
    from kiosk.device.setup_store import Applied

ROOT_MODE = 0o600
MACHINE_ID_LENGTH = 32
COMMAND_LINE = "cmdline.txt"
SSHD = Path("usr/sbin/sshd")


@dataclass(frozen=True, slots=True)
class SystemSettings:
    """Writes a system's settings.

    Attributes:
        root: Of the system; another one than ``/`` in tests only.
        kept: Folder on the data partition, ``/etc/kiosk``, below the same root.
        systemctl: The program of that name.
    """

    root: Path
    kept: Path
    systemctl: str = "systemctl"

    def put_in_force(self, applied: Applied) -> list[str]:
        """Write all of it; give what could not be done.

        Raises:
            OSError: A file cannot be written.
        """
        self._name(applied.system)
        self._zone(applied.system)
        problems = self._remote_access(applied.system)
        if applied.wifi is not None:
            problems += self._wireless(applied.wifi)
        return problems

    def _name(self, system: SystemTable) -> None:
        self._write("etc/hostname", f"{system.host_name}\n")
        self._write("etc/hosts", f"127.0.0.1 localhost\n::1 localhost\n127.0.1.1 {system.host_name}\n")
        if self.root == Path("/"):
            socket.sethostname(system.host_name)

    def _zone(self, system: SystemTable) -> None:
        new = self.root / "etc/localtime.new"
        new.unlink(missing_ok=True)
        new.symlink_to(f"/usr/share/zoneinfo/{system.time_zone}")
        new.replace(self.root / "etc/localtime")

    def _remote_access(self, system: SystemTable) -> list[str]:
        if not (self.root / SSHD).exists():
            return (
                ["[system] ssh_key: this system has no SSH server; install openssh-server"]
                if system.ssh_key
                else []
            )
        if not system.ssh_key:
            return self._try(("disable", "--now", "ssh.service", "ssh.socket"))
        keys = self.kept / "ssh"
        keys.mkdir(mode=0o700, exist_ok=True)
        host_key = keys / "ssh_host_ed25519_key"
        if not host_key.exists():
            run_program("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", host_key)
        write_atomically(keys / "authorized_keys", f"{system.ssh_key}\n".encode(), mode=ROOT_MODE)
        self._write(
            "etc/ssh/sshd_config.d/10-kiosk.conf",
            f"HostKey {host_key}\nAuthorizedKeysFile {keys / 'authorized_keys'}\nPermitRootLogin prohibit-password\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nX11Forwarding no\n",
        )
        return self._try(("start", "--no-block", "ssh.service"))

    def _wireless(self, wifi: WifiTable) -> list[str]:
        # The network's name in hex cannot break out of its line, whatever letters it has.
        secret = (
            f'psk="{wifi.password}"\n    key_mgmt=WPA-PSK SAE\n    ieee80211w=1'
            if wifi.password
            else "key_mgmt=NONE"
        )
        self._write(
            "etc/wpa_supplicant/wpa_supplicant-wlan0.conf",
            f"country={wifi.country}\nctrl_interface=/run/wpa_supplicant\nnetwork={{\n"
            f"    ssid={wifi.network.encode().hex()}\n    {secret}\n}}\n",
            mode=ROOT_MODE,
        )
        return self._try(("start", "--no-block", "wpa_supplicant@wlan0.service"))

    def keep_machine_id(self, card: Card | None) -> None:
        """Keep the machine's id from its first start on: on a card through the kernel's command line.

        systemd has made an id by now; on a root that forgets it would be another one at each start, and the journal of the
        last start could not be found.

        Args:
            card: Where the firmware's ``cmdline.txt`` lies; None where the root itself remembers.

        Raises:
            OSError: A file cannot be written.
            ProgramFailed: The card cannot be mounted for writing.
        """
        kept = self.kept / "machine-id"
        if not kept.exists():
            id_ = (self.root / "etc/machine-id").read_text("ascii").strip()
            if len(id_) != MACHINE_ID_LENGTH:
                return
            write_atomically(kept, f"{id_}\n".encode())
        line = card.read(COMMAND_LINE) if card is not None else None
        if card is None or line is None:
            return
        wanted = f"systemd.machine_id={kept.read_text('ascii').strip()}"
        others = [word for word in line.decode("ascii").split() if not word.startswith("systemd.machine_id=")]
        card.replace(COMMAND_LINE, f"{' '.join([*others, wanted])}\n".encode())

    def _try(self, arguments: tuple[str, ...]) -> list[str]:
        try:
            run_program(self.systemctl, *arguments)
        except ProgramFailed as error:
            return [str(error)]
        return []

    def _write(self, name: str, text: str, *, mode: int = 0o644) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode(), mode=mode)
