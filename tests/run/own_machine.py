"""Runs a command where nothing is written or sent unseen: mounts, processes and network of its own, all watched.

``python -m tests.run.own_machine FOLDER COMMAND...`` (as root) leaves in the folder a copy of each version of each
file that any process of the command closed after writing, deleted ones too, and ``seen.json`` about them.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import select
import socket
import stat
import struct
import subprocess
import sys
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

ROOT = Path(__file__).parents[2]
APART = ("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc")
SETUP = "ip link set lo up && ip addr add 192.0.2.2/32 dev lo && ip route add default dev lo"
"""A network that leads nowhere (an address of RFC 5737): what is sent is seen on the loopback and lost there.

IPv6 has no way out at all; a packet that was meant to take it is not seen.
"""

OWN = (ip_network("127.0.0.0/8"), ip_network("192.0.2.2/32"))
"""This machine's own addresses in it."""

# linux/fanotify.h
FAN_CLOEXEC, FAN_NONBLOCK, FAN_UNLIMITED_QUEUE, FAN_UNLIMITED_MARKS = 0x1, 0x2, 0x10, 0x20
FAN_MARK_ADD, FAN_MARK_MOUNT = 0x1, 0x10
FAN_CLOSE_WRITE, FAN_Q_OVERFLOW = 0x8, 0x4000
EVENT = struct.Struct("=IBBHQii")
"""Length, version, reserved, its own length, mask, descriptor, process."""

ETH_P_IP, TCP = 0x0800, 6
"""linux/if_ether.h, RFC 9293"""

SO_RCVBUFFORCE, SOL_PACKET, PACKET_STATISTICS = 33, 263, 6
"""asm-generic/socket.h, linux/if_packet.h"""

PACKETS = struct.Struct("=II")
"""How many came, how many found no room."""

LINE_BYTES = 64 << 20
LINE = "line"

UNIX_FIELDS, LISTENS = 8, "0A"
"""proc_net_unix(5): a name is the last; proc_net_tcp(5)"""

PACKET_BYTES = 1 << 16

AUTOBOUND = re.compile(r"@[0-9a-f]{5}")
"""What the kernel calls a socket of its own accord, so that an answer finds it; nobody can know it (unix(7))."""

NO_FILES = {
    "proc",
    "sysfs",
    "devpts",
    "mqueue",
    "cgroup",
    "cgroup2",
    "debugfs",
    "tracefs",
    "securityfs",
    "bpf",
}
"""File systems that hold the kernel's own answers, not anybody's files."""

COPIED_AT_ONCE = 1 << 20
FILES_AT_ONCE = 256
"""Each is open until it is copied: fewer than a process may have."""

ROUND_S = 0.05
LATER_S = 1.0
"""So long after the command's end what its last processes close is still looked for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a command did.

    Attributes:
        written: Path then (with `` (deleted)`` where it was gone) and copy of each version of each file.
        unread: Files that were closed after writing and could not be read, with the reason.
        sent: Addresses that packets were sent to, other than this machine's own.
        sockets: Names of its Unix sockets, abstract ones with ``@`` before, and TCP addresses and ports listened at.
        line: All that its processes told each other by TCP.
        said: Its output.
    """

    code: int
    said: str
    written: list[tuple[str, Path]]
    unread: list[str]
    sent: list[str]
    sockets: list[str]
    line: bytes


def cannot_watch() -> str | None:
    """Say why this machine lets nobody watch; None when it does."""
    if os.geteuid() != 0:
        return "only root can watch all that is written"
    done = subprocess.run(
        [*APART, "sh", "-c", SETUP], check=False, capture_output=True, text=True, timeout=20
    )
    return f"this machine cannot be divided: {done.stderr.strip()[-200:]}" if done.returncode else None


def run_watched(
    command: list[str], folder: Path, environment: dict[str, str], limit_s: float, *, cwd: Path = ROOT
) -> Seen:
    """Run a command apart and tell all that it wrote and sent; ``folder`` takes the copies."""
    done = subprocess.run(
        [*APART, sys.executable, "-m", "tests.run.own_machine", str(folder), *command],
        cwd=cwd,
        env=os.environ | environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )
    found = folder / "seen.json"
    assert found.is_file(), done.stdout + done.stderr
    seen = json.loads(found.read_text("utf-8"))
    written = [(path, folder / copy) for path, copy in seen["written"]]
    said, line = done.stdout + done.stderr, (folder / LINE).read_bytes()
    return Seen(done.returncode, said, written, seen["unread"], seen["sent"], seen["sockets"], line)


