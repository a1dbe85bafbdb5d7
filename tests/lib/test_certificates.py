"""The authority that a machine makes for itself, and what it can vouch for."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from pathlib import Path

import pytest

from kiosk.errors import BadInput
from kiosk.lib.certificates import (
    RENEW_DAYS,
    SERVER_DAYS,
    CertificateFiles,
    Identity,
    as_der,
    fingerprint,
    keep_certificate,
)

NOW = dt.datetime.now(dt.UTC)
HERE = Identity("Kiosk mot-cua-demo", ("localhost", "motcua-demo.local"), ("127.0.0.1",))


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    made = CertificateFiles(tmp_path / "tls")
    assert keep_certificate(made, HERE, NOW)
    return made


def shake_hands(
    files: CertificateFiles, name: str, certificate: Path | None = None, server: ssl.SSLContext | None = None
) -> bytes:
    """Let a client that trusts the authority alone connect under a name; give what it was shown, DER."""
    ours, theirs = socket.socketpair()
    if server is None:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate or files.certificate, files.key)
    client = ssl.create_default_context(cafile=str(files.authority))

    def answer() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as line:
            assert line.version() in {"TLSv1.2", "TLSv1.3"}
            shown = line.getpeercert(binary_form=True)
            assert shown is not None
            return shown
    finally:
        ours.close()
        answering.join(10)


@pytest.mark.parametrize("name", ["localhost", "motcua-demo.local", "127.0.0.1"])
def test_a_pc_that_trusts_the_authority_trusts_the_pages(files: CertificateFiles, name: str) -> None:
    shake_hands(files, name)


def test_another_name_is_not_trusted(files: CertificateFiles) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, "other.local")


def test_the_authority_cannot_vouch_for_a_site_of_the_internet(files: CertificateFiles) -> None:
    stolen = Identity("bank", ("bank.example", "localhost"), ())
    keep_certificate(files, stolen, NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(files, "bank.example")


def test_keys_are_for_their_owner_alone(files: CertificateFiles) -> None:
    for path in (files.key, files.authority_key):
        assert path.stat().st_mode & 0o777 == 0o600
    assert files.folder.stat().st_mode & 0o777 == 0o700


def test_a_good_certificate_stays_and_one_that_ends_soon_is_renewed(files: CertificateFiles) -> None:
    authority, before = files.authority.read_bytes(), files.certificate.read_bytes()
    assert not keep_certificate(files, HERE, NOW)
    assert files.certificate.read_bytes() == before
    assert keep_certificate(files, HERE, NOW + dt.timedelta(days=SERVER_DAYS - RENEW_DAYS))
    assert files.certificate.read_bytes() != before
    assert files.authority.read_bytes() == authority, "PCs would have to trust a new one"


def test_a_new_address_of_the_machine_gets_into_the_certificate(files: CertificateFiles) -> None:
    moved = Identity(HERE.title, HERE.names, ("127.0.0.1", "192.168.1.20"))
    assert keep_certificate(files, moved, NOW)
    shake_hands(files, "192.168.1.20")


def test_a_damaged_certificate_is_named(files: CertificateFiles) -> None:
    files.certificate.write_text("nothing")
    with pytest.raises(BadInput, match="damaged"):
        keep_certificate(files, HERE, NOW)


def test_the_download_is_the_authority_whose_fingerprint_is_shown(files: CertificateFiles) -> None:
    import hashlib

    der = as_der(files.authority.read_bytes())
    shown = fingerprint(files.authority.read_bytes())
    assert hashlib.sha256(der).hexdigest().upper() == shown.replace(":", "")
