"""Doctor tells how PCs reach the pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from kiosk.config import load_config
from kiosk.desk.days import RELEASED_AT
from kiosk.doctor.check import Context, Level
from kiosk.doctor.pages import PagesCheck
from kiosk.lib.certificates import (
    RENEW_DAYS,
    SERVER_DAYS,
    CertificateFiles,
    Identity,
    fingerprint,
    keep_certificate,
)
from kiosk.lib.units import WallMs
from kiosk.run.paths import DeskPaths

DAY_MS = 86_400_000
MADE_AT = dt.datetime.fromtimestamp(RELEASED_AT // 1000, dt.UTC)


def context_of(folder: Path, *, tls: bool = True, days: int = 0) -> Context:
    config = load_config(None)
    config = msgspec.structs.replace(config, pages=msgspec.structs.replace(config.pages, tls=tls))
    return Context(config, DeskPaths(folder, folder), WallMs(RELEASED_AT + days * DAY_MS))


def test_pages_without_encryption_are_a_warning(tmp_path: Path) -> None:
    found = PagesCheck().run(context_of(tmp_path, tls=False))
    assert found.level is Level.WARNING
    assert "not encrypted" in found.what


def test_a_certificate_is_told_with_its_authority_until_it_ends(tmp_path: Path) -> None:
    assert "no certificate yet" in PagesCheck().run(context_of(tmp_path)).what
    files = CertificateFiles(DeskPaths(tmp_path, tmp_path).tls)
    keep_certificate(files, Identity("Kiosk", ("localhost",), ()), MADE_AT)
    good = PagesCheck().run(context_of(tmp_path))
    assert good.level is Level.OK
    assert fingerprint(files.authority.read_bytes()) in good.what
    assert PagesCheck().run(context_of(tmp_path, days=SERVER_DAYS)).level is Level.FAULT


def test_an_office_s_own_certificate_is_judged_by_its_end_and_by_being_there(tmp_path: Path) -> None:
    files = CertificateFiles(tmp_path / "given")
    keep_certificate(files, Identity("Kiosk", ("localhost",), ()), MADE_AT)

    def found(days: int) -> Level:
        context = context_of(tmp_path, days=days)
        pages = msgspec.structs.replace(context.config.pages, certificate=str(files.certificate))
        config = msgspec.structs.replace(context.config, pages=pages)
        return PagesCheck().run(Context(config, context.paths, context.now)).level

    assert found(0) is Level.OK
    assert found(SERVER_DAYS - RENEW_DAYS + 1) is Level.WARNING
    assert found(SERVER_DAYS) is Level.FAULT
    files.certificate.write_text("no certificate", "utf-8")
    assert found(0) is Level.FAULT
    files.certificate.unlink()
    assert found(0) is Level.FAULT
