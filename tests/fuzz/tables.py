"""CSV tables that people write in a spreadsheet."""

from __future__ import annotations

from importlib import resources

from kiosk.config_procedures import read_procedures
from kiosk.domain.procedures import ProcedureIndex
from kiosk.run.provision import read_table
from tests.fuzz.settings import scratch
from tests.fuzz.target import Target

FIELDS = ("ho_tich", "chung_thuc")
PROCEDURES = resources.files("kiosk").joinpath("procedures.csv").read_bytes()[:4_000]
OFFICES = "office,name,device\nha-dong,Phường Hà Đông,kiosk-1\nba-dinh,Phường Ba Đình,kiosk-1\n"


def read_catalogue(content: bytes) -> None:
    """Read procedures; what was read can be searched."""
    text = content.decode("utf-8", "replace")
    index = ProcedureIndex(read_procedures(text, "procedures.csv", FIELDS, "https://example.vn/{code}"))
    index.search(text[:40])


def read_offices(content: bytes) -> None:
    """Read the table of `kiosk provision`, from a file."""
    path = scratch() / "offices.csv"
    path.write_bytes(content)
    read_table(path)


TARGETS = (
    Target(
        "procedures", read_catalogue, (PROCEDURES,), (b'"', b";", b"\r\n", b",2.000815,", b"\x00", b"{code}")
    ),
    Target("offices", read_offices, (OFFICES.encode(),), (b'"', b"\r", b"office,name,device\n", b"\x00")),
)
