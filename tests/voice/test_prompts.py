"""What the kiosk says: a clip for every text, joined with codes and counters, nothing of a found ticket."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.notice import notice_text
from kiosk.ui.prompting import HELP, SCREENS, Prompt, prompt_of, spoken_texts
from kiosk.ui.view_state import Help, Hint, Screen
from kiosk.ui.wording import load_wording
from kiosk.voice.making import WORDS_PER_MINUTE, make_pack
from kiosk.voice.pack import load_clip, problems
from kiosk.voice.phrases import language
from kiosk.voice.prompts import MARK, Prompter, with_prompts
from kiosk.voice.recording import minutes_for, record_pack
from kiosk.voice.sound import join
from tests.ui.views import TICKET, every_view
from tests.voice.test_pack import FakeMicrophone, hum, tone

WORDING = load_wording()


def all_said(code: str) -> dict[str, str]:
    return dict(spoken_texts(WORDING[code], notice_text(load_config(None), code)))


@pytest.mark.parametrize("code", ["vi", "en"])
def test_everything_that_is_said_is_words_and_nothing_to_be_filled_in(code: str) -> None:
    spoken = with_prompts(language(code), all_said(code))
    said = {key: text for key, text in spoken.texts.items() if key.startswith(MARK)}
    assert {MARK + f"hint_{hint}" for hint in Hint} <= said.keys()
    for key, text in said.items():
        assert text, key
        assert not set("{}/…") & set(text), key


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_screen_and_state_that_is_drawn_speaks_and_every_reason_is_heard(
    code: str, tmp_path: Path
) -> None:
    pack = tmp_path / code
    spoken = with_prompts(language(code), all_said(code))
    make_pack(pack, spoken, hum)
    assert problems(pack, dict(spoken.texts)) == []
    prompter = Prompter(pack, all_said(code))
    assert SCREENS.keys() == set(Screen)
    for name, view in every_view(code).items():
        prompt = prompt_of(view, view)
        assert prompt is not None, name
        said = prompter.sentence(prompt.keys, prompt.codes, prompt.counter, number=prompt.number)
        assert said.length_ms > 0, name
        reasons = [
            key for key in prompt.keys if key.startswith(("refused_", "kept_")) and view.refusal in key
        ]
        if view.refusal and view.refusal != "unheard_of":
            assert {MARK + key for key in reasons} & spoken.texts.keys(), name


def test_a_tickets_code_is_read_and_the_counter_to_walk_to(tmp_path: Path) -> None:
    pack = tmp_path / "vi"
    manifest = make_pack(pack, with_prompts(language("vi"), all_said("vi")), hum)
    view = replace(every_view("vi")["ticket"], ticket=replace(TICKET, counter_no=2))
    prompt = prompt_of(view, None)
    assert prompt == Prompt(("direct_text",), ("A017",), 2)
    words = [load_clip(pack, manifest.phrases[word]) for word in ("A", "mười", "bảy")]
    assert (
        join(words).samples
        in Prompter(pack, all_said("vi")).sentence(prompt.keys, prompt.codes, prompt.counter).samples
    )


def test_nothing_of_a_found_ticket_is_said_aloud() -> None:
    assert prompt_of(every_view("vi")["existing"], None) == Prompt(("existing_title", "existing_text"))


def test_the_start_screen_speaks_to_who_touches_it_and_not_to_an_empty_hall() -> None:
    start = every_view("vi")["start"]
    assert prompt_of(start, every_view("vi")["ticket"]) is None
    assert prompt_of(start, replace(start, language="en")) == Prompt(("start_title",))


def test_who_stands_there_hears_that_the_desk_is_away_and_an_empty_hall_does_not() -> None:
    away = every_view("vi")["desk_away"]
    assert prompt_of(away, every_view("vi")["choice"]) == Prompt(("desk_away_title", "desk_away_text"))
    assert prompt_of(away, every_view("vi")["start"]) is None


def test_all_tickets_of_a_visit_are_read() -> None:
    prompt = prompt_of(every_view("vi")["ticket-several"], None)
    assert prompt == Prompt(("ticket_title",), ("A017", "E002"))


def test_the_code_of_a_card_is_asked_for_by_its_name_and_another_is_named_once_there_is_quiet() -> None:
    views = every_view("vi")
    assert prompt_of(views["scan"], None) == Prompt(("scan_title_card",))
    assert prompt_of(views["scan-turn"], None) == Prompt(("scan_title_slip",))
    assert prompt_of(views["scan-slip"], None) == Prompt(("scan_slip",), is_hint=True)
    assert prompt_of(views["scan-payment"], None) == Prompt(("scan_unknown",), is_hint=True)


def test_help_and_time_limits_are_said_before_all_else() -> None:
    ring = replace(every_view("vi")["ring-hold_still"], asks_more_time=True)
    assert prompt_of(ring, None) == Prompt(("more_time_title",))
    for help_, key in HELP.items():
        assert prompt_of(replace(ring, help=help_), None) == Prompt((key,))
    assert {Help.NONE, *HELP} == set(Help)
    assert prompt_of(every_view("vi")["ring-hold_still"], None) == Prompt(("hint_hold_still",), is_hint=True)


def test_the_counter_from_which_an_officer_comes_is_said_after_its_words_or_not_at_all(
    tmp_path: Path,
) -> None:
    prompt = prompt_of(every_view("vi")["help-answered_counter"], None)
    assert prompt == Prompt(("help_answered_said",), number=12)
    pack, lacking = tmp_path / "vi", tmp_path / "lacking"
    manifest = make_pack(pack, with_prompts(language("vi"), all_said("vi")), hum)
    words = [load_clip(pack, manifest.phrases[word]) for word in (MARK + prompt.keys[0], "mười", "hai")]
    said = Prompter(pack, all_said("vi")).sentence(prompt.keys, number=12)
    assert join(words).samples in said.samples
    make_pack(lacking, language("vi"), hum)
    assert Prompter(lacking, all_said("vi")).sentence(prompt.keys, number=12).samples == b""


def test_what_a_pack_lacks_is_left_out(tmp_path: Path) -> None:
    pack = tmp_path / "vi"
    make_pack(pack, language("vi"), hum)
    assert Prompter(pack, all_said("vi")).sentence(("start_title",)).samples == b""
    assert Prompter(pack, all_said("vi")).sentence(("start_title",), ["A017"]).length_ms > 0


@pytest.mark.parametrize("code", ["vi", "en"])
def test_a_voice_with_all_prompts_is_recorded_in_a_quarter_of_an_hour(code: str) -> None:
    letters = "".join(field.letter for field in load_config(None).field)
    spoken = with_prompts(language("tyz", letters), all_said(code))
    assert minutes_for(spoken, list(spoken.texts)) <= 15


def test_who_reads_the_notice_calmly_is_recorded_to_its_end(tmp_path: Path) -> None:
    notice = all_said("vi")["notice"]
    spoken = replace(language("tyz"), texts={MARK + "notice": notice})
    calm_ms = len(notice.split()) * 60_000 // WORDS_PER_MINUTE
    microphone = FakeMicrophone(tone(calm_ms, before_ms=300, after_ms=300))
    assert record_pack(tmp_path / "tyz", spoken, microphone, lambda _line: "", lambda _line: None)


def test_a_notice_that_is_no_longer_in_force_stays_unsaid(tmp_path: Path) -> None:
    pack = tmp_path / "vi"
    make_pack(pack, with_prompts(language("vi"), all_said("vi")), hum)
    changed = all_said("vi") | {"notice": "Thông báo khác."}
    assert Prompter(pack, changed).sentence(("notice",)).samples == b""
    assert Prompter(pack, all_said("vi")).sentence(("notice",)).samples
