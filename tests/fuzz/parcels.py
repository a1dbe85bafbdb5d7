"""What others pack and this machine opens: looks of a screen, releases, packs of clips; and addresses that people type."""

from __future__ import annotations

import base64
import hashlib
import io
import lzma
import math
import shutil
import tarfile
from contextlib import suppress
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.central.commands import open_storage
from kiosk.central.rest.hook_key import HookKey
from kiosk.central.rest.hooks import HookKind, Hooks
from kiosk.device import bundle
from kiosk.domain.commands import CheckIn, Consent
from kiosk.domain.events import How
from kiosk.domain.ids import FieldCode
from kiosk.domain.look import Look, look_purpose, pack_look
from kiosk.errors import KioskError
from kiosk.lib import signing
from kiosk.lib.clock import ManualClock
from kiosk.lib.sealing import seal
from kiosk.notice import notice_hash
from kiosk.sync.https import Https, Way
from kiosk.voice.pack import MANIFEST, load_clip, load_manifest
from kiosk.voice.sound import Sound, read_wav, write_wav
from tests.fuzz.settings import scratch
from tests.fuzz.target import Target
from tests.offices import EMBEDDER, EMBEDDER_SHA256, Setup, unit

FRESH = 500
"""Looks that one office takes; a gallery of more is no office's."""

RELEASE = b'{"form":1,"release":{"id":"2.0-new","role":"kiosk","platform":"trixie","architecture":"amd64"},'
PUBLISHER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")
SILENCE = write_wav(Sound(bytes(64)))


class LookTaker:
    """A desk that takes tickets by face."""

    def __init__(self) -> None:
        self._begin()

    def take(self, content: bytes) -> None:
        """Take a ticket with a look, then look once more: a good face must still be nobody's."""
        self._taken += 1
        if self._taken > FRESH:
            self._office.close()
            self._begin()
        office, command_id = self._office, self._office.fresh_id()
        sealed = seal(content, office.key.public, look_purpose(office.config.office_id, command_id))
        consent = Consent(office.config.notice.version, notice_hash(office.config))
        text = base64.b64encode(sealed).decode()
        command = CheckIn(
            command_id,
            office.issued(),
            FieldCode("ho_tich"),
            How.FACE,
            sealed_look=text,
            consent=consent,
        )
        try:
            office.desk.handle(command, office.citizen())
        finally:
            _, templates = office.gallery.people()
            assert all(math.isfinite(value) for value in templates.ravel())

    def _begin(self) -> None:
        folder = scratch() / "faces"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self._office = Setup(folder)
        self._taken = 0


@cache
def _taker() -> LookTaker:
    return LookTaker()


def read_look(content: bytes) -> None:
    """Take a look that a screen, or somebody in its place, sealed."""
    _taker().take(content)


def _tar(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def _signed(manifest: bytes, payload: bytes) -> bytes:
    text = bundle.PURPOSE + manifest.decode("utf-8", "replace")
    signature = signing.sign(PUBLISHER, text).encode()
    return _tar((bundle.MANIFEST, manifest), (bundle.SIGNATURE, signature), (bundle.PAYLOAD, payload))


def _install(content: bytes) -> None:
    path, target = scratch() / "kiosk-2.0-new.update", scratch() / "releases" / "2.0-new"
    shutil.rmtree(target.parent, ignore_errors=True)
    path.write_bytes(content)
    bundle.unpack(path, bundle.check(path, (signing.public_text(PUBLISHER),)), target)


def read_bundle(content: bytes) -> None:
    """Install a file of somebody's; and the same bytes as what a publisher signed."""
    for packed in (content, _signed(content, b"")):
        with suppress(KioskError):
            _install(packed)
    payload = lzma.compress(content, preset=0)
    digest = hashlib.sha256(payload).hexdigest().encode()
    _install(_signed(RELEASE + b'"payload_sha256":"' + digest + b'","unpacked_bytes":1}', payload))


def read_pack(content: bytes) -> None:
    """Read a pack of clips, and a recording."""
    folder = scratch() / "pack"
    folder.mkdir(exist_ok=True)
    (folder / MANIFEST).write_bytes(content)
    with suppress(KioskError):
        for clip in load_manifest(folder).phrases.values():
            with suppress(KioskError):
                load_clip(folder, clip)
    read_wav(content, "a recording")


@cache
def _hooks() -> Hooks:
    return Hooks(open_storage(f"sqlite:///{scratch() / 'hooks.db'}"), ManualClock())


def read_address(content: bytes) -> None:
    """Take an address as central's, as a proxy's and as a webhook's."""
    address = content.decode("utf-8", "replace")
    for central, way in ((address, Way()), ("https://central.example", Way(proxy=address))):
        with suppress(KioskError):
            Https(central, way).close()
    _hooks().add(address, set(HookKind), "*", HookKey(bytes(32)))


LOOK = pack_look(Look(EMBEDDER, EMBEDDER_SHA256, unit(1).astype("<f4").tobytes(), "camera", b""))
CLIPS = (
    b'{"language":"vi","made_by":"recorded","phrases":{"a":{"text":"a","file":"a.wav","sha256":"","ms":1}}}'
)
NOT_NUMBERS = Look(EMBEDDER, EMBEDDER_SHA256, b"\0\0\xc0\x7f" * 128, "camera", b"")
BAD_LOOKS = (pack_look(NOT_NUMBERS), LOOK.replace(b'"picture": ""', b'"picture": 5'), b"[" * 5_000)
BAD_PACKS = (b"\xff", SILENCE[:12] + b"skip\xff\xff\xff\x7f", CLIPS.replace(b"a.wav", b"\\u0000"))

TARGETS = (
    Target("look", read_look, (LOOK,), (b'"picture":""', b"null", b"["), BAD_LOOKS),
    Target(
        "bundle",
        read_bundle,
        (
            RELEASE + b'"payload_sha256":"","unpacked_bytes":1}',
            _tar(("bin/kiosk", b"#!/bin/sh\n"), ("release.json", b"{}")),
            _signed(RELEASE + b'"payload_sha256":"","unpacked_bytes":1}', b"")[:4_096],
        ),
        (b"../", b"ustar", b"\0" * 512, b"PaxHeader", b"GNU.sparse.map=", b"9" * 11),
        (b"\xff", _signed(RELEASE, b"")[:700]),
    ),
    Target("pack", read_pack, (CLIPS, SILENCE), (b"RIFF", b"WAVEfmt ", b"data", b'"file":"../'), BAD_PACKS),
    Target(
        "address",
        read_address,
        (b"https://central.example:8443/a", b"http://proxy.example:3128"),
        (b"http://[", b"]", b":99999", b"@", b"\xe2\x84\x80"),
    ),
)
