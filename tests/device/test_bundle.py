"""A bundle is taken only whole, only from a trusted publisher, and never reaches outside its folder."""

from __future__ import annotations

import io
import lzma
import shutil
import tarfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.device import bundle
from kiosk.device.bundle import build, check, read_trusted, unpack
from kiosk.errors import BadInput, DiskFull, UpdateRefused
from kiosk.lib.signing import public_text
from tests.device.machines import Machine

XZ = b"\xfd7zXZ"
"""How every xz stream begins."""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.set_up()
    return made


def packed(machine: Machine, id_: str = "2.0-new") -> Path:
    """A bundle of a release that lies nowhere yet."""
    folder = machine.add(id_, form=1)
    (folder / "site-packages").mkdir()
    (folder / "site-packages" / "data.bin").write_bytes(bytes(range(256)) * 400)
    file = build(folder, machine.key, machine.folder / "out")
    shutil.rmtree(folder)
    return file


def test_a_bundle_gives_back_the_release_that_went_in(machine: Machine) -> None:
    file = packed(machine)
    manifest = check(file, machine.trusted)
    target = machine.releases.path_of(manifest.release.id)
    unpack(file, manifest, target)

    assert machine.releases.describe("2.0-new") == manifest.release
    assert (target / "site-packages" / "data.bin").read_bytes() == bytes(range(256)) * 400
    assert (target / "bin" / "kiosk").stat().st_mode & 0o777 == 0o755
    assert (target / "release.json").stat().st_mode & 0o777 == 0o644


def test_the_same_release_is_packed_into_the_same_bytes(machine: Machine) -> None:
    folder = machine.add("2.0-new", form=1)
    first = build(folder, machine.key, machine.folder / "a").read_bytes()
    (folder / "bin" / "kiosk").touch()
    assert build(folder, machine.key, machine.folder / "b").read_bytes() == first


def test_a_bundle_of_another_publisher_is_refused(machine: Machine) -> None:
    file = packed(machine)
    stranger = public_text(Ed25519PrivateKey.generate())
    with pytest.raises(UpdateRefused, match="not signed by a publisher"):
        check(file, (stranger,))
    assert check(file, (stranger, *machine.trusted)).release.id == "2.0-new"


@pytest.mark.parametrize("where", ["manifest", "payload", "cut", "empty", "nothing"])
def test_a_changed_or_broken_bundle_is_refused(where: str, machine: Machine) -> None:
    file = packed(machine)
    content = bytearray(file.read_bytes())
    match where:
        case "manifest":
            content[content.index(b'"trixie"') + 1] ^= 1
        case "payload":
            content[content.index(XZ) + 40] ^= 1
        case "cut":
            del content[content.index(XZ) + 40 :]
        case "empty":
            content = bytearray()
        case _:
            content = bytearray(b"no tar at all" * 100)
    file.write_bytes(content)
    with pytest.raises(UpdateRefused):
        check(file, machine.trusted)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "link", "fifo"])
def test_what_reaches_outside_the_release_is_refused_although_signed(name: str, machine: Machine) -> None:
    file = packed(machine)
    manifest = check(file, machine.trusted)
    inner = io.BytesIO()
    with lzma.open(inner, "wb") as plain, tarfile.open(fileobj=plain, mode="w|") as tar:
        info = tarfile.TarInfo(name)
        if name == "link":
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        elif name == "fifo":
            info.type = tarfile.FIFOTYPE
        tar.addfile(info, io.BytesIO())
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo("payload.tar.xz")
        info.size = inner.tell()
        inner.seek(0)
        tar.addfile(info, inner)
    target = machine.releases.path_of("2.0-new")
    with pytest.raises(UpdateRefused):
        unpack(file, manifest, target)
    assert not target.exists()
    assert not (machine.releases.folder / "outside").exists()


def test_a_bundle_that_is_changed_after_its_check_is_not_unpacked(machine: Machine) -> None:
    file = packed(machine)
    manifest = check(file, machine.trusted)
    stranger = Machine(machine.folder / "stranger")
    file.write_bytes(packed(stranger).read_bytes())

    with pytest.raises(UpdateRefused, match="changed while it was staged"):
        unpack(file, manifest, machine.releases.path_of("2.0-new"))
    assert [path.name for path in machine.releases.folder.iterdir()] == ["1.0-old"]


def test_a_bundle_for_which_there_is_no_room_leaves_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(machine)
    monkeypatch.setattr(bundle, "SPARE_BYTES", 2**60)
    with pytest.raises(DiskFull, match="MiB are needed"):
        unpack(file, check(file, machine.trusted), machine.releases.path_of("2.0-new"))
    assert machine.releases.installed() == ["1.0-old"]


def test_trusted_keys_are_read_with_names_and_remarks(tmp_path: Path) -> None:
    key = public_text(Ed25519PrivateKey.generate())
    file = tmp_path / "keys"
    file.write_text(f"# publishers\n\n{key} province\n", "utf-8")
    assert read_trusted(file) == (key,)
    for content in ("# nobody\n", "no-key name\n"):
        file.write_text(content, "utf-8")
        with pytest.raises(BadInput):
            read_trusted(file)
    with pytest.raises(BadInput):
        read_trusted(tmp_path / "none")