class Watcher:
    """Reads what the kernel tells about files closed after writing, and packets on their way out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._versions: set[tuple[int, int, int, int]] = set()
        self.written: list[tuple[str, str]] = []
        self.unread: list[str] = []
        self.sent: set[str] = set()
        self.sockets: set[str] = set()
        self._told = (folder / LINE).open("wb")
        self._files = _watch_mounts()
        self._line = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
        self._line.setblocking(False)
        self._line.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, LINE_BYTES)
        self._line.bind(("lo", ETH_P_IP))

    def missed(self) -> int:
        """Count the packets that came too fast to be looked at, since the last time."""
        _came, missed = PACKETS.unpack(self._line.getsockopt(SOL_PACKET, PACKET_STATISTICS, PACKETS.size))
        return int(missed)

    def look(self, wait_s: float) -> None:
        """Take in what has happened, or wait a little for something to happen."""
        self.sockets |= _unix_sockets() | _listening()
        ready, _, _ = select.select([self._files, self._line.fileno()], [], [], wait_s)
        if self._files in ready:
            content = os.read(self._files, EVENT.size * FILES_AT_ONCE)
            while content:
                length, _, _, _, mask, descriptor, process = EVENT.unpack_from(content)
                content = content[length:]
                assert not mask & FAN_Q_OVERFLOW
                try:
                    if process != os.getpid():
                        self._keep(descriptor)
                finally:
                    os.close(descriptor)
        while self._line.fileno() in ready:
            try:
                packet = self._line.recv(PACKET_BYTES)
            except BlockingIOError:
                break
            self._hear(packet)

    def close(self) -> None:
        """Let what was heard be read."""
        self._told.close()

    def _hear(self, packet: bytes) -> None:
        target = ip_address(packet[16:20])  # RFC 791: where a packet goes; and how long its head is
        if not any(target in net for net in OWN):
            self.sent.add(str(target))
        segment = packet[(packet[0] & 15) * 4 :]
        if packet[9] == TCP:
            self._told.write(segment[(segment[12] >> 4) * 4 :])

    def _keep(self, descriptor: int) -> None:
        found = os.fstat(descriptor)
        version = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
        if not stat.S_ISREG(found.st_mode) or version in self._versions:
            return
        self._versions.add(version)
        path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        copy = self._folder / str(len(self._versions))
        try:
            self._copy(descriptor, copy)
        except OSError as error:
            self.unread.append(f"{path}: {error.strerror}")
            return
        self.written.append((path, copy.name))

    def _copy(self, descriptor: int, copy: Path) -> None:
        with copy.open("wb") as out:
            offset = 0
            while piece := os.pread(descriptor, COPIED_AT_ONCE, offset):
                out.write(piece)
                offset += len(piece)


def _unix_sockets() -> set[str]:
    lines = Path("/proc/net/unix").read_text("utf-8", "replace").splitlines()[1:]
    names = {fields[7] for line in lines if len(fields := line.split(maxsplit=7)) == UNIX_FIELDS}
    return {name for name in names if not AUTOBOUND.fullmatch(name)}


def _listening() -> set[str]:
    found = set()
    for table in ("tcp", "tcp6"):
        path = Path("/proc/net", table)
        for line in path.read_text("ascii").splitlines()[1:] if path.exists() else ():
            _, local, _, state, *_ = line.split()
            if state == LISTENS:
                address, _, port = local.partition(":")
                # Each word of four bytes has its last byte first.
                words = [
                    bytes.fromhex(address[start : start + 8])[::-1] for start in range(0, len(address), 8)
                ]
                found.add(f"{ip_address(b''.join(words))} {int(port, 16)}")
    return found


def _watch_mounts() -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    flags = FAN_CLOEXEC | FAN_NONBLOCK | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS
    files = libc.fanotify_init(flags, os.O_RDONLY | os.O_CLOEXEC | os.O_LARGEFILE)
    assert files >= 0, os.strerror(ctypes.get_errno())
    for line in Path("/proc/self/mounts").read_text("utf-8").splitlines():
        _, at, kind, *_ = line.split()
        if kind in NO_FILES or at.startswith("/proc/"):  # new processes' own /proc lies over those
            continue
        place = at.encode().decode("unicode_escape").encode()
        marked = libc.fanotify_mark(
            files, FAN_MARK_ADD | FAN_MARK_MOUNT, ctypes.c_uint64(FAN_CLOSE_WRITE), -1, place
        )
        assert marked == 0, f"{at}: {os.strerror(ctypes.get_errno())}"
    return int(files)


def _main(folder: Path, command: list[str]) -> int:
    subprocess.run(["sh", "-c", SETUP], check=True)
    watcher = Watcher(folder)
    with subprocess.Popen(command) as child:
        while child.poll() is None:
            watcher.look(ROUND_S)
    for _ in range(round(LATER_S / ROUND_S)):
        watcher.look(ROUND_S)
    assert watcher.missed() == 0
    watcher.close()
    seen = {
        "written": watcher.written,
        "unread": watcher.unread,
        "sent": sorted(watcher.sent),
        "sockets": sorted(watcher.sockets),
    }
    (folder / "seen.json").write_text(json.dumps(seen), "utf-8")
    return child.returncode


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), sys.argv[2:]))
