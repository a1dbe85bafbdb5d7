from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from kiosk.config import load_config
from kiosk.config_procedures import load_procedures
from kiosk.domain.hall import FieldClosedReason
from kiosk.domain.places import Late
from kiosk.domain.shown_code import OtherKind
from kiosk.domain.ticket import Fetch, State
from kiosk.errors import ConfigInvalid
from kiosk.ui.app import QML
from kiosk.ui.flow.camera import CARD, SLIP
from kiosk.ui.parts import Aid, News, Service
from kiosk.ui.present_procedures import LONGEST_RESULT
from kiosk.ui.presenter import present
from kiosk.ui.view_state import Help, Hint
from kiosk.ui.wording import load_wording
from tests.ui.views import OFFICE, every_view

WORDING = load_wording()


def test_every_text_fills_in_the_same_values_in_every_language() -> None:
    for key, text in WORDING["vi"].items():
        wanted = {name for _, name, _, _ in Formatter().parse(text) if name}
        for words in WORDING.values():
            assert {name for _, name, _, _ in Formatter().parse(words[key]) if name} == wanted
            assert words[key].strip()


def test_every_text_that_qml_names_exists_and_every_text_is_used() -> None:
    named = {
        key
        for path in QML.rglob("*.qml")
        for key in re.findall(r"kiosk\.words\.(\w+)", path.read_text("utf-8"))
    }
    assert named <= WORDING["vi"].keys()
    python = "".join(path.read_text("utf-8") for path in QML.parent.rglob("*.py"))
    quoted = set(re.findall(r"\"(\w+)\"", python))
    families = (
        *("full_", "fetch_", "level_", "factor_", "offer_", "slip_"),
        *("hint_", "refused_", "help_", "icon_", "code_", "service_", "aid_", "news_", "closed_"),
        *("scan_", "state_", "told_", "search_", "kept_"),
    )
    composed = {key for key in WORDING["vi"] if key.startswith(families) or key.endswith(("_title", "_text"))}
    assert WORDING["vi"].keys() - named - quoted - composed == set()


def test_every_hint_state_of_help_and_ticket_picture_is_worded() -> None:
    words = WORDING["vi"]
    pictures = {path.stem for path in (QML.parent / "icons" / "ticket").glob("*.svg")}
    assert {f"hint_{hint}" for hint in Hint} <= words.keys()
    assert {f"help_{help_}_title" for help_ in Help if help_ is not Help.NONE} <= words.keys()
    assert {f"icon_{name}" for name in pictures} <= words.keys()


def test_every_service_aid_news_code_and_state_is_worded() -> None:
    words = WORDING["vi"]
    assert {f"service_{service}" for service in Service} <= words.keys()
    assert {f"aid_{aid}" for aid in Aid} <= words.keys()
    assert {f"news_{news}" for news in News if news is not News.NONE} <= words.keys()
    assert {f"scan_{kind}" for kind in (*OtherKind, CARD, SLIP)} <= words.keys()
    assert {f"state_{state}" for state in State} <= words.keys()
    assert {f"full_{reason}" for reason in FieldClosedReason} <= words.keys()
    assert {f"fetch_{fetch}" for fetch in Fetch} <= words.keys()
    assert {f"offer_{late}" for late in Late} <= words.keys()


def test_every_screen_is_worded_in_every_language() -> None:
    for language, words in WORDING.items():
        for view in every_view(language).values():
            shown = present(view, words, office=OFFICE, more_time_s=20)
            assert "{" not in repr([shown["message"]["title"], shown["message"]["text"], shown["closesText"]])


def test_the_list_of_procedures_names_each_whole() -> None:
    view = every_view("vi")["search-long"]

    shown = present(view, WORDING["vi"], office=OFFICE, more_time_s=20)["results"]

    assert [one["name"] for one in shown["items"]] == [one.name_vi for one in view.search.found]
    every = load_procedures("", [field.code for field in load_config(None).field])
    assert max(len(one.name_vi) for one in every) <= LONGEST_RESULT


def test_when_unsure_nothing_of_a_ticket_is_worded() -> None:
    shown = present(every_view("vi")["unsure"], WORDING["vi"], office=OFFICE, more_time_s=20)
    assert shown["ticket"]["code"] == ""
    assert [button["name"] for button in shown["message"]["buttons"]] == ["enter-code", "plain", "retry"]


def test_a_language_that_lacks_a_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vi.json").write_text('{"help": "Gọi người giúp", "done": "Xong"}', "utf-8")
    (tmp_path / "tay.json").write_text('{"help": "x"}', "utf-8")
    with pytest.raises(ConfigInvalid, match=r"tay\.json.*done"):
        load_wording(tmp_path)


def test_a_broken_language_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "vi.json").write_text("{", "utf-8")
    with pytest.raises(ConfigInvalid, match=r"vi\.json"):
        load_wording(tmp_path)
