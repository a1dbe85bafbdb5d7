"""What citizens see at central: their ticket, an opinion, where the wait is short; and that it is nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from kiosk.central.app import build_app
from kiosk.central.commands import add_office
from kiosk.central.duty import MANAGING
from kiosk.central.public import standing
from kiosk.central.public.pages import plain
from kiosk.central.storage import Storage
from kiosk.domain.ids import OfficeId
from kiosk.domain.ticket import State
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import WallMs
from kiosk.sync.public_news import REPEAT_MS, PublicNews
from tests.central.citizens import TOKEN, Telling, a_state, a_ticket
from tests.central.conftest import on_sqlite
from tests.central.devices import NOW, Device
from tests.central.servers import serving

DAY_S = 24 * 3_600


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def http(storage: Storage, clock: ManualClock) -> Iterator[httpx.Client]:
    with (
        serving(build_app(storage, None, clock)) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.fixture
def desk(storage: Storage, http: httpx.Client) -> Telling:
    return Telling(http, Device().enrol(storage))


def rate(http: httpx.Client, token: str = TOKEN, **form: object) -> httpx.Response:
    return http.post(f"/t/{token}/rate", data=form or {"level": "3"})


def test_a_phone_outside_the_office_sees_where_its_ticket_stands(http: httpx.Client, desk: Telling) -> None:
    desk.tell(a_ticket())
    page = http.get(f"/t/{TOKEN}").text
    for said in (
        "B017",
        "Còn 3 người trước ông/bà",
        "20–30 phút",
        "Hộ tịch",
        "Số liệu lúc",
        "3 people before you",
    ):
        assert said in page
    desk.tell(a_ticket(state=State.CALLED, counter=4, ahead=0, wait_min=None))
    assert "Mời đến quầy 4" in http.get(f"/t/{TOKEN}").text


@on_sqlite
def test_a_wrong_or_foreign_token_shows_nothing(http: httpx.Client, desk: Telling) -> None:
    desk.tell(a_ticket())
    for token in ("none", TOKEN[:-1], TOKEN + "A", a_ticket().token_hash, "%00" * 20):
        answer = http.get(f"/t/{token}")
        assert answer.status_code == 404
        assert "B017" not in answer.text


@on_sqlite
def test_what_a_silent_office_told_is_dated(http: httpx.Client, desk: Telling, clock: ManualClock) -> None:
    desk.tell(a_ticket())
    assert "chưa gửi số liệu mới" not in http.get(f"/t/{TOKEN}").text
    clock.advance(4 * 60)
    assert "chưa gửi số liệu mới. Số liệu lúc" in http.get(f"/t/{TOKEN}").text
    assert "Không có số liệu mới từ" in http.get("/waits").text


def test_a_ticket_is_gone_after_its_day(
    http: httpx.Client, desk: Telling, clock: ManualClock, storage: Storage
) -> None:
    desk.tell(a_ticket())
    clock.advance(DAY_S)
    assert http.get(f"/t/{TOKEN}").status_code == 404
    storage.work_as(MANAGING, lambda session: standing.sweep(session, WallMs(clock.wall())))
    count = "SELECT count(*) FROM public_ticket"
    assert storage.work_as(MANAGING, lambda session: session.rows(count)) == [(0,)]


def test_a_new_day_forgets_the_tickets_of_the_last(http: httpx.Client, desk: Telling) -> None:
    desk.tell(a_ticket())
    desk.tell(day="")
    assert http.get(f"/t/{TOKEN}").status_code == 404


def test_an_opinion_reaches_the_desk_once_and_until_it_says_so(http: httpx.Client, desk: Telling) -> None:
    served = a_ticket(state=State.SERVED, wait_min=None, ahead=0)
    desk.tell(served)
    assert "Gửi đánh giá" in http.get(f"/t/{TOKEN}").text
    assert rate(http, level="2", factor=["5", "4", "3", "2", "1"]).status_code == 303
    assert rate(http, level="1").status_code == 303
    page = http.get(f"/t/{TOKEN}").text
    assert "Đã ghi nhận đánh giá" in page
    assert "Gửi đánh giá" not in page
    (given,) = desk.tell(served).ratings
    assert (given.token_hash, given.level, given.factors) == (served.token_hash, 2, (5, 4, 3, 2, 1))
    assert desk.tell(served).ratings == (given,)
    assert desk.tell(a_ticket(state=State.SERVED, rated=True), done=(given.rating,)).ratings == ()
    assert "Đã ghi nhận đánh giá" in http.get(f"/t/{TOKEN}").text


@on_sqlite
def test_factors_count_all_or_not_at_all(http: httpx.Client, desk: Telling) -> None:
    served = a_ticket(state=State.SERVED, wait_min=None)
    desk.tell(served)
    assert rate(http, level="2", factor=["5", "4", "", "9", "1"]).status_code == 303
    assert desk.tell(served).ratings[0].factors == ()


@on_sqlite
def test_no_opinion_is_taken_before_the_service_or_from_a_silent_office(
    http: httpx.Client, desk: Telling, clock: ManualClock
) -> None:
    desk.tell(a_ticket())
    assert rate(http).status_code == 409
    desk.tell(a_ticket(state=State.SERVED))
    clock.advance(11 * 60)
    assert "Gửi đánh giá" not in http.get(f"/t/{TOKEN}").text
    assert rate(http).status_code == 409
    assert rate(http, "x" * 22).status_code == 404
    assert desk.tell().ratings == ()


@on_sqlite
def test_a_form_without_a_level_changes_nothing(http: httpx.Client, desk: Telling) -> None:
    served = a_ticket(state=State.SERVED)
    desk.tell(served)
    assert rate(http, level="7").status_code == 303
    assert rate(http, factor="5").status_code == 303
    assert desk.tell(served).ratings == ()


@on_sqlite
def test_only_the_offices_own_device_may_tell(http: httpx.Client, desk: Telling) -> None:
    stranger = Telling(http, Device())
    assert stranger.send(a_state(a_ticket())).status_code == 401
    content = b'{"at":1,"name":"Nguy\xe1\xbb\x85n"}'
    assert http.post(f"/api/v1/offices/{desk.device.office}/public", content=content).status_code == 401


@on_sqlite
def test_a_state_with_more_than_the_form_allows_is_refused(http: httpx.Client, desk: Telling) -> None:
    for wrong in (
        a_state(a_ticket(code="Nguyễn Văn A")),
        a_state(a_ticket(token_hash=TOKEN)),
        a_state(*(a_ticket(f"token-{number}") for number in range(401))),
    ):
        assert desk.send(wrong).status_code == 400
    assert http.get("/waits").text.count("Chưa có số liệu") == 1


def test_the_shortest_wait_stands_first(http: httpx.Client, desk: Telling, storage: Storage) -> None:
    names = {"long": (40, 50), "short": (5, 10), "none": None}
    for office, span in names.items():
        other = Telling(http, Device(OfficeId(office)).enrol(storage))
        fields = a_state().fields[:1]
        field = fields[0].__class__(
            "ho_tich", "Hộ tịch", "x", 3 if span else 0, 1, closed=False, wait_min=span
        )
        other.tell(fields=(field,))
    desk.tell()
    closed = Telling(http, Device(OfficeId("closed")).enrol(storage))
    closed.tell(open_now=False, opens_at="2026-11-24T07:30", fields=())
    add_office(storage, "silent", "Phường silent", NOW)
    order = re.findall(r'href="/waits/([a-z-]+)"', http.get("/waits").text)
    assert order == ["none", "short", "ha-dong", "long", "closed", "silent"]
    page = http.get("/waits/closed").text
    assert "Mở cửa lúc 07:30 24/11" in page


@on_sqlite
def test_offices_are_found_without_marks(http: httpx.Client, storage: Storage) -> None:
    add_office(storage, "dong-da", "Phường Đống Đa", NOW, "ha-noi/dong-da")
    add_office(storage, "go-vap", "Phường Gò Vấp", NOW, "tp-hcm/go-vap")
    for text in ("dong da", "ĐỐNG ĐA", "phuong dong", "ha noi"):
        page = http.get("/waits", params={"q": text}).text
        assert "Đống Đa" in page, text
        assert "Gò Vấp" not in page, text
    assert "Không tìm thấy nơi nào" in http.get("/waits", params={"q": "<b>"}).text
    assert "Gò Vấp" not in http.get("/waits", params={"area": "ha-noi"}).text
    assert plain("Huyện Mường Ảng") == "huyen muong ang"


@on_sqlite
def test_every_page_is_light_and_needs_no_account(
    http: httpx.Client, desk: Telling, storage: Storage
) -> None:
    for number in range(60):
        add_office(storage, f"xa-{number}", f"Ủy ban nhân dân xã số {number}", NOW, "ha-noi/thanh-tri")
    desk.tell(a_ticket(state=State.SERVED))
    beside = sum(len(http.get(f"/public/{name}").content) for name in ("citizen.css", "again.js"))
    for path in (f"/t/{TOKEN}", "/waits", "/waits?page=2", "/waits/ha-dong", "/t/none", "/waits/none"):
        answer = http.get(path)
        assert answer.status_code in {200, 404}
        assert len(answer.content) + beside < 50_000, path
        assert re.findall(r'(?:src|href)="(https?:|//)', answer.text) == []


@on_sqlite
def test_who_asks_too_often_waits(http: httpx.Client, desk: Telling) -> None:
    desk.tell(a_ticket())
    # A ticket that is none costs the least; its address counts like any other.
    statuses = {http.get("/t/none").status_code for _ in range(201)}
    assert statuses == {404, 429}
    assert http.get(f"/t/{TOKEN}").status_code == 429


def test_only_what_changed_is_told_again_and_silence_never_lasts() -> None:
    news = PublicNews()
    one, two = a_ticket("one" * 8), a_ticket("two" * 8)
    first = news.next(a_state(one, two))
    assert first is not None
    assert first.tickets == (one, two)
    news.taken(first)
    assert news.next(a_state(one, two, at=2)) is None
    moved = a_ticket("two" * 8, ahead=1)
    second = news.next(a_state(one, moved, at=3))
    assert second is not None
    assert second.tickets == (moved,)
    news.taken(second)
    later = news.next(a_state(one, moved, at=3 + REPEAT_MS))
    assert later is not None
    assert later.tickets == ()
    news.forget()
    again = news.next(a_state(one, moved, at=4))
    assert again is not None
    another_day = news.next(a_state(one, day="day-2", at=5))
    assert another_day is not None
    assert another_day.tickets == (one,)
