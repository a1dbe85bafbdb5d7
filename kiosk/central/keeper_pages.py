"""All keepers' pages together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.central.account_pages import AccountPages
from kiosk.central.config_pages import ConfigPages
from kiosk.central.fleet_pages import FleetPages
from kiosk.central.keeper_words import filters, words
from kiosk.central.keepers import Frame
from kiosk.central.rollouts import Rollouts

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.routing import Route

    from kiosk.central.accounts import Accounts
    from kiosk.central.door import Door
    from kiosk.central.storage import Storage
    from kiosk.lib.clock import Clock


def keeper_routes(
    storage: Storage, accounts: Accounts, clock: Clock, door: Door, templates: Environment
) -> list[Route]:
    """List the pages and forms about devices, configurations, accounts and offices."""
    own = templates.overlay()
    own.filters = {**templates.filters, **filters()}
    own.globals = {**templates.globals, **words()}
    frame = Frame(own, door, clock)
    return [
        *FleetPages(storage, clock, frame).routes(),
        *ConfigPages(storage, Rollouts(storage, clock), frame, clock).routes(),
        *AccountPages(storage, accounts, clock, frame).routes(),
    ]
