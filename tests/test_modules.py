"""How large a part may grow before it is two."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 400
"""Lines; what is longer has outgrown its idea."""


PARTS = ("kiosk", "images", "systemd", "tests")
KINDS = {".py", ".sh", ".qml", ".js", ".css", ".html"}


def test_no_module_has_outgrown_its_idea() -> None:
    found = [path for part in PARTS for path in (ROOT / part).rglob("*") if path.suffix in KINDS]
    modules = [ROOT / "install.sh", *found]
    assert {path.suffix for path in modules} == KINDS
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
