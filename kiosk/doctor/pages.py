"""Whether PCs can reach the pages, and by which authority they know them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.doctor.check import fault, fine, warning
from kiosk.lib.units import MS_PER_S

if TYPE_CHECKING:
    from kiosk.doctor.check import Context, Finding


class PagesCheck:
    """The pages have a certificate that lasts, and other machines can reach them."""

    name = "pages"

    def run(self, context: Context) -> Finding:
        """Read the configuration and the certificate; opens no connection."""
        from kiosk.lib.certificates import CertificateFiles, fingerprint
        from kiosk.run.desk_pages import page_url

        config = context.config
        url = page_url(config, config.desk.port)
        if not config.pages.tls:
            return warning(
                f"{url} is not encrypted", "set [pages] tls = true, except for a trial on one machine"
            )
        if config.pages.certificate:
            return _judge_own(url, Path(config.pages.certificate), context)
        files = CertificateFiles(context.paths.tls)
        if not files.certificate.exists():
            return warning(f"{url} has no certificate yet", "start the desk once; it makes one")
        left = _left(files.certificate, context)
        if left < dt.timedelta(0):
            return fault(f"the certificate of {url} has ended", "restart the desk; it makes a new one")
        authority = fingerprint(files.authority.read_bytes())
        return fine(f"{url}, certificate for {left.days} more days; authority SHA-256 {authority}")


def _judge_own(url: str, certificate: Path, context: Context) -> Finding:
    """Judge a certificate that somebody gave to the office, and that nobody renews but them."""
    from kiosk.lib.certificates import RENEW_DAYS

    remedy = "put a new one from whoever issues it in its place, with its key; then restart the desk"
    try:
        left = _left(certificate, context)
    except (OSError, ValueError):
        return fault(f"{url} has no certificate: {certificate} cannot be read as one", remedy)
    if left < dt.timedelta(0):
        return fault(f"the office's own certificate of {url} has ended", remedy)
    told = f"{url} with the office's own certificate {certificate}, for {left.days} more days"
    return warning(told, remedy) if left < dt.timedelta(days=RENEW_DAYS) else fine(told)


def _left(certificate: Path, context: Context) -> dt.timedelta:
    """Tell how long a certificate still holds; negative where it has ended."""
    from kiosk.lib.certificates import ends_at

    now = dt.datetime.fromtimestamp(context.now // MS_PER_S, dt.UTC)
    return ends_at(certificate.read_bytes()) - now
