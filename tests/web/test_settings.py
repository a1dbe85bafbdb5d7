"""The office's settings: drafted, checked whole, planned, taken with a new day, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from kiosk.catalogue import procedures_of
from kiosk.config import Config, load_config
from kiosk.desk.caller import Caller
from kiosk.desk.office_settings import OfficeSettings, next_date
from kiosk.desk.setting_changes import EDITABLE, changes
from kiosk.domain.ids import OfficerId, officer_actor
from kiosk.errors import BadInput, CommandRefused, ConfigInvalid
from kiosk.web.guard import SESSION_COOKIE
from kiosk.web.setting_forms import forms
from kiosk.web.setting_words import TABLES
from tests.offices import Setup, unit

if TYPE_CHECKING:
    import httpx

    from tests.web.server import PageServer

SUPERVISOR = OfficerId("pt-01")
DAY_S = 24 * 3600


def supervisor(pages: PageServer) -> httpx.Client:
    client = pages.client()
    client.cookies.set(SESSION_COOKIE, pages.session(SUPERVISOR, None))
    return client


def save(client: httpx.Client, table: str, *rows: dict[str, Any]) -> httpx.Response:
    return client.post(f"/api/settings/tables/{table}", json={"rows": rows})


def in_force(pages: PageServer) -> Config:
    return pages.on_desk(lambda office: office.desk.config)


def next_morning(office: Setup) -> None:
    """Let the desk close its day and open the next one."""
    office.clock.advance(DAY_S)
    office.desk.tick()


def settings_of(office: Setup) -> OfficeSettings:
    return OfficeSettings(office.database.conn, office.desk)


def test_a_planned_setting_holds_with_the_new_day_without_a_restart(pages: PageServer) -> None:
    client = supervisor(pages)
    assert save(client, "policy", {"max_calls": 5}).status_code == 204
    assert in_force(pages).policy.max_calls == 3
    earliest = pages.on_desk(lambda _office: pages.settings.earliest())
    assert client.post("/api/settings/plan", json={"effective_from": earliest}).status_code == 200
    assert in_force(pages).policy.max_calls == 3, "a day keeps the rules it began with"
    pages.on_desk(next_morning)
    assert in_force(pages).policy.max_calls == 5
    kinds = pages.on_desk(Setup.kinds)
    assert (kinds.count("SettingsPlanned"), kinds.count("ConfigTaken")) == (1, 1)


def test_a_new_field_is_on_every_page_the_next_day(pages: PageServer) -> None:
    client = supervisor(pages)
    fields: list[dict[str, Any]] = msgspec.to_builtins(in_force(pages).field)
    fields.append({**fields[0], "code": "thue", "letter": "T", "name_vi": "Thuế", "colour": "#112233"})
    assert save(client, "field", *fields).status_code == 204
    client.post(
        "/api/settings/plan", json={"effective_from": pages.on_desk(lambda _o: pages.settings.earliest())}
    )
    pages.on_desk(next_morning)
    assert ".field-thue{--field:#112233}" in client.get("/fields.css").text
    assert pages.on_desk(lambda office: office.plain("thue").ticket) is not None


def test_a_restarted_desk_still_knows_what_was_planned(office: Setup) -> None:
    caller = Caller(officer_actor(SUPERVISOR), SUPERVISOR)
    settings = settings_of(office)
    settings.edit({"policy": {"max_calls": 7}}, SUPERVISOR, office.clock.wall())
    settings.plan(settings.earliest(), caller, office.clock.wall())
    office.restart()
    settings_of(office)
    next_morning(office)
    assert office.desk.config.policy.max_calls == 7


def test_a_desk_restarted_in_the_middle_of_a_day_keeps_the_rules_of_that_day(office: Setup) -> None:
    caller = Caller(officer_actor(SUPERVISOR), SUPERVISOR)
    settings = settings_of(office)
    settings.edit({"policy": {"max_calls": 7}}, SUPERVISOR, office.clock.wall())
    settings.plan(settings.earliest(), caller, office.clock.wall())
    next_morning(office)
    office.restart()
    settings_of(office)
    office.desk.start()
    assert office.desk.config.policy.max_calls == 7


def test_a_draft_that_does_not_hold_together_is_refused_and_says_where(pages: PageServer) -> None:
    client = supervisor(pages)
    answer = save(client, "counter", {"number": 1, "fields": ["khong_co"]})
    assert answer.status_code == 422
    assert "counter 1 serves unknown field khong_co" in answer.json()["error"]
    assert "policy.max_calls" in save(client, "policy", {"max_calls": 99}).json()["error"]
    assert not pages.on_desk(lambda _office: pages.settings.has_draft)


def test_what_belongs_to_the_machine_is_no_setting(office: Setup) -> None:
    settings = settings_of(office)
    with pytest.raises(BadInput, match="desk"):
        settings.edit({"desk": {"port": 1}}, SUPERVISOR, office.clock.wall())
    settings.edit({"office": {"id": "another", "name": "Mới"}}, SUPERVISOR, office.clock.wall())
    assert (settings.draft().office.id, settings.draft().office.name) == ("mot-cua-demo", "Mới")


def test_nothing_is_planned_for_a_day_that_has_begun(pages: PageServer) -> None:
    client = supervisor(pages)
    save(client, "policy", {"max_calls": 5})
    today = pages.on_desk(lambda office: office.desk.snapshot().date)
    for date in (today, "2020-01-01", "not a date"):
        assert client.post("/api/settings/plan", json={"effective_from": date}).status_code in {400, 422}
    assert "SettingsPlanned" not in pages.on_desk(Setup.kinds)


def test_a_version_can_be_withdrawn_before_and_after_its_day_and_used_again(pages: PageServer) -> None:
    client = supervisor(pages)
    save(client, "policy", {"max_calls": 5})
    date = pages.on_desk(lambda _office: pages.settings.earliest())
    number = client.post("/api/settings/plan", json={"effective_from": date}).json()["version"]
    assert client.post("/api/settings/withdraw", json={"version": number}).status_code == 204
    assert client.post("/api/settings/withdraw", json={"version": number}).status_code == 400
    pages.on_desk(next_morning)
    assert in_force(pages).policy.max_calls == 3
    client = supervisor(pages)
    assert client.post("/api/settings/restore", json={"version": number}).status_code == 204
    client.post("/api/settings/plan", json={"effective_from": next_date(next_date(date))})
    pages.on_desk(next_morning)
    pages.on_desk(next_morning)
    assert in_force(pages).policy.max_calls == 5
    versions = pages.on_desk(lambda _office: pages.settings.versions)
    assert [version.number for version in versions] == [2, 1]
    assert all(len(version.sha256) == 64 for version in versions)


def test_the_newest_version_of_a_date_counts(office: Setup) -> None:
    caller = Caller(officer_actor(SUPERVISOR), SUPERVISOR)
    settings = settings_of(office)
    for calls in (4, 6):
        settings.edit({"policy": {"max_calls": calls}}, SUPERVISOR, office.clock.wall())
        settings.plan(settings.earliest(), caller, office.clock.wall())
    next_morning(office)
    assert office.desk.config.policy.max_calls == 6


def test_the_page_says_what_a_draft_changes(pages: PageServer) -> None:
    client = supervisor(pages)
    save(client, "policy", {"max_calls": 5})
    page = client.get("/settings").text
    assert "Quy tắc hàng chờ · Gọi nhiều nhất mấy lần" in page
    assert client.post("/api/settings/discard", json={}).status_code == 204
    assert "Chưa có thay đổi nào" in client.get("/settings").text


@pytest.mark.parametrize("table", TABLES)
def test_a_form_sent_back_as_it_is_changes_nothing(pages: PageServer, table: str) -> None:
    client = supervisor(pages)
    assert client.get(f"/settings/{table}").status_code == 200
    form = next(form for form in forms(in_force(pages)) if form.table == table)
    names = {entry.name for entry in form.entries}
    rows = [{name: value for name, value in row.items() if name in names} for row in form.rows]
    assert save(client, table, *rows).status_code == 204
    before, after = in_force(pages), pages.on_desk(lambda _office: pages.settings.draft())
    assert changes(before, after) == []


PROCEDURES = (
    "code,field,name_vi,name_en,time_limit,fee,papers,words,url,verified\n"
    "2.000815,chung_thuc,Chứng thực bản sao,Certified copies,Trong ngày,2.000 đồng,Bản chính,sao y; công chứng,,yes\n"
)


def take_procedures(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/api/settings/procedures", json={"csv": text})


def test_procedures_come_from_a_file_with_what_changes_before_they_hold(pages: PageServer) -> None:
    client = supervisor(pages)
    before = client.get("/settings/procedures.csv").text
    assert take_procedures(client, before).status_code == 204
    draft = pages.on_desk(lambda _office: pages.settings.draft())
    assert changes(in_force(pages), draft) == [], "the file that was given out changes nothing"
    one = next(line for line in before.splitlines() if line.startswith("1.001193,"))
    dearer = before.replace(one, one.replace("Đăng ký khai sinh,", "Khai sinh,", 1))
    assert take_procedures(
        client, dearer + PROCEDURES.splitlines()[1].replace("2.000815", "9.999999")
    ).is_success
    page = client.get("/settings").text
    assert "Thủ tục · 1.001193 · Tên" in page
    assert "Thủ tục · 9.999999 · Tên" in page
    assert "Khai sinh" in client.get("/settings/procedures").text


def test_a_file_of_procedures_with_a_wrong_line_is_refused_and_the_line_is_named(pages: PageServer) -> None:
    client = supervisor(pages)
    answer = take_procedures(client, PROCEDURES + "abc,,,,,,,,,\n")
    assert (answer.status_code, "line 3" in answer.json()["error"]) == (422, True)
    assert "names no column" in take_procedures(client, "code,field\n1.000001,x\n").json()["error"]
    assert not pages.on_desk(lambda _office: pages.settings.has_draft)


def test_procedures_are_kept_with_their_version_and_hold_from_their_day(office: Setup) -> None:
    caller = Caller(officer_actor(SUPERVISOR), SUPERVISOR)
    settings = settings_of(office)
    settings.edit({"services": {"procedures_csv": PROCEDURES}}, SUPERVISOR, office.clock.wall())
    settings.plan(settings.earliest(), caller, office.clock.wall())
    shown = office.desk.snapshot().settings
    assert len(procedures_of(office.desk.config)) > 60
    office.restart()
    settings_of(office)
    next_morning(office)
    assert [one.code for one in procedures_of(office.desk.config)] == ["2.000815"]
    assert office.desk.snapshot().settings != shown


def test_a_change_of_one_point_of_the_notice_is_shown_as_that(pages: PageServer) -> None:
    client = supervisor(pages)
    points = [msgspec.to_builtins(point) for point in in_force(pages).notice.point]
    points[0]["text_vi"] = "Chỉ để xếp hàng."
    assert save(client, "notice.point", *points).status_code == 204
    draft = pages.on_desk(lambda _office: pages.settings.draft())
    (change,) = changes(in_force(pages), draft)
    assert (change.place, change.after) == (
        f"notice.point[{points[0]['head_vi']}].text_vi",
        "Chỉ để xếp hàng.",
    )
    assert "Các mục của thông báo đầy đủ" in client.get("/settings").text


def test_a_notice_with_a_placeholder_that_nothing_fills_is_refused(office: Setup) -> None:
    notice = msgspec.to_builtins(office.config.notice)
    point = {**notice["point"][0], "text_vi": "Hỏi {ai}"}
    for wrong in ({**notice, "text_vi": "Hỏi {ai}"}, {**notice, "point": [point]}):
        with pytest.raises(ConfigInvalid, match="placeholder that nothing fills"):
            settings_of(office).edit({"notice": wrong}, SUPERVISOR, office.clock.wall())


def test_every_table_that_may_change_has_its_form() -> None:
    assert {table.partition(".")[0] for table in TABLES} == set(EDITABLE)
    assert [form.table for form in forms(load_config(None))] == list(TABLES)


def test_a_colour_that_cannot_be_read_is_refused(office: Setup) -> None:
    with pytest.raises(ConfigInvalid, match="contrast"):
        settings_of(office).edit({"theme": {"colour": "#ffee88"}}, SUPERVISOR, office.clock.wall())


def test_a_special_day_is_told_to_the_hall(pages: PageServer) -> None:
    client = supervisor(pages)
    date = pages.on_desk(lambda _office: pages.settings.earliest())
    mode = {"date": date, "name_vi": "Ngày không chờ", "name_en": "No-wait day", "fields": []}
    assert save(client, "day_mode", mode).status_code == 204
    client.post("/api/settings/plan", json={"effective_from": date})
    pages.on_desk(next_morning)
    token = pages.on_desk(lambda office: office.plain("ho_tich").ticket.token)  # type: ignore[union-attr]
    assert "Ngày không chờ" in client.get(f"/t/{token}").text


def test_consent_must_be_to_the_notice_of_the_new_day(office: Setup) -> None:
    caller = Caller(officer_actor(SUPERVISOR), SUPERVISOR)
    settings = settings_of(office)
    notice = msgspec.to_builtins(office.config.notice)
    settings.edit({"notice": {**notice, "text_vi": "Khác"}}, SUPERVISOR, office.clock.wall())
    settings.plan(settings.earliest(), caller, office.clock.wall())
    next_morning(office)
    command = office.sealed("ho_tich", unit(1), office.fresh_id())
    with pytest.raises(CommandRefused) as refused:
        office.desk.handle(command, office.citizen())
    assert refused.value.code == "no_consent"


def test_a_supervisor_has_a_release_installed_that_central_offers(
    pages: PageServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    client = supervisor(pages)
    assert "Không có bản mới nào đang chờ" in client.get("/settings").text
    pages.offer.release = "1.3.0-5f2c9d1e7a04"
    assert 'data-release="1.3.0-5f2c9d1e7a04"' in client.get("/settings").text
    assert client.post("/api/settings/release", json={"release": pages.offer.release}).status_code == 204
    assert pages.offer.wanted == ["1.3.0-5f2c9d1e7a04"]
    assert "release 1.3.0-5f2c9d1e7a04 is wanted by pt-01" in caplog.text
    again = client.get("/settings").text
    assert "sẽ được cài ngoài giờ làm việc" in again
    assert "data-release" not in again


def test_a_supervisor_reads_that_a_release_did_not_hold_before(pages: PageServer) -> None:
    client, words = supervisor(pages), "Lần cài trước bản này không ổn"
    pages.offer.release = "1.3.0"
    assert words not in client.get("/settings").text
    pages.offer.failed.append("1.3.0")
    page = client.get("/settings").text
    assert words in page
    assert 'data-release="1.3.0"' in page


def test_a_release_is_wanted_by_supervisors_only_and_only_as_they_saw_it(pages: PageServer) -> None:
    pages.offer.release = "1.3.0"
    for client in (pages.officer().client, pages.client()):
        refused = client.post("/api/settings/release", json={"release": "1.3.0"})
        assert refused.status_code in {401, 403}
    for other in ("1.2.0", "../1.3.0", ""):
        refused = supervisor(pages).post("/api/settings/release", json={"release": other})
        assert (refused.status_code, refused.json()["code"]) == (409, "no_release")
    assert pages.offer.wanted == []
