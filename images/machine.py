"""A machine of QEMU that starts the image of a card: its disk, its wire to the test, its screen, its power switch."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import tarfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boot_probe import NotSo

if TYPE_CHECKING:
    from collections.abc import Sequence

MIB = 2**20
SECTOR_BYTES = 512
"""What sfdisk counts in for an image file."""

BOOT_OFFSET = 4 * MIB
"""Where the first partition begins: disk.sh aligns to 4 MiB."""

ROOM_MIB = 1024
"""What the test's card is larger than the image: the first start must grow the data partition into it."""

CPU = "cortex-a76"
"""The Raspberry Pi 5's; a Pi 4's is a cortex-a72."""

UNIT = "kiosk-test.service"
UNIT_TEXT = """[Unit]
After=dev-disk-by\\x2did-virtio\\x2dkiosk\\x2dtest.device
Requires=dev-disk-by\\x2did-virtio\\x2dkiosk\\x2dtest.device
[Service]
ExecStartPre=/bin/mkdir -p /run/kiosk-test
ExecStartPre=/bin/tar -xf /dev/disk/by-id/virtio-kiosk-test -C /run/kiosk-test
ExecStart=/usr/bin/python3 /run/kiosk-test/guest.py
"""
SLOW_FACTOR = 6
"""An emulated processor answers this much later than a real one."""

START_WITHIN_S = 1800
"""For one unit; what takes 90 s at most on a board took 600 s and more on a machine whose cores were shared by thirty tasks."""

PATIENCE = {
    f"kiosk-{name}.service": f"[Service]\nWatchdogSec={watchdog_s * SLOW_FACTOR}\nTimeoutStartSec={START_WITHIN_S}\n"
    for name, watchdog_s in (("desk", 10), ("screen", 30), ("board", 30))
}
"""The units' own limits in seconds, longer as the processor is slower; for systemd's own, see the command line."""

INSIDE = Path("/run/kiosk-test")
"""Where the test's files lie in the machine; in its memory."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a program in the machine said, and how it ended."""

    status: int
    output: str


def make_card(image: Path, card: Path, settings: str) -> None:
    """Copy an image to a larger card, and lay a technician's `kiosk.toml` on it."""
    subprocess.run(["/usr/bin/cp", "--sparse=always", image, card], check=True)
    with card.open("r+b") as file:
        file.truncate(image.stat().st_size + ROOM_MIB * MIB)
    subprocess.run(
        ["/usr/bin/mcopy", "-i", f"{card}@@{BOOT_OFFSET}", "-", "::kiosk.toml"],
        input=settings.encode(),
        check=True,
    )


def partition_mib(image: Path, number: int) -> int:
    """Give the size of a partition, counted from 1, as the image's table has it."""
    told = subprocess.run(["/usr/sbin/sfdisk", "--json", image], capture_output=True, check=True).stdout
    return int(json.loads(told)["partitiontable"]["partitions"][number - 1]["size"]) * SECTOR_BYTES // MIB


def pack(archive: Path, files: list[Path]) -> None:
    """Put the test's files into an archive that the machine sees as a disk."""
    with tarfile.open(archive, "w") as tar:
        for path in files:
            tar.add(path, path.name)


def _credential(name: str, text: str) -> str:
    """Word what the kernel's command line hands to systemd."""
    return f"systemd.set_credential_binary={name}:{base64.b64encode(text.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Bench:
    """What machines are made of.

    Attributes:
        image: The card as build.sh made it, in its folder with vmlinuz and initrd.img.
        folder: Of this test: card.img, test.tar.
        port: On this machine's loopback, for the desk's pages.
        cpu: Of QEMU's kinds.
        cores: How many; where this machine has other work, two that wait for each other stand still, and one does not.
    """

    image: Path
    folder: Path
    port: int
    cpu: str
    cores: int

    @property
    def build(self) -> Path:
        """What build.sh made."""
        return self.image.parent


