"""A file of settings as a technician writes it."""

from __future__ import annotations

GOOD = """
[system]
host_name = "kiosk-ba-dinh"
time_zone = "Asia/Ho_Chi_Minh"
ssh_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB+w technician"

[wifi]
network = "Một cửa"
password = "mat khau bi mat"

[office]
id = "ba-dinh"
name = "Bộ phận Một cửa phường Ba Đình"
responsible = "UBND phường Ba Đình"
contact = "024 1234 5678"

[sync]
central = "https://central.example"

[central]
enrolment_code = "CODE-1234"
"""

SHOWN = "\n".join(line for line in GOOD.splitlines() if not line.startswith("ssh_key")) + "\n"
"""The same for a code, which may bring no key."""
