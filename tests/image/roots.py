"""A built root: what building it asks of this machine, and how programs are run with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).parents[2]

ALONE = (
    *("setpriv", "--pdeathsig", "KILL"),
    *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
)
"""Before a command: its mounts are nobody else's, and whatever ends it or this process ends all that it started."""

OVERLAY = 'mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root" && cd "$3" && shift 3 && "$@"'
"""Shell: a root that may be changed, over one that is not."""

MIRROR = re.compile(r"https?://\S+/debian/?$")
TRIES = 3
ANSWER_WITHIN_S = 20.0
SHORT_S = 240


def run(*command: str | Path, within_s: float, fails: bool = False, **environment: str) -> str:
    """Run a program apart from the machine; give its output, or a failure that shows it.

    Args:
        fails: Whether it is expected to say no.
        environment: More of it.
    """
    done = subprocess.run(
        [*ALONE, *(str(part) for part in command)],
        capture_output=True,
        text=True,
        check=False,
        timeout=within_s,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        errors="replace",
    )
    assert (done.returncode != 0) == fails, (
        f"{command[0]} ended with {done.returncode}:\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    )
    return done.stdout


def changed(
    root: Path, folder: Path, *command: str | Path, within_s: float, fails: bool = False, **environment: str
) -> str:
    """As :func:`run`, with ``folder/root`` a copy of a root that takes no room; ``folder/upper`` keeps what was written."""
    for name in ("root", "upper", "work"):
        (folder / name).mkdir(exist_ok=True)
    return run(
        *("sh", "-c", OVERLAY, "overlay", root, folder, PROJECT),
        *command,
        within_s=within_s,
        fails=fails,
        **environment,
    )


def why_not() -> str | None:
    """Say what this machine lacks to build a root and boot it; None where it can."""
    if os.geteuid() != 0:
        return "images are built by root"
    if shutil.which("apt-get") is None:
        return "images are built on Debian and its kin"
    return _cannot_mount() or _no_mirror()


def _cannot_mount() -> str | None:
    script = "mount -t tmpfs tmpfs /mnt && mkdir /mnt/a /mnt/b /mnt/c && mount -t overlay overlay -o lowerdir=/mnt/a,upperdir=/mnt/b,workdir=/mnt/c /mnt/a"
    done = subprocess.run(
        [*ALONE, "sh", "-c", script], capture_output=True, text=True, check=False, timeout=SHORT_S
    )
    return (
        None
        if done.returncode == 0
        else f"this machine lets not even root mount: {done.stderr.strip()[-200:]}"
    )


def _no_mirror() -> str | None:
    mirror = os.environ.get("KIOSK_MIRROR") or _mirror_of_apt()
    if mirror is None:
        return "apt of this machine names no mirror of Debian, and KIOSK_MIRROR none either"
    said = ""
    for _ in range(TRIES):
        try:
            with urllib.request.urlopen(  # noqa: S310 - the address is apt's own
                f"{mirror.rstrip('/')}/dists/trixie/InRelease", timeout=ANSWER_WITHIN_S
            ):
                return None
        except OSError as error:
            said = str(error)
    return f"no answer from Debian's mirror {mirror}: {said}"


def _mirror_of_apt() -> str | None:
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SHORT_S,
    )
    return next((line for line in told.stdout.splitlines() if MIRROR.match(line)), None)
