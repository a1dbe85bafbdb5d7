"""Accounts at central, on either database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kiosk.central import account_log
from kiosk.central.accounts import (
    FAILURES_BEFORE_LOCK,
    LOCK_MS,
    SESSION_MS,
    Accounts,
    Right,
    Role,
    read_right,
)
from kiosk.central.commands import open_storage
from kiosk.central.storage import Storage
from kiosk.errors import BadInput, ConfigInvalid, LogBroken, NotSignedIn
from kiosk.lib.clock import ManualClock
from kiosk.lib.units import MS_PER_S

PASSWORD = "sen-hong-9-canh"
HA_DONG = Right(Role.READER, "ha-noi/ha-dong")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def accounts(storage: Storage, clock: ManualClock) -> Accounts:
    made = Accounts(storage, clock)
    made.add("lan", PASSWORD, [HA_DONG])
    return made


def kinds(accounts: Accounts) -> list[str]:
    return [event.kind for event in reversed(accounts.happenings(100))]


def test_who_signs_in_is_known_until_the_evening(accounts: Accounts, clock: ManualClock) -> None:
    secret = accounts.sign_in("lan", PASSWORD)
    viewer = accounts.viewer(secret)
    assert viewer is not None
    assert (viewer.account, viewer.rights, viewer.is_auditor) == ("lan", (HA_DONG,), False)
    assert accounts.viewer("another") is None
    clock.advance(SESSION_MS / MS_PER_S)
    assert accounts.viewer(secret) is None


def test_signing_out_ends_the_session(accounts: Accounts) -> None:
    secret = accounts.sign_in("lan", PASSWORD)
    accounts.sign_out(secret)
    assert accounts.viewer(secret) is None
    assert kinds(accounts) == ["AccountSet", "SignedIn", "SignedOut"]


def test_a_guesser_is_locked_out_and_the_owner_comes_back_later(
    accounts: Accounts, clock: ManualClock
) -> None:
    for _ in range(FAILURES_BEFORE_LOCK):
        with pytest.raises(NotSignedIn):
            accounts.sign_in("lan", "wrong-password")
    with pytest.raises(NotSignedIn):
        accounts.sign_in("lan", PASSWORD)
    assert kinds(accounts)[-2:] == ["AccountLocked", "SignInFailed"]
    clock.advance(LOCK_MS / MS_PER_S)
    assert accounts.sign_in("lan", PASSWORD)


def test_an_unknown_account_is_told_the_same_as_a_wrong_password(accounts: Accounts) -> None:
    with pytest.raises(NotSignedIn) as unknown:
        accounts.sign_in("nobody", PASSWORD)
    with pytest.raises(NotSignedIn) as wrong:
        accounts.sign_in("lan", "wrong-password")
    assert str(unknown.value) == str(wrong.value)


def test_another_password_ends_every_session(accounts: Accounts) -> None:
    secret = accounts.sign_in("lan", PASSWORD)
    accounts.add("lan", "another-password", [Right(Role.AUDITOR, "*")])
    assert accounts.viewer(secret) is None
    viewer = accounts.viewer(accounts.sign_in("lan", "another-password"))
    assert viewer is not None
    assert viewer.is_auditor
    assert viewer.scope.covers("ca-mau")


def test_a_removed_account_opens_nothing(accounts: Accounts) -> None:
    secret = accounts.sign_in("lan", PASSWORD)
    accounts.remove("lan")
    assert accounts.viewer(secret) is None
    assert not accounts.any()
    with pytest.raises(BadInput):
        accounts.remove("lan")


def test_no_password_is_in_the_database_or_its_log(accounts: Accounts, storage: Storage) -> None:
    accounts.sign_in("lan", PASSWORD)
    kept = storage.manage(
        lambda session: [
            *session.rows("SELECT password_hash FROM account"),
            *session.rows("SELECT body FROM audit_event"),
        ]
    )
    assert str(kept[0][0]).startswith("$argon2id$")
    assert PASSWORD not in repr(kept)


@pytest.mark.parametrize(
    "text", ["reader", "reader:", "king:ha-noi", "reader:Hà Nội", "reader:ha-noi/", "reader:%"]
)
def test_a_right_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_right(text)


@pytest.mark.parametrize(("name", "password"), [("Lan Anh", PASSWORD), ("lan", "short")])
def test_a_name_or_password_that_is_none_is_refused(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(BadInput):
        accounts.add(name, password, [HA_DONG])


def test_the_accounts_log_shows_where_it_was_changed(tmp_path: Path, clock: ManualClock) -> None:
    with closing(open_storage(f"sqlite:///{tmp_path / 'central.db'}")) as storage:
        Accounts(storage, clock).add("lan", PASSWORD, [HA_DONG])
        Accounts(storage, clock).sign_in("lan", PASSWORD)
        assert storage.manage(account_log.check) == 2
        change = (
            "UPDATE audit_event SET body = CAST(replace(body, 'console', 'nobody') AS BLOB) WHERE seq = 1"
        )
        storage.manage(lambda session: session.run(change))
        with pytest.raises(LogBroken, match="event 1"):
            storage.manage(account_log.check)


@pytest.mark.postgres
def test_nobody_who_serves_can_change_the_accounts_log(postgres_url: str, clock: ManualClock) -> None:
    with closing(open_storage(postgres_url)) as storage:
        Accounts(storage, clock).add("lan", PASSWORD, [HA_DONG])
        with pytest.raises(ConfigInvalid, match="permission denied"):
            storage.manage(lambda session: session.run("DELETE FROM audit_event"))
        with pytest.raises(ConfigInvalid, match="permission denied"):
            storage.manage(lambda session: session.run("UPDATE audit_event SET hash = ''"))
