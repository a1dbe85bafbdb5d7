"""Boots the image of a card in QEMU and proves, from outside, that it is a working kiosk; then cuts its power at random.

Standard library only, so that it runs on a builder's machine as it is. Prints one line for each proof; ends with 1 at the
first that fails, with the machine's journal.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from boot_probe import ASK_WITHIN_S, NotSo
from machine import CPU, INSIDE, MIB, ROOM_MIB, SLOW_FACTOR, Bench, Machine, make_card, pack, partition_mib
from visitor import Pages

UP_WITHIN_S = 2400.0
"""An emulated Pi needs one to two minutes on an idle PC with two cores; on a crowded one up to forty."""

HERE = Path(__file__).resolve().parent
SYSTEM = """
[system]
host_name = "kiosk-thu"

[screen]
output = "Virtual-1"

[policy]
command_max_age_s = 60
"""
"""The emulated graphics card names its one output in its own way; a command may be under way for as long as a probe waits."""
FIELD = "chung_thuc"
FIRST_CUT_S = 1.0
LAST_CUT_S = 15.0
"""After the desk's first answer; the log is checkpointed and the journal written several times within this."""

BOOT_CUTS_S = (5.0, 60.0)
"""After power on, after every third cut once more: the initramfs, the file systems and the desk's start lie within."""

DISPLAY = ("kiosk-display.service", "kiosk-screen.service", "kiosk-board.service")
"""What takes an emulated processor longest to start."""

PATIENCE_S = "600"
"""For one proof inside the machine."""

UNUSED_MIB = 4
"""At a card's end: partitions are aligned to this."""

LEAST_USABLE = 0.9
"""Of a partition; the rest is ext4's own: inodes, journal."""


def say(text: str) -> None:
    """Print a line at once, with the seconds since the test began."""
    print(f"[{time.monotonic() - BEGAN_S:4.0f} s] {text}", flush=True)


BEGAN_S = time.monotonic()


def prove(machine: Machine, what: str, *argv: str, within_s: float = 120.0, given: str = "") -> str:
    """Run a program in the machine that must succeed; give what it said."""
    said = machine.ask(*argv, within_s=within_s, given=given)
    if said.status != 0:
        raise NotSo(f"{what}: {said.output[-4000:]}")
    return said.output


def wait_for_desk(pages: Pages, within_s: float) -> None:
    """Wait until an officer can sign in from outside."""
    end_s = time.monotonic() + within_s
    while True:
        try:
            pages.sign_in()
        except (NotSo, OSError, http.client.HTTPException) as error:
            if time.monotonic() > end_s:
                raise NotSo(f"no officer can sign in: {error}") from error
            time.sleep(1)
        else:
            return


def prove_first_boot(machine: Machine) -> None:
    """The file of the card is in force and gone from it; the data partition has the card's size."""
    state = machine.ask("/bin/systemctl", "is-system-running", "--wait", within_s=UP_WITHIN_S).output.strip()
    if state != "running":
        failed = machine.ask("/bin/systemctl", "--failed", "--plain", "--no-legend").output
        raise NotSo(f"the system is {state}: {failed}")
    refused = machine.ask("/bin/cat", "/boot/firmware/kiosk-errors.txt")
    if refused.status == 0:
        raise NotSo(f"kiosk.toml was refused: {refused.output}")
    left = prove(machine, "the card", "/bin/ls", "/boot/firmware")
    if "kiosk.toml\n" in left:
        raise NotSo(f"left on the card: {left}")
    name = prove(machine, "the host's name", "/bin/cat", "/proc/sys/kernel/hostname").strip()
    if name != "kiosk-thu":
        raise NotSo(f"kiosk.toml is not in force: the host is called {name}")
    say("first boot: kiosk.toml is in force and gone from the card")
    sizes = prove(machine, "df", "/bin/df", "-h", "--output=target,size,used", "/media/root-ro", "/data")
    say("partitions: " + "; ".join(" ".join(line.split()) for line in sizes.splitlines()[1:]))


def prove_grown(machine: Machine, image: Path) -> None:
    """The data partition has taken the room that the card has beyond the image, and its file system the partition's."""
    made_mib = partition_mib(image, 3)
    device = prove(machine, "the data partition", "/bin/findmnt", "--noheadings", "--output=SOURCE", "/data")
    size = prove(
        machine, "its size", "/bin/lsblk", "--bytes", "--noheadings", "--output=SIZE", device.strip()
    )
    free = prove(machine, "its file system", "/bin/df", "--block-size=1M", "--output=size", "/data")
    grown_mib, usable_mib = int(size) // MIB, int(free.split()[-1])
    if grown_mib - made_mib < ROOM_MIB - UNUSED_MIB or usable_mib < grown_mib * LEAST_USABLE:
        raise NotSo(
            f"data: {made_mib} MiB in the image, {grown_mib} on the card, {usable_mib} of them usable"
        )
    say(f"data: grown from {made_mib} to {grown_mib} MiB, {usable_mib} of them usable")


