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
from dataclasses import dataclass
from pathlib import Path

from boot_probe import ASK_WITHIN_S, NotSo
from machine import INSIDE, Machine, make_card, pack
from visitor import SLOW_FACTOR, Pages

UP_WITHIN_S = 600.0
"""An emulated Pi needs one to two minutes on an idle PC with two cores."""

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
"""After power on, for every third cut: the initramfs, the file systems and the desk's start lie within."""


def say(text: str) -> None:
    """Print a line at once, with the seconds since the test began."""
    print(f"[{time.monotonic() - BEGAN_S:4.0f} s] {text}", flush=True)


BEGAN_S = time.monotonic()


@dataclass(frozen=True, slots=True)
class Bench:
    """What a test stands on: build.sh's folder, one of its own, the desk's port on this machine."""

    build: Path
    folder: Path
    port: int

    def machine(self) -> Machine:
        """Make a machine that is still off."""
        return Machine(self.folder, self.build, self.port)


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
    prove(machine, "all has started", "/bin/systemctl", "is-system-running", "--wait", within_s=UP_WITHIN_S)
    name = prove(machine, "the host's name", "/bin/cat", "/proc/sys/kernel/hostname").strip()
    if name != "kiosk-thu":
        raise NotSo(f"kiosk.toml is not in force: the host is called {name}")
    left = prove(machine, "the card", "/bin/ls", "/boot/firmware")
    if "kiosk.toml\n" in left or "kiosk-errors" in left:
        raise NotSo(f"left on the card: {left}")
    say("first boot: kiosk.toml is in force and gone from the card")
    sizes = prove(machine, "df", "/bin/df", "-h", "--output=target,size,used", "/media/root-ro", "/data")
    say("partitions: " + "; ".join(" ".join(line.split()) for line in sizes.splitlines()[1:]))


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
    machine = bench.machine()
    try:
        say(f"boot: a program runs {machine.start(UP_WITHIN_S):.0f} s after power on")
        prove_first_boot(machine)
        say("systemd: " + prove(machine, "times", "/bin/systemd-analyze", "time").splitlines()[0])
        make_officer(machine)
        prove_inside(machine, "boot_probe.py", "--within-s", "300", within_s=1200)
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
    """Pull the plug at random instants; each time the machine must come back with all it confirmed."""
    draw = random.Random(seed)  # noqa: S311  # instants, not secrets
    confirmed: list[str] = []
    for number in range(1, cuts + 2):
        machine = bench.machine()
        pages = Pages(bench.port)
        try:
            began_s = time.monotonic()
            if number <= cuts and number % 3 == 0:
                wait_s = draw.uniform(*BOOT_CUTS_S)
                machine.start_without_waiting()
                machine.run_for(wait_s)
                say(f"cut {number}: {wait_s:.1f} s after power on")
                continue
            machine.start(UP_WITHIN_S)
            wait_for_desk(pages, UP_WITHIN_S)
            say(f"start {number}: an officer is signed in {time.monotonic() - began_s:.0f} s after power on")
            prove_whole(machine, pages, confirmed)
            if number > cuts:
                break
            wait_s = draw.uniform(FIRST_CUT_S, LAST_CUT_S)
            cut_after(machine, wait_s)
            new = issue_until_cut(pages)
            confirmed += new
            say(f"cut {number}: after {wait_s:.1f} s and {len(new)} more tickets")
        finally:
            machine.switch_off()
    say(f"kills: {cuts} cuts survived")


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
    parser.add_argument("--port", type=int, default=18443, help="on 127.0.0.1, for the desk's pages")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.build, prefix="boot.") as scratch:
        bench = Bench(args.build, Path(scratch), args.port)
        settings = (HERE / "boot-test.toml").read_text("utf-8") + SYSTEM
        make_card(args.build / f"kiosk-{args.profile}.img", bench.folder / "card.img", settings)
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
