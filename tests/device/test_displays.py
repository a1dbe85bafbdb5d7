"""Screen and board fill the displays that the settings name, turned as they hang, and touches land on the screen's."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.device.displays import COMPOSITOR, TOUCH, compositor_settings, put_in_force, touch_rule
from kiosk.errors import ConfigInvalid

PORTRAIT = """
[screen]
output = "DP-1"
rotation = 90
touch_rotation = 270

[board]
output = "HDMI-A-1"
rotation = 180
"""


def write(root: Path, text: str) -> Path:
    settings = root / "etc/kiosk"
    settings.mkdir(parents=True)
    (settings / "kiosk.toml").write_text(text, "utf-8")
    return settings


def outputs(text: str) -> dict[str, dict[str, str]]:
    """The compositor's outputs by the application that fills them."""
    found = {}
    for part in text.split("[output]")[1:]:
        parser = ConfigParser()
        parser.read_string("[output]" + part)
        found[parser["output"]["app-ids"]] = dict(parser["output"])
    return found


def test_as_delivered_the_screen_has_the_first_and_the_board_the_second_hdmi_upright() -> None:
    found = outputs(compositor_settings(load_config(None)))
    assert {name: (one["name"], one["transform"]) for name, one in found.items()} == {
        "kiosk-screen": ("HDMI-A-1", "normal"),
        "kiosk-board": ("HDMI-A-2", "normal"),
    }
    assert 'ENV{WL_OUTPUT}="HDMI-A-1"' in touch_rule(load_config(None))
    assert "CALIBRATION" not in touch_rule(load_config(None))


def test_a_turned_display_is_turned_and_touches_belong_to_it(tmp_path: Path) -> None:
    assert put_in_force(tmp_path, write(tmp_path, PORTRAIT)) == []
    found = outputs((tmp_path / COMPOSITOR).read_text("utf-8"))
    assert (found["kiosk-screen"]["name"], found["kiosk-screen"]["transform"]) == ("DP-1", "rotate-90")
    assert (found["kiosk-board"]["name"], found["kiosk-board"]["transform"]) == ("HDMI-A-1", "rotate-180")
    rule = (tmp_path / TOUCH).read_text("utf-8")
    assert 'ENV{ID_INPUT_TOUCHSCREEN}=="1", ENV{WL_OUTPUT}="DP-1"' in rule
    assert 'ENV{LIBINPUT_CALIBRATION_MATRIX}="0 1 0 -1 0 1"' in rule


@pytest.mark.parametrize(
    ("turned", "lands"), [(0, (0.1, 0.2)), (90, (0.8, 0.1)), (180, (0.9, 0.8)), (270, (0.2, 0.9))]
)
def test_a_glass_that_hangs_turned_has_its_touches_turned_back(
    tmp_path: Path, turned: int, lands: tuple[float, float]
) -> None:
    put_in_force(tmp_path, write(tmp_path, f"[screen]\ntouch_rotation = {turned}\n"))
    rule = (tmp_path / TOUCH).read_text("utf-8")
    a, b, c, d, e, f = (
        [float(number) for number in rule.split('MATRIX}="')[1].split('"')[0].split()]
        if turned
        else [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    )
    x, y = 0.1, 0.2
    assert (a * x + b * y + c, d * x + e * y + f) == pytest.approx(lands)


def test_a_machine_without_that_output_keeps_its_touches_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "sys/class/drm/card0-DP-1").mkdir(parents=True)
    problems = put_in_force(tmp_path, write(tmp_path, "[screen]\nrotation = 90\n"))
    assert problems == ["[screen] output: this machine has no HDMI-A-1, only DP-1"]
    assert "WL_OUTPUT" not in (tmp_path / TOUCH).read_text("utf-8")


def test_settings_that_do_not_hold_together_leave_a_display_that_works(tmp_path: Path) -> None:
    problems = put_in_force(tmp_path, write(tmp_path, "[screen]\nrotation = 45\n"))
    assert len(problems) == 1
    assert "rotation" in problems[0]
    assert "kiosk-screen" in outputs((tmp_path / COMPOSITOR).read_text("utf-8"))


def test_an_office_s_own_compositor_settings_are_taken_as_they_are(tmp_path: Path) -> None:
    settings = write(tmp_path, PORTRAIT)
    (settings / "weston.ini").write_text("[core]\nshell=kiosk-shell.so\n", "utf-8")
    put_in_force(tmp_path, settings)
    assert (tmp_path / COMPOSITOR).read_text("utf-8") == "[core]\nshell=kiosk-shell.so\n"


def test_a_name_that_could_end_its_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[screen]\noutput = "HDMI-A-1\\"\\nRUN+=\\"x"\n', "utf-8")
    with pytest.raises(ConfigInvalid, match="output"):
        load_config(path)
