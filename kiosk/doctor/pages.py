"""Whether PCs can reach the pages, and by which authority they know them."""

from __future__ import annotations

import datetime as dt
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
        from kiosk.lib.certificates import CertificateFiles, ends_at, fingerprint
        from kiosk.run.desk_pages import page_url

        config = context.config
        url = page_url(config, config.desk.port)
        if not config.pages.tls:
            return warning(
                f"{url} is not encrypted", "set [pages] tls = true, except for a trial on one machine"
            )
        if config.pages.certificate:
            return fine(f"{url} with the office's own certificate {config.pages.certificate}")
        files = CertificateFiles(context.paths.tls)
        if not files.certificate.exists():
            return warning(f"{url} has no certificate yet", "start the desk once; it makes one")
        now = dt.datetime.fromtimestamp(context.now // MS_PER_S, dt.UTC)
        left = ends_at(files.certificate.read_bytes()) - now
        if left < dt.timedelta(0):
            return fault(f"the certificate of {url} has ended", "restart the desk; it makes a new one")
        authority = fingerprint(files.authority.read_bytes())
        return fine(f"{url}, certificate for {left.days} more days; authority SHA-256 {authority}")
