"""Release bundles: one signed file that holds a whole release.

::

    kiosk-ID.update  a tar of
        manifest.json   what the release is, and the payload's hash
        manifest.sig    Ed25519 over the manifest, Base64
        payload.tar.xz  the release's folder: plain files and folders only
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import shutil
import tarfile
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Literal

import msgspec

from kiosk.device.releases import ID, UNFINISHED, Release
from kiosk.errors import BadInput, DiskFull, UpdateRefused
from kiosk.lib.atomic_file import sync_folder
from kiosk.lib.json_text import read_json
from kiosk.lib.signing import is_public_key, sign, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUFFIX = ".update"
MANIFEST, SIGNATURE, PAYLOAD = "manifest.json", "manifest.sig", "payload.tar.xz"
PURPOSE = "kiosk release bundle\n"
"""Stands before what is signed, so that a signature made for another purpose never fits."""

CHUNK = 2**20
SMALL_BYTES = 64 * 1024
"""A manifest or signature is far below; more is no bundle of ours."""

PRESET = 3
"""xz level: 600 MB in about a minute; higher ones save little on wheels, which are compressed once already."""

SPARE_BYTES = 200 * 2**20
"""What must stay free beside a staged release, for the log and a copy of the database."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle holds."""

    form: Literal[1]
    release: Release
    payload_sha256: str
    unpacked_bytes: int


def read_trusted(path: Path) -> tuple[str, ...]:
    """Read the public keys whose bundles may be installed: one a line, a name behind it; # begins a remark.

    Raises:
        BadInput: There is no such file, or a line is no key.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise BadInput(
            f"{path}: {error.strerror}; put the publisher's public key there, one a line"
        ) from error
    keys = tuple(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))
    for key in keys:
        if not is_public_key(key):
            raise BadInput(f"{path}: {key[:16]}… is no Ed25519 public key; correct or remove the line")
    if not keys:
        raise BadInput(f"{path}: names no key; put the publisher's public key there, one a line")
    return keys


def build(folder: Path, key: Ed25519PrivateKey, out: Path, preset: int = PRESET) -> Path:
    """Pack the folder of an installed release and sign it; give the file.

    Raises:
        BadInput: The folder holds no release, or something that is neither file nor folder.
    """
    try:
        release = msgspec.json.decode((folder / "release.json").read_bytes(), type=Release)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{folder}: no release.json that can be read; name a folder of /opt/kiosk/releases"
        ) from error
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"kiosk-{release.id}{SUFFIX}"
    with tempfile.TemporaryFile(dir=out) as payload:
        size = _pack(folder, payload, preset)
        payload.seek(0)
        manifest = msgspec.json.format(
            msgspec.json.encode(Manifest(1, release, _sha256(payload), size)), indent=1
        )
        signature = sign(key, PURPOSE + manifest.decode()).encode()
        payload.seek(0)
        with tarfile.open(path, "w") as tar:
            for name, content in ((MANIFEST, manifest), (SIGNATURE, signature)):
                tar.addfile(_plain(name, len(content)), io.BytesIO(content))
            tar.addfile(_plain(PAYLOAD, os.fstat(payload.fileno()).st_size), payload)
    return path


def check(path: Path, trusted: tuple[str, ...]) -> Manifest:
    """Hold a bundle against the trusted keys and its own hash; unpacks nothing.

    Raises:
        UpdateRefused: It is no bundle, is signed by nobody who is trusted, or was changed.
    """
    with _opened(path) as tar:
        manifest = _signed_manifest(path, tar, trusted)
        try:
            found = _sha256(_member(path, tar, PAYLOAD))
        except tarfile.TarError as error:
            raise UpdateRefused(f"{path.name}: {error}; copy the file again") from error
        if found != manifest.payload_sha256:
            raise UpdateRefused(f"{path.name}: the payload is not what was signed; copy the file again")
    return manifest


def unpack(path: Path, manifest: Manifest, target: Path) -> None:
    """Unpack a checked bundle; the folder has its name only when all of it is on the disk.

    The payload is held against its hash once more while it is read: the file may lie in a folder of the desk's.

    Raises:
        UpdateRefused: Something in it is neither a file nor a folder below it, or it was changed since the check.
        DiskFull: There is no room; nothing of it is left.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(target.parent).free < manifest.unpacked_bytes + SPARE_BYTES:
        raise DiskFull(f"{target.parent}: {manifest.unpacked_bytes // 2**20} MiB are needed; free some space")
    part = target.with_name(target.name + UNFINISHED)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        _fill(path, manifest, part)
        # One call for thousands of files: the name below must never stand before its content.
        os.sync()
        part.rename(target)
    except OSError as error:
        raise DiskFull(f"{part}: {error.strerror}; nothing was staged") from error
    except lzma.LZMAError as error:
        raise UpdateRefused(f"{path.name}: {error}; build the bundle again") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync_folder(target.parent)


