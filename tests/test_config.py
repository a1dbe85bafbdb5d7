"""What the configuration promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk.config import embedded_tables, load_config
from kiosk.config_published import apply_published
from kiosk.device.setup_file import read_setup
from kiosk.errors import ConfigInvalid
from kiosk.notice import full_notice, notice_hash, notice_text

if TYPE_CHECKING:
    from pathlib import Path


def test_the_embedded_configuration_serves_an_office() -> None:
    config = load_config(None)
    assert len(config.catalogue.fields) == 8
    served = {code for counter in config.catalogue.counters for code in counter.fields}
    assert served == {field.code for field in config.catalogue.fields}


def test_a_file_replaces_the_tables_it_names(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[office]\nid = "yen-hoa"\nname = "Một cửa xã Yên Hòa"\n', encoding="utf-8")
    config = load_config(path)
    assert config.office_id == "yen-hoa"
    assert len(config.catalogue.fields) == 8


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[desk]\nprot = 8080\n", "prot"),
        ("[desk]\nport = 80800\n", "port"),
        ("[face]\naccept = 2.0\n", "accept"),
        ("nonsense", "not TOML"),
        ('[[counter]]\nnumber = 1\nfields = ["no_such"]\n', "no_such"),
        ("[[counter]]\nnumber = 1\nfields = []\n[[counter]]\nnumber = 1\nfields = []\n", "used twice: 1"),
        ("[office]\nid = 'Có dấu'\n", "office.id"),
        ("[sync]\ncitizen_url = 'https://xephang.example'\n", "citizen_url needs"),
        ("[sync]\ncentral = 'https://a.example'\ncitizen_url = 'xephang.example/'\n", "citizen_url"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_place(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=named) as refusal:
        load_config(path)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize(
    "value", ["[" * 5_000, "{a=" * 5_000, "9" * 5_000], ids=["lists", "tables", "number"]
)
def test_what_no_machine_can_hold_is_refused_wherever_settings_come_from(tmp_path: Path, value: str) -> None:
    text = f"effective_from = {value}"
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid):
        load_config(path)
    with pytest.raises(ConfigInvalid):
        apply_published(load_config(None), text, "central's version 1")
    with pytest.raises(ConfigInvalid):
        read_setup(text.encode(), "kiosk.toml", embedded_tables())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="--config"):
        load_config(tmp_path / "none.toml")


def test_the_notice_names_who_is_responsible_and_changes_its_hash_with_them(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[office]\nresponsible = "UBND xã Yên Hòa"\n', encoding="utf-8")
    ours, other = load_config(None), load_config(path)
    assert "UBND xã Yên Hòa" in full_notice(other, "vi")[-1][1]
    assert notice_hash(ours) != notice_hash(other)


def test_the_notice_tells_of_the_small_picture_only_where_it_is_switched_on() -> None:
    plain = load_config(None)
    shown = msgspec.structs.replace(plain, face=msgspec.structs.replace(plain.face, officer_picture=True))
    for language, word in (("vi", "ảnh nhỏ"), ("en", "small picture")):
        assert word not in notice_text(plain, language)
        assert word in notice_text(shown, language)
    assert notice_hash(plain) != notice_hash(shown)


@pytest.mark.parametrize(
    ("keypad", "says"),
    [("counter = 99", "no such [[counter]]"), ('device = "/dev/input/event0"', "no counter")],
)
def test_a_keypad_works_for_a_counter_that_there_is(tmp_path: Path, keypad: str, says: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(f"[keypad]\n{keypad}\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid) as refused:
        load_config(path)
    assert says in str(refused.value)
