"""A certificate for this machine's pages, signed by an authority that the machine makes for itself."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.errors import BadInput
from kiosk.lib.atomic_file import write_atomically

AUTHORITY_DAYS = 3_650
SERVER_DAYS = 397
"""Browsers refuse longer ones. Source: Apple, "About upcoming limits on trusted certificates" (HT211025)."""

RENEW_DAYS = 30
"""Long enough before the end that a machine which is off for a holiday still has a good one."""

PRIVATE_MODE = 0o600

LOCAL_NAMES = ("local", "localhost")
LOCAL_NETWORKS = (
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "fc00::/7",
)
"""All that the authority can vouch for (RFC 1918, 3927, 4193, 6762): a PC that trusts it stays safe elsewhere."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Under which names and addresses (IPv4 or IPv6) a machine's pages are asked for."""

    title: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where a machine keeps its authority and its certificate."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate, PEM; what other machines are asked to trust."""
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        """The authority's private key, PEM."""
        return self.folder / "authority.key"

    @property
    def certificate(self) -> Path:
        """The pages' certificate with its authority's, PEM."""
        return self.folder / "pages.crt"

    @property
    def key(self) -> Path:
        """The pages' private key, PEM."""
        return self.folder / "pages.key"


def keep_certificate(files: CertificateFiles, identity: Identity, now: dt.datetime) -> bool:
    """Make what is missing, ends soon or names another machine; tell whether anything was made.

    Args:
        now: With its zone; where the clock is wrong, no earlier than the software's release.

    Raises:
        BadInput: The folder cannot be written, or a file in it is not what it should be.
    """
    try:
        files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = not (files.authority.exists() and files.authority_key.exists())
        if fresh:
            _make_authority(files, identity, now)
        if not fresh and _still_good(files, identity, now):
            return False
        _make_certificate(files, identity, now)
    except OSError as error:
        raise BadInput(f"{files.folder}: {error.strerror}; the pages' certificate is kept there") from error
    except (ValueError, TypeError) as error:
        raise BadInput(f"{files.folder} holds a damaged certificate or key; remove the folder") from error
    return True


def fingerprint(pem: bytes) -> str:
    """Give a certificate's SHA-256 as browsers show it, in pairs of hexadecimal digits."""
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex(":").upper()


def ends_at(pem: bytes) -> dt.datetime:
    """Tell when a certificate ends."""
    return x509.load_pem_x509_certificate(pem).not_valid_after_utc


def as_der(pem: bytes) -> bytes:
    """Give a certificate in the form that every system installs at a click."""
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def _make_authority(files: CertificateFiles, identity: Identity, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"{identity.title} (authority)")
    builder = (
        _certificate(name, name, key.public_key(), now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_limits(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    _write_key(files.authority_key, key)
    write_atomically(files.authority, builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))


def _make_certificate(files: CertificateFiles, identity: Identity, now: dt.datetime) -> None:
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    signer = load_pem_private_key(files.authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is of another kind")
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _certificate(_name(identity.title), authority.subject, key.public_key(), now, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_alternatives(identity)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
    )
    certificate = builder.sign(signer, hashes.SHA256())
    _write_key(files.key, key)
    chain = certificate.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)
    write_atomically(files.certificate, chain)


def _still_good(files: CertificateFiles, identity: Identity, now: dt.datetime) -> bool:
    if not (files.certificate.exists() and files.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    ends = certificate.not_valid_after_utc - dt.timedelta(days=RENEW_DAYS)
    return now < ends and set(_alternatives(identity)) <= set(named)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    begins = now - dt.timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=days))
    )


def _name(title: str) -> x509.Name:
    # RFC 5280 allows 64 characters in a common name.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title[:64])])


def _alternatives(identity: Identity) -> list[x509.GeneralName]:
    names = [x509.DNSName(name) for name in identity.names]
    return [*names, *(x509.IPAddress(ipaddress.ip_address(address)) for address in identity.addresses)]


def _limits() -> x509.NameConstraints:
    names = [x509.DNSName(name) for name in LOCAL_NAMES]
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in LOCAL_NETWORKS]
    return x509.NameConstraints([*names, *networks], None)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_atomically(path, pem, mode=PRIVATE_MODE)
