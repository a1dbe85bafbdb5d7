"""A pack of clips: a folder of WAV files and the manifest that names them."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import msgspec

from kiosk.errors import BadInput, DiskFull
from kiosk.lib.atomic_file import write_atomically
from kiosk.lib.device_folder import device_folder
from kiosk.lib.json_text import read_json
from kiosk.voice.sound import RATE_HZ, Sound, faults, read_wav, write_wav

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"
FORM = 1
"""Version of the manifest."""


class Clip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One phrase: what it says, and the file's name, SHA-256 (hex) and length."""

    text: str
    file: str
    sha256: str
    ms: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack holds, by the ids of its phrases.

    Attributes:
        made_by: ``espeak-ng 1.51`` or ``recorded``.
    """

    language: str
    made_by: str
    phrases: dict[str, Clip]
    rate_hz: int = RATE_HZ
    form: int = FORM


def packs_folder() -> Path:
    """Tell where packs lie, one folder for each language: ``$KIOSK_VOICE_DIR``, the device's folder, or the user's cache."""
    return device_folder("voice", "KIOSK_VOICE_DIR")


def load_manifest(folder: Path) -> Manifest:
    """Read what a pack holds.

    Raises:
        BadInput: There is no pack, or its manifest cannot be read.
    """
    try:
        manifest = read_json((folder / MANIFEST).read_bytes(), Manifest, "a pack's manifest")
    except OSError as error:
        raise BadInput(f"{folder}: no pack of clips ({error.strerror}); run `kiosk voice make`") from error
    except BadInput as error:
        raise BadInput(f"{folder / MANIFEST}: {error}; make the pack again") from error
    if (manifest.form, manifest.rate_hz) != (FORM, RATE_HZ):
        raise BadInput(f"{folder}: form {manifest.form}, {manifest.rate_hz} Hz; make the pack again")
    return manifest


def load_clip(folder: Path, clip: Clip) -> Sound:
    """Read one clip after checking its hash.

    Raises:
        BadInput: It is missing or not the file that the manifest names.
    """
    path = folder / clip.file
    if path.parent != folder or "\0" in clip.file:
        raise BadInput(f"{clip.file}: a clip lies in its pack's folder; make the pack again")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; make or record it again") from error
    if hashlib.sha256(content).hexdigest() != clip.sha256:
        raise BadInput(f"{path}: not the clip that the manifest names; make or record it again")
    return read_wav(content, str(path))


def save_clip(folder: Path, phrase: str, text: str, sound: Sound) -> Clip:
    """Write one clip, unless it lies there already, and say what it is; the manifest is the caller's to write.

    Raises:
        DiskFull: It cannot be written.
    """
    content = write_wav(sound)
    digest = hashlib.sha256(content).hexdigest()
    # Words such as "tư" and "tử" differ in marks only, which not every file system keeps apart.
    name = f"{re.sub(r'[^a-z0-9]+', '_', phrase.lower())}-{digest[:8]}.wav"
    _write(folder / name, content)
    return Clip(text, name, digest, sound.length_ms)


def save_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what a pack holds, then remove the clips that only its manifest before named.

    Raises:
        DiskFull: It cannot be written.
    """
    before = _files_of(folder)
    _write(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    for name in before - {clip.file for clip in manifest.phrases.values()}:
        (folder / name).unlink(missing_ok=True)


def problems(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Name everything that keeps a pack from saying all of ``wanted``, phrase ids to texts; empty when nothing does.

    Raises:
        BadInput: There is no pack, or its manifest cannot be read.
    """
    manifest = load_manifest(folder)
    found = [f"{phrase}: missing" for phrase in wanted if phrase not in manifest.phrases]
    for phrase, clip in manifest.phrases.items():
        try:
            found += [f"{phrase}: {fault}" for fault in faults(load_clip(folder, clip))]
        except BadInput as error:
            found.append(f"{phrase}: {error}")
    return found


def _files_of(folder: Path) -> set[str]:
    """Name the files of the pack in a folder; none where there is no readable one."""
    try:
        clips = load_manifest(folder).phrases.values()
    except BadInput:
        return set()
    return {clip.file for clip in clips if (folder / clip.file).parent == folder}


def _write(path: Path, content: bytes) -> None:
    """Put a file into a pack; the same content is not written again, as each write waits for the disk."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise DiskFull(f"{path}: {error.strerror}; name another folder or free some space") from error
