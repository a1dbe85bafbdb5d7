"""The clips that an installation finds: an older release's are made whole, an office's own recording is left alone."""

from __future__ import annotations

import json
from pathlib import Path

from tests.image.roots import PROJECT, changed

INSTALLED_WITHIN_S = 600


def without_a_sentence(pack: Path, **values: str) -> str:
    """Word a pack's list as an older release's, which did not say ``fields_title`` yet."""
    manifest = json.loads((pack / "manifest.json").read_text("utf-8"))
    del manifest["phrases"]["say:fields_title"]
    return json.dumps({**manifest, **values})


def test_clips_of_an_older_release_are_made_whole_and_an_office_s_own_stay(
    root: Path, tmp_path: Path
) -> None:
    packs: dict[str, dict[str, str]] = {"vi": {}, "en": {"made_by": "recorded"}}
    for language, values in packs.items():
        folder = tmp_path / "upper/opt/kiosk/voice" / language
        folder.mkdir(parents=True)
        text = without_a_sentence(root / "opt/kiosk/voice" / language, **values)
        (folder / "manifest.json").write_text(text, "utf-8")
    changed(
        root,
        tmp_path,
        *(PROJECT / "install.sh", "device", "--root", tmp_path / "root"),
        within_s=INSTALLED_WITHIN_S,
    )
    said = {
        language: json.loads(
            (tmp_path / f"upper/opt/kiosk/voice/{language}/manifest.json").read_text("utf-8")
        )
        for language in packs
    }
    assert "say:fields_title" in said["vi"]["phrases"]
    assert "say:fields_title" not in said["en"]["phrases"]
