"""The pages about accounts and offices, for administrators; and everybody's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from kiosk.central import commands, fleet
from kiosk.central.account_admin import AccountAdmin
from kiosk.central.accounts import SHORTEST_PASSWORD, Role, read_right
from kiosk.central.keepers import gone
from kiosk.domain.ids import OfficeId
from kiosk.errors import BadInput, NotSignedIn

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.routing import Route

    from kiosk.central.account_admin import KnownAccount
    from kiosk.central.accounts import Accounts, Right
    from kiosk.central.fleet import Place
    from kiosk.central.keepers import Frame, Visit
    from kiosk.central.scope import Scope
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock

ADMINS = (Role.ADMIN,)


class AccountPages:
    """What administrators do; each within their own areas."""

    def __init__(self, storage: Storage, accounts: Accounts, clock: Clock, frame: Frame) -> None:
        self._storage = storage
        self._accounts = accounts
        self._admin = AccountAdmin(storage, accounts, clock)
        self._clock = clock
        self._frame = frame

    def routes(self) -> list[Route]:
        """List the pages and forms with their addresses."""
        frame = self._frame
        return [
            frame.reading("/admin/accounts", ADMINS, self.accounts),
            frame.doing("/admin/accounts", ADMINS, self.add),
            frame.doing("/admin/accounts/{account}/rights", ADMINS, self.set_rights),
            frame.doing("/admin/accounts/{account}/reset", ADMINS, self.reset),
            frame.doing("/admin/accounts/{account}/remove", ADMINS, self.remove),
            frame.reading("/admin/offices", ADMINS, self.offices),
            frame.doing("/admin/offices", ADMINS, self.set_office),
            frame.reading("/password", (), self.password),
            frame.doing("/password", (), self.change_password),
        ]

    async def accounts(self, visit: Visit) -> Response:
        """Show the accounts of the administrator's areas."""
        return await self._shown(visit)

    async def add(self, visit: Visit) -> Response:
        """Add an account, and show its password this once."""
        account, rights = visit.form.get("account", "").strip(), _rights(visit.form)
        password = await run_in_threadpool(self._admin.add, visit.viewer, account, rights)
        return await self._shown(visit, account, password)

    async def set_rights(self, visit: Visit) -> Response:
        """Give an account other rights."""
        rights = _rights(visit.form)
        await run_in_threadpool(self._admin.set_rights, visit.viewer, visit.place("account"), rights)
        return gone("/admin/accounts")

    async def reset(self, visit: Visit) -> Response:
        """Give an account a new password, and show it this once."""
        account = visit.place("account")
        password = await run_in_threadpool(self._admin.reset, visit.viewer, account)
        return await self._shown(visit, account, password)

    async def remove(self, visit: Visit) -> Response:
        """Remove an account."""
        await run_in_threadpool(self._admin.remove, visit.viewer, visit.place("account"))
        return gone("/admin/accounts")

    async def offices(self, visit: Visit) -> Response:
        """Show the offices of the administrator's areas."""
        scope = visit.viewer.over(*ADMINS)
        offices: list[Place] = await run_in_threadpool(
            self._storage.manage, lambda session: fleet.places(session, scope), writes=False
        )
        return self._frame.page("keep_offices.html", visit.viewer, offices=offices, areas=scope.areas)

    async def set_office(self, visit: Visit) -> Response:
        """Add an office, or give one another name and area."""
        await run_in_threadpool(self._set_office, visit)
        return gone("/admin/offices")

    async def password(self, visit: Visit) -> Response:
        """Ask for one's own old and new password."""
        return self._frame.page("password.html", visit.viewer, wrong="")

    async def change_password(self, visit: Visit) -> Response:
        """Take one's own new password; one signs in anew."""
        account, form = visit.viewer.account, visit.form
        new, wrong = form.get("new", ""), ""
        if len(new) < SHORTEST_PASSWORD or new != form.get("again", ""):
            wrong = f"Mật khẩu mới cần ít nhất {SHORTEST_PASSWORD} ký tự, gõ hai lần như nhau."
        else:
            try:
                await run_in_threadpool(self._accounts.change_password, account, form.get("old", ""), new)
            except NotSignedIn:
                wrong = "Mật khẩu cũ không đúng, hoặc tài khoản đang bị khóa 15 phút."
        if not wrong:
            return gone("/")
        return self._frame.page("password.html", visit.viewer, 400, wrong=wrong)

    async def _shown(self, visit: Visit, account: str = "", password: str = "") -> Response:
        known: list[KnownAccount] = await run_in_threadpool(self._admin.listed, visit.viewer)
        areas = visit.viewer.over(*ADMINS).areas
        return self._frame.page(
            "keep_accounts.html", visit.viewer, known=known, areas=areas, account=account, password=password
        )

    def _set_office(self, visit: Visit) -> None:
        scope: Scope = visit.viewer.over(*ADMINS)
        office, form = OfficeId(visit.form.get("office", "").strip()), visit.form
        area = form.get("area", "").strip()
        if not scope.covers(area):
            raise BadInput(f"{area!r} is no area of yours", vi=f"“{area}” không phải địa bàn của bạn.")
        before = self._storage.manage(lambda session: fleet.area_of(session, office), writes=False)
        if before is not None and not scope.covers(before):
            raise BadInput(
                f"office {office} is another area's", vi=f"Điểm {office} thuộc địa bàn khác; đặt mã khác."
            )
        commands.set_office(
            self._storage, office, form.get("name", ""), self._clock.wall(), area, visit.viewer.account
        )


def _rights(form: dict[str, str]) -> list[Right]:
    """Read rights, one a line or with spaces between them, or the one that was chosen."""
    written = form.get("rights", "").split()
    if form.get("role"):
        written.append(f"{form['role']}:{form.get('area', '').strip()}")
    return [read_right(one) for one in written]