class Machine:
    """One start of a card, from power on to power off.

    Args:
        bench: What it is made of.
        masked: Units that this start goes without.
    """

    def __init__(self, bench: Bench, masked: Sequence[str] = ()) -> None:
        self._bench = bench
        self._folder = bench.folder
        self._masked = masked
        self._rest = b""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, within_s: float) -> float:
        """Switch on and wait until the machine answers; give the seconds it took."""
        began_s = time.monotonic()
        self.start_without_waiting()
        self._wire = self._connect("wire")
        self._qmp = self._connect("qmp")
        self._read_line(self._qmp, 10)
        self._monitor("qmp_capabilities")
        self._wire.settimeout(within_s)
        if self._answer(within_s) != Said(0, "up"):
            raise NotSo("the machine's first word was another one")
        return time.monotonic() - began_s

    def start_without_waiting(self) -> None:
        """Switch on, for a test that cuts the power before anything answers."""
        for name in ("wire", "qmp"):
            (self._folder / name).unlink(missing_ok=True)
        with (self._folder / "qemu.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        """The process that is this machine."""
        assert self._process is not None
        return self._process.pid

    def ask(self, *argv: str, within_s: float = 60.0, given: str = "") -> Said:
        """Run a program in the machine."""
        question = {"argv": argv, "within_s": within_s, "given": given}
        self._wire.sendall(json.dumps(question).encode() + b"\n")
        return self._answer(within_s + 30)

    def picture(self, path: Path) -> None:
        """Keep what its screen shows as PNG."""
        self._monitor("screendump", filename=str(path), format="png")

    def switch_off(self) -> None:
        """Pull the plug."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(30)

    def run_for(self, seconds: float) -> None:
        """Let the machine do what it does; it must not go off by itself."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            raise NotSo(f"QEMU ended by itself with {self._process.wait(seconds)}")

    def _command(self) -> list[str]:
        words = [
            "root=LABEL=kiosk-root ro fsck.repair=yes panic=10 console=ttyAMA0 loglevel=4",
            f"systemd.default_device_timeout_sec={START_WITHIN_S} systemd.default_timeout_start_sec={START_WITHIN_S}",
            f"systemd.wants={UNIT}",
            _credential(f"systemd.extra-unit.{UNIT}", UNIT_TEXT),
            *(f"systemd.mask={unit}" for unit in self._masked),
            *(_credential(f"systemd.unit-dropin.{unit}", text) for unit, text in PATIENCE.items()),
        ]
        return [
            *("qemu-system-aarch64", "-M", "virt", "-cpu", self._bench.cpu, "-m", "2048"),
            *("-smp", str(self._bench.cores)),
            *("-nodefaults", "-display", "none", "-serial", "chardev:console"),
            *("-chardev", f"file,id=console,path={self._folder}/console.log,append=on"),
            *("-kernel", f"{self._bench.build}/vmlinuz", "-initrd", f"{self._bench.build}/initrd.img"),
            *("-append", " ".join(words)),
            *("-drive", f"if=none,id=card,format=raw,file={self._folder}/card.img"),
            *("-device", "virtio-blk-pci,drive=card,serial=card"),
            *("-drive", f"if=none,id=test,format=raw,readonly=on,file={self._folder}/test.tar"),
            *("-device", "virtio-blk-pci,drive=test,serial=kiosk-test"),
            *("-netdev", f"user,id=lan,restrict=on,hostfwd=tcp:127.0.0.1:{self._bench.port}-:8080"),
            *("-device", "virtio-net-pci,netdev=lan,romfile="),
            *("-device", "virtio-gpu-pci,xres=1080,yres=1920", "-device", "virtio-rng-pci"),
            *("-device", "virtio-serial-pci", "-chardev"),
            *(f"socket,id=wire,path={self._folder}/wire,server=on,wait=off", "-device"),
            *("virtserialport,chardev=wire,name=kiosk.test", "-qmp"),
            f"unix:{self._folder}/qmp,server=on,wait=off",
        ]

    def _connect(self, name: str) -> socket.socket:
        assert self._process is not None
        for _ in range(100):
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(self._folder / name))
            except OSError:
                connection.close()
                if self._process.poll() is not None:
                    raise NotSo(f"QEMU ended: see {self._folder}/qemu.log") from None
                time.sleep(0.1)
            else:
                return connection
        raise NotSo(f"QEMU does not open {name}")

    def _answer(self, within_s: float) -> Said:
        said = json.loads(self._read_line(self._wire, within_s))
        return Said(said["status"], said["output"])

    def _monitor(self, command: str, **arguments: Any) -> None:
        self._qmp.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            said = json.loads(self._read_line(self._qmp, 30))
            if "error" in said:
                raise NotSo(f"QEMU: {said['error']['desc']}")
            if "return" in said:
                return

    @staticmethod
    def _read_line(connection: socket.socket, within_s: float) -> bytes:
        connection.settimeout(within_s)
        line = b""
        while not line.endswith(b"\n"):
            got = connection.recv(1)
            if not got:
                raise NotSo("the machine is off")
            line += got
        return line