def _pack(folder: Path, payload: IO[bytes], preset: int) -> int:
    size = 0
    with lzma.open(payload, "wb", preset=preset) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for path in sorted(folder.rglob("*")):
            info = tarfile.TarInfo(path.relative_to(folder).as_posix())
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise BadInput(f"{path}: neither a file nor a folder; a release holds nothing else")
            if path.is_dir():
                info.type, info.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(info)
                continue
            info.size = path.stat().st_size
            info.mode = 0o755 if path.stat().st_mode & 0o100 else 0o644
            size += info.size
            with path.open("rb") as file:
                tar.addfile(info, file)
    return size


def _fill(path: Path, manifest: Manifest, part: Path) -> None:
    with _opened(path) as tar:
        payload = _Hashed(_member(path, tar, PAYLOAD))
        with io.BufferedReader(payload, CHUNK) as packed:
            with lzma.open(packed) as plain:
                _unpack(path, plain, part)
            # What stands behind the end of xz's stream was signed as well.
            for _ in _chunks(packed):
                pass
    if payload.digest.hexdigest() != manifest.payload_sha256:
        raise UpdateRefused(f"{path.name}: was changed while it was staged; copy the file again")


class _Hashed(io.RawIOBase):
    """A file whose hash grows as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        chunk = self._file.read(len(memoryview(buffer)))
        memoryview(buffer)[: len(chunk)] = chunk
        self.digest.update(chunk)
        return len(chunk)


def _unpack(path: Path, plain: IO[bytes], part: Path) -> None:
    try:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                _place(path, tar, member, part)
    except tarfile.TarError as error:
        raise UpdateRefused(f"{path.name}: {error}; build the bundle again") from error


def _place(path: Path, tar: tarfile.TarFile, member: tarfile.TarInfo, part: Path) -> None:
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts:
        raise UpdateRefused(f"{path.name}: {member.name} lies outside the release")
    target = part / name
    if member.isdir():
        target.mkdir(exist_ok=True)
        return
    file = tar.extractfile(member) if member.isreg() else None
    if file is None:
        raise UpdateRefused(f"{path.name}: {member.name} is neither a file nor a folder")
    with target.open("xb") as out:
        shutil.copyfileobj(file, out, CHUNK)
    target.chmod(0o755 if member.mode & 0o100 else 0o644)


def _signed_manifest(path: Path, tar: tarfile.TarFile, trusted: tuple[str, ...]) -> Manifest:
    text = _small(path, tar, MANIFEST)
    signature = _small(path, tar, SIGNATURE).decode("ascii", "replace").strip()
    signed = PURPOSE + text.decode("utf-8", "replace")
    if not any(verify(key, signed, signature) for key in trusted):
        raise UpdateRefused(f"{path.name}: not signed by a publisher that this device trusts")
    try:
        manifest = read_json(text, Manifest, "a manifest")
    except BadInput as error:
        raise UpdateRefused(f"{path.name}: {error}; it needs a later version of this software") from error
    if not ID.fullmatch(manifest.release.id) or manifest.release.id.endswith(UNFINISHED):
        raise UpdateRefused(f"{path.name}: {manifest.release.id!r} is no release's id")
    return manifest


def _small(path: Path, tar: tarfile.TarFile, name: str) -> bytes:
    try:
        return _member(path, tar, name).read(SMALL_BYTES)
    except tarfile.TarError as error:
        raise UpdateRefused(f"{path.name}: {error}; copy the file again") from error


def _member(path: Path, tar: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        file = tar.extractfile(name)
    except (KeyError, tarfile.TarError) as error:
        raise UpdateRefused(
            f"{path.name}: holds no {name}; it is no release bundle, or was cut off"
        ) from error
    if file is None:
        raise UpdateRefused(f"{path.name}: {name} is no file")
    return file


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    with ExitStack() as stack:
        try:
            tar = stack.enter_context(tarfile.open(path, "r:"))
        except OSError as error:
            raise UpdateRefused(f"{path}: {error.strerror}; name a readable file") from error
        except tarfile.TarError as error:
            raise UpdateRefused(f"{path.name}: no release bundle: {error}") from error
        yield tar


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _plain(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o644
    return info
