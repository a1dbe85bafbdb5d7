"""How large a part may grow before it is two."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST = 400
"""Lines; what is longer has outgrown its idea."""


def test_no_module_has_outgrown_its_idea() -> None:
    modules = [path for part in ("kiosk", "images", "tests") for path in (ROOT / part).rglob("*.py")]
    assert modules
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