def make_officer(machine: Machine) -> None:
    """Enter the officer of the test, as a technician does: while the desk stands still."""
    prove(machine, "the desk stops", "/bin/systemctl", "stop", "kiosk-desk")
    account = ("account", "cb-01", "--name", "Cán bộ thử", "--role", "supervisor")
    desk_user = ("/sbin/runuser", "--user", "kiosk-desk", "--", "/usr/local/bin/kiosk")
    prove(
        machine,
        "an account",
        *desk_user,
        *account,
        "--config",
        "/etc/kiosk/kiosk.toml",
        given="246813\n",
        within_s=300,
    )
    prove(machine, "the desk starts", "/bin/systemctl", "start", "kiosk-desk", within_s=300)


def prove_inside(machine: Machine, script: str, *arguments: str, within_s: float) -> None:
    """Run one of the probes that the container test runs too."""
    python = ("/usr/bin/env", f"ASK_WITHIN_S={ASK_WITHIN_S * SLOW_FACTOR}", "/usr/bin/python3")
    told = prove(machine, script, *python, str(INSIDE / script), *arguments, within_s=within_s)
    for line in told.splitlines():
        say(line)


def prove_units(machine: Machine) -> None:
    """All that a kiosk shows has come up too."""
    state = machine.ask("/bin/systemctl", "is-system-running", "--wait", within_s=UP_WITHIN_S).output.strip()
    shown = machine.ask("/bin/systemctl", "is-active", *DISPLAY).output.split()
    if state != "running" or set(shown) != {"active"}:
        raise NotSo(f"the system is {state}; {', '.join(DISPLAY)}: {', '.join(shown)}")
    say(f"units: the system is running, with {', '.join(DISPLAY)}")


def prove_pages(pages: Pages) -> None:
    """Over the network: a ticket issued at an officer's hand, called, served."""
    issued = pages.tell("IssueByStaff", field=FIELD)["ticket"]
    called = pages.tell("CallNext", counter=1)["ticket"]
    for kind in ("Start", "Finish"):
        called = pages.tell(kind, ticket=called["ticket"], version=called["version"])["ticket"]
    if (called["code"], called["state"]) != (issued["code"], "served"):
        raise NotSo(f"{issued['code']} was issued; {called['code']} is {called['state']}")
    say(f"pages: {issued['code']} issued, called and served over HTTPS from outside")


def boot_test(bench: Bench, picture: Path | None) -> None:
    """Prove what the container test proves, on the machine's own kernel, disk and graphics card."""
    machine = Machine(bench)
    try:
        say(f"boot: a program runs {machine.start(UP_WITHIN_S):.0f} s after power on")
        prove_first_boot(machine)
        prove_grown(machine, bench.image)
        say("systemd: " + prove(machine, "times", "/bin/systemd-analyze", "time").splitlines()[0])
        make_officer(machine)
        prove_inside(machine, "boot_probe.py", "--within-s", PATIENCE_S, within_s=UP_WITHIN_S)
        pages = Pages(bench.port)
        wait_for_desk(pages, UP_WITHIN_S)
        prove_pages(pages)
        if picture is not None:
            prove_inside(machine, "face_probe.py", str(INSIDE / picture.name), within_s=600)
        (bench.build / "screens").mkdir(exist_ok=True)
        machine.picture(bench.build / "screens" / "screen.png")
        say(f"screen: {bench.build}/screens/screen.png")
    except NotSo:
        with contextlib.suppress(NotSo, OSError):
            sys.stderr.write(machine.ask("/bin/journalctl", "--no-pager", "--boot", "--lines=150").output)
        raise
    finally:
        machine.switch_off()


def cut_after(machine: Machine, seconds: float) -> subprocess.Popen[bytes]:
    """Let somebody else pull the plug, whatever this process is doing by then."""
    return subprocess.Popen(["/bin/sh", "-c", f"sleep {seconds:.2f}; kill -9 {machine.pid}"])


