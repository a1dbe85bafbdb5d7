"""TLS between two machines that know each other's Ed25519 key and nothing else: no authority, no names, no dates."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from kiosk.errors import BadInput
from kiosk.lib.atomic_file import write_atomically
from kiosk.lib.signing import load_or_make_private_key

if TYPE_CHECKING:
    from pathlib import Path

FIRST_DAY = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
LAST_DAY = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
"""Without an end (RFC 5280, 4.1.2.5): a machine without a clock battery may think it is 1970."""


def server_context(key_file: Path, certificate_file: Path, title: str) -> ssl.SSLContext:
    """Make what a server needs to prove that it holds a device's key.

    Args:
        key_file: The private key, PEM; made where there is none.
        certificate_file: Where to write the certificate that goes with it.
        title: Shown by tools only.

    Raises:
        BadInput: The key can be neither read nor made, or the certificate cannot be written.
    """
    key = load_or_make_private_key(key_file)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(FIRST_DAY)
        .not_valid_after(LAST_DAY)
        .sign(key, None)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        write_atomically(certificate_file, certificate.public_bytes(Encoding.PEM))
        context.load_cert_chain(certificate_file, key_file)
    except OSError as error:
        raise BadInput(f"{certificate_file}: {error.strerror}; the certificate is kept there") from error
    return context


def asking_context() -> ssl.SSLContext:
    """Make what is needed to ask a server for its certificate; nothing may be told to it by this."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def pinned_context(certificate: bytes, public_key: bytes) -> ssl.SSLContext:
    """Make what a client needs to talk to the holder of ``public_key`` and to nobody else.

    Args:
        certificate: As the server gave it, DER.
        public_key: Ed25519, 32 bytes.

    Raises:
        BadInput: The certificate is another key's, or not signed by its own.
    """
    try:
        given = x509.load_der_x509_certificate(certificate)
        key = given.public_key()
        if (
            not isinstance(key, Ed25519PublicKey)
            or key.public_bytes(Encoding.Raw, PublicFormat.Raw) != public_key
        ):
            raise BadInput("another machine answers in the place of the desk; see [relay] desk and desk_key")
        given.verify_directly_issued_by(given)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise BadInput("the certificate of the machine at [relay] desk does not hold") from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # The key is the name: what counts is who holds it, not at which address.
    context.check_hostname = False
    context.load_verify_locations(cadata=given.public_bytes(Encoding.PEM).decode())
    return context
