"""Keys stay private, signatures tell the truth."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.errors import BadInput
from kiosk.lib import signing


def test_a_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    made = signing.load_or_make_private_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert signing.public_text(signing.load_or_make_private_key(path)) == signing.public_text(made)
    assert signing.public_text(signing.load_private_key(path)) == signing.public_text(made)


def test_only_the_right_key_text_and_signature_verify(tmp_path: Path) -> None:
    key = signing.load_or_make_private_key(tmp_path / "a.key")
    other = signing.load_or_make_private_key(tmp_path / "b.key")
    public, signature = signing.public_text(key), signing.sign(key, "số 17")
    assert signing.verify(public, "số 17", signature)
    assert not signing.verify(public, "số 18", signature)
    assert not signing.verify(signing.public_text(other), "số 17", signature)
    for broken in ("", "!!", signature[:-4], "é"):
        assert not signing.verify(public, "số 17", broken)
        assert not signing.verify(broken, "số 17", signature)
        assert not signing.is_public_key(broken)
    assert signing.is_public_key(public)


def test_a_file_that_is_no_such_key_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    with pytest.raises(BadInput, match="enrol"):
        signing.load_private_key(path)
    another_kind = X25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for content in (b"", b"not a key", another_kind):
        path.write_bytes(content)
        with pytest.raises(BadInput):
            signing.load_or_make_private_key(path)
        assert path.read_bytes() == content


def test_a_key_that_cannot_be_kept_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        signing.load_or_make_private_key(tmp_path / "missing" / "device.key")
