"""The sign for the entrance: one sheet of A4 that says where the camera is, what for, and whom to ask."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.config import Config

SIGN = Template("""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>Khu vực có camera</title>
<style>
@page { size: A4 portrait; margin: 0; }
* { box-sizing: border-box; margin: 0; }
body { width: 210mm; height: 296mm; padding: 14mm 16mm; font-family: "Noto Sans", "DejaVu Sans", sans-serif; color: #111;
  text-align: center; display: flex; flex-direction: column; justify-content: space-between; line-height: 1.4; }
svg { width: 78mm; height: 78mm; align-self: center; }
h1 { font-size: 40pt; line-height: 1.25; }
h1 + p { font-size: 17pt; color: #333; }
.main { font-size: 23pt; font-weight: 600; }
.also { font-size: 17pt; }
.en { font-size: 13pt; color: #333; }
.who { border-top: 1.2mm solid #111; padding-top: 6mm; font-size: 15pt; }
</style>
</head>
<body>
<svg viewBox="0 0 200 200" role="img" aria-label="camera">
<circle cx="100" cy="100" r="94" fill="#ffd400" stroke="#111" stroke-width="8"/>
<rect x="38" y="66" width="92" height="70" rx="10" fill="#111"/>
<path d="M136 92 L166 74 V128 L136 110 Z" fill="#111"/>
<circle cx="84" cy="101" r="24" fill="#ffd400"/>
<circle cx="84" cy="101" r="11" fill="#111"/>
</svg>
<div>
<h1>KHU VỰC CÓ CAMERA</h1>
<p>Camera in use</p>
</div>
<div>
<p class="main">Chỉ nhận diện khuôn mặt khi người dân bấm đồng ý tại máy.</p>
<p class="en">Faces are recognised only after you press “agree” at the machine.</p>
</div>
<div>
<p class="also">Máy dùng trí tuệ nhân tạo nhận diện khuôn mặt để xếp hàng và gọi đúng lượt trong hôm nay. Không lưu ảnh.<br>
Không đồng ý? Lấy số thường, thời gian chờ như nhau. Người dưới 18 tuổi không dùng khuôn mặt.</p>
<p class="en">Artificial intelligence recognises faces, only to queue and be called in turn today. No picture is kept.<br>
You may refuse: take a plain number, the wait is the same. Nobody under 18 uses the face.</p>
</div>
<div class="who">
<p><strong>$office</strong></p>
<p>$responsible</p>
<p>Liên hệ / Contact: <strong>$contact</strong></p>
</div>
</body>
</html>
""")


def sign(config: Config) -> str:
    """Draw the sign with the office's own names, as HTML that prints on one sheet of A4."""
    office = config.office
    return SIGN.substitute(
        office=escape(office.name), responsible=escape(office.responsible), contact=escape(office.contact)
    )
