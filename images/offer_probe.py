"""Has the release that central offers installed, as a supervisor at a PC does: reads the settings page, clicks.

Runs with the system's own Python inside the booted machine: `update-test.sh` brings it in, with a supervisor's PIN and the
release. Ends with a message and 1 at the first thing that is not so.
"""

from __future__ import annotations

import json
import ssl
import sys
import urllib.request

PAGES = "https://127.0.0.1:8080"
SUPERVISOR = "pt-01"
ASK_WITHIN_S = 20.0


def main(pin: str, release: str) -> None:
    """Sign in, find the release on the page, want it, and find that said."""
    context = ssl.create_default_context()
    # This machine made its certificate a moment ago; who it is, is known from where we stand.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor()
    )

    def ask(path: str, form: object = None) -> str:
        body = None if form is None else json.dumps(form).encode()
        request = urllib.request.Request(PAGES + path, body, {"X-Requested-With": "kiosk"})  # noqa: S310  # always PAGES
        with browser.open(request, timeout=ASK_WITHIN_S) as answer:
            return answer.read().decode()

    ask("/api/session", {"officer": SUPERVISOR, "pin": pin, "counter": None})
    if f'data-release="{release}"' not in ask("/settings"):
        sys.exit(f"the settings page does not offer {release}")
    ask("/api/settings/release", {"release": release})
    if "sẽ được cài ngoài giờ làm việc" not in ask("/settings"):
        sys.exit("the settings page does not say that it will be installed")


main(*sys.argv[1:])
