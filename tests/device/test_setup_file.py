"""A file of settings is taken as a whole or not at all, and a wrong one says what is wrong, without its secrets."""

from __future__ import annotations

import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import embedded_tables, parse_config
from kiosk.device.setup_file import Setup, read_setup
from kiosk.domain.shown_code import SETTINGS_MARK
from kiosk.errors import ConfigInvalid
from kiosk.lib.toml_text import to_toml
from tests.device.settings import GOOD

EMBEDDED = embedded_tables()


def read(text: str) -> Setup:
    return read_setup(text.encode(), "kiosk.toml", EMBEDDED)


def test_a_good_file_is_taken_apart() -> None:
    setup = read(GOOD)
    assert setup.system.host_name == "kiosk-ba-dinh"
    assert setup.wifi is not None
    assert setup.wifi.network == "Một cửa"
    assert setup.enrolment_code == "CODE-1234"
    config = parse_config({**EMBEDDED, **tomllib.loads(setup.office)}, "test")
    assert config.office.id == "ba-dinh"
    assert config.desk.host == "0.0.0.0"  # noqa: S104  # what counter PCs need
    for secret in ("CODE-1234", "mat khau bi mat", "ssh-ed25519"):
        assert secret not in setup.office


def test_an_empty_file_gives_a_working_device() -> None:
    setup = read("")
    assert setup.system.host_name == "kiosk"
    assert setup.wifi is None


@pytest.mark.parametrize("written", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, SETTINGS_MARK + GOOD])
def test_what_windows_and_qr_codes_make_of_it_is_the_same(written: str) -> None:
    assert read(written) == read(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('host_name = "kiosk-ba-dinh"', 'host_name = "Kiosk 1"', "host_name"),
        ('time_zone = "Asia/Ho_Chi_Minh"', 'time_zone = "Asia/Hanoi"', "time_zone"),
        ('ssh_key = "ssh-ed25519 ', 'ssh_key = "ssh-ed25519 \\nkey ', "ssh_key"),
        ('password = "mat khau bi mat"', 'password = "short"', "password"),
        ('password = "mat khau bi mat"', 'pasword = "mat khau bi mat"', "pasword"),
        ('network = "Một cửa"', 'network = "Một cửa ở một nơi rất rất xa xôi"', "network"),
        ('id = "ba-dinh"', 'id = "Ba Đình"', "id"),
        ('central = "https://central.example"', 'central = ""', r"\[sync\] central"),
        ("[office]", "[ofice]", "ofice"),
        ("[office]", "[office", "not TOML"),
        ("[office]", "[[counter]]\nnumber = 1\nfields = ['nowhere']\n[office]", "unknown field"),
    ],
)
def test_what_is_wrong_is_named_and_no_secret_with_it(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigInvalid, match=said) as refused:
        read(GOOD.replace(old, new))
    for secret in ("CODE-1234", "mat khau", "short"):
        assert secret not in str(refused.value)


def test_a_file_that_is_no_text_is_refused() -> None:
    for content in (b"\xff\xfe\x00", b"\x00" * 10, b"a" * 300_000, b"a = " + b"[" * 5000):
        with pytest.raises(ConfigInvalid):
            read_setup(content, "kiosk.toml", EMBEDDED)


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reader(content: bytes) -> None:
    with suppress(ConfigInvalid):
        read_setup(content, "kiosk.toml", EMBEDDED)


LINES = GOOD.splitlines()


@given(st.lists(st.sampled_from(LINES), max_size=len(LINES)), st.text(max_size=20))
def test_no_shuffled_file_breaks_the_reader(lines: list[str], noise: str) -> None:
    with suppress(ConfigInvalid):
        assert "mat khau" not in read("\n".join([*lines, noise])).office


SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.floats(allow_nan=False),
)
TABLES = st.recursive(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), SCALARS | st.lists(SCALARS), max_size=4
    ),
    lambda inner: st.dictionaries(
        st.text("ab-._ é\"'\\"), inner | st.lists(inner, max_size=3) | SCALARS, max_size=4
    ),
    max_leaves=12,
)


@given(TABLES)
def test_what_is_written_as_toml_is_read_back_equal(tables: dict[str, object]) -> None:
    assert tomllib.loads(to_toml(tables)) == tables
