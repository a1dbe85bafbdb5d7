"""What keepers and leaders read when central refuses something: Vietnamese first, on a page; programs get JSON."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.central import accounts
from kiosk.central.accounts import Accounts, read_right
from kiosk.central.app import build_app
from kiosk.central.refusals import said_vi
from kiosk.central.storage import Storage
from kiosk.errors import BadSignature, CentralAway, ConfigInvalid, NotAllowed
from kiosk.lib.clock import ManualClock
from tests.central.servers import serving

CENTRAL = Path(accounts.__file__).parent
REACHED_BY_PAGES = (
    "accounts.py",
    "account_admin.py",
    "account_pages.py",
    "config_pages.py",
    "fleet_pages.py",
    "forms.py",
    "releases.py",
    "rollout.py",
    "rollout_store.py",
    "rollouts.py",
    "reports/asking.py",
    "rest/incident_pages.py",
    "rest/incidents.py",
)
"""Modules that pages call, and that programs and operators may call, too."""

PASSWORD = "sen-hong-9-canh"


@pytest.fixture
def http(storage: Storage) -> Iterator[httpx.Client]:
    clock = ManualClock()
    Accounts(storage, clock).add("mai", PASSWORD, [read_right("reader:*"), read_right("admin:ha-noi")])
    with (
        serving(build_app(storage, None, clock)) as base,
        httpx.Client(base_url=base, trust_env=False, timeout=20, headers={"Origin": base}) as session,
    ):
        session.post("/sign-in", data={"account": "mai", "password": PASSWORD})
        yield session


@pytest.mark.parametrize("name", REACHED_BY_PAGES)
def test_whatever_a_page_may_show_is_written_in_vietnamese_where_it_is_raised(name: str) -> None:
    tree = ast.parse((CENTRAL / name).read_text("utf-8"))
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    calls = [call for call in raised if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]
    kinds = {"BadInput", "NotAllowed"}
    silent = [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in kinds
        and "vi" not in {keyword.arg for keyword in call.keywords}
    ]
    assert not silent


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/reports?span=decade", "Địa chỉ không nêu kỳ"),
        ("/reports?on=hom-qua", "Ngày viết như 2026-11-21."),
        ("/reports?on=1999-01-01", "Chỉ có số liệu từ năm 2020"),
    ],
)
def test_a_leader_reads_a_refusal_on_a_page_and_a_program_gets_json(
    path: str, words: str, http: httpx.Client
) -> None:
    page = http.get(path, headers={"Accept": "text/html,application/xhtml+xml"})
    assert page.status_code == 400
    assert f'<p class="problem">{words}' in page.text
    assert 'lang="en"' in page.text
    told = http.get(path, headers={"Accept": "application/json"})
    assert (told.status_code, told.headers["Content-Type"]) == (400, "application/json")


def test_a_keeper_reads_why_in_vietnamese(http: httpx.Client) -> None:
    form = {"office": "moi", "name": "Phường Mới", "area": "ca-mau"}
    answer = http.post("/admin/offices", data=form)
    assert answer.status_code == 400
    assert '<p class="problem">“ca-mau” không phải địa bàn của bạn.</p>' in answer.text


def test_every_refusal_has_words_in_vietnamese() -> None:
    assert said_vi(NotAllowed("no", vi="Không được.")) == "Không được."
    errors = (NotAllowed("no"), ConfigInvalid("bad"), CentralAway("gone"), BadSignature("other key"))
    assert len({said_vi(error) for error in errors}) == len(errors)