def issue_until_cut(pages: Pages) -> list[str]:
    """Take one place after the other; give those that the desk has confirmed."""
    confirmed = []
    with contextlib.suppress(OSError, http.client.HTTPException):
        while True:
            confirmed.append(pages.tell("IssueByStaff", field=FIELD)["ticket"]["ticket"])
    return confirmed


def prove_whole(machine: Machine, pages: Pages, confirmed: list[str]) -> None:
    """After a cut: every confirmed ticket waits, the log verifies, nothing has failed."""
    waiting = {ticket["ticket"] for ticket in pages.snapshot()["waiting"]}
    lost = [ticket for ticket in confirmed if ticket not in waiting]
    if lost:
        raise NotSo(f"{len(lost)} confirmed tickets are gone")
    verdict = prove(
        machine,
        "the log",
        "/usr/local/bin/kiosk",
        "verify-log",
        "--config",
        "/etc/kiosk/kiosk.toml",
        within_s=300,
    )
    failed = prove(machine, "units", "/bin/systemctl", "--failed", "--plain", "--no-legend").strip()
    if failed:
        raise NotSo(f"failed units: {failed}")
    say(f"whole: {len(confirmed)} confirmed tickets wait; {verdict.strip().splitlines()[-1]}")


def kill_test(bench: Bench, cuts: int, seed: int) -> None:
    """Pull the plug at random instants of a desk at work; each time the machine must come back with all it confirmed."""
    draw = random.Random(seed)  # noqa: S311  # instants, not secrets
    confirmed: list[str] = []
    for number in range(1, cuts + 2):
        # Between the cuts the desk is what matters; at the end all must come up again.
        machine = Machine(bench, () if number > cuts else DISPLAY)
        pages = Pages(bench.port)
        try:
            began_s = time.monotonic()
            machine.start(UP_WITHIN_S)
            wait_for_desk(pages, UP_WITHIN_S)
            say(f"start {number}: an officer is signed in {time.monotonic() - began_s:.0f} s after power on")
            prove_whole(machine, pages, confirmed)
            if number > cuts:
                prove_units(machine)
                break
            wait_s = draw.uniform(FIRST_CUT_S, LAST_CUT_S)
            cut_after(machine, wait_s)
            new = issue_until_cut(pages)
            confirmed += new
            say(f"cut {number}: after {wait_s:.1f} s and {len(new)} more tickets")
        finally:
            machine.switch_off()
        if number % 3 == 0:
            cut_while_it_starts(bench, draw.uniform(*BOOT_CUTS_S))
    say(f"kills: {cuts} cuts of a desk at work and {cuts // 3} of a start survived")


def cut_while_it_starts(bench: Bench, wait_s: float) -> None:
    """Pull the plug before anything answers; the start after this one must put it right."""
    machine = Machine(bench, DISPLAY)
    try:
        machine.start_without_waiting()
        machine.run_for(wait_s)
    finally:
        machine.switch_off()
    say(f"cut in the start: {wait_s:.1f} s after power on")


def main() -> int:
    """Make a card, boot it, cut its power as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="the folder that build.sh made")
    parser.add_argument("--profile", default="arm64-virt")
    parser.add_argument(
        "--picture",
        type=Path,
        help="a portrait to take a ticket with; it never touches a disk of the machine",
    )
    parser.add_argument("--kills", type=int, default=0, help="how often to cut the power at random")
    parser.add_argument("--seed", type=int, default=20260701)
    parser.add_argument(
        "--cpu", default=CPU, help="of QEMU's kinds: cortex-a76 is a Pi 5's, cortex-a72 a Pi 4's"
    )
    parser.add_argument("--cores", type=int, default=2, help="1 where this machine has much else to do")
    parser.add_argument("--port", type=int, default=18443, help="on 127.0.0.1, for the desk's pages")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.build, prefix="boot.") as scratch:
        image = args.build / f"kiosk-{args.profile}.img"
        bench = Bench(image, Path(scratch), args.port, args.cpu, args.cores)
        settings = (HERE / "boot-test.toml").read_text("utf-8") + SYSTEM
        make_card(bench.image, bench.folder / "card.img", settings)
        files = [HERE / name for name in ("guest.py", "boot_probe.py", "face_probe.py")]
        pack(bench.folder / "test.tar", files + ([args.picture] if args.picture else []))
        try:
            boot_test(bench, args.picture)
            if args.kills:
                kill_test(bench, args.kills, args.seed)
        except (NotSo, OSError, subprocess.SubprocessError) as failure:
            print(f"FAILED: {failure}", file=sys.stderr)
            return 1
        finally:
            (bench.folder / "console.log").replace(args.build / "console.log")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
