"""Which office and machine this is, where it keeps its data, how it is reached and reaches central."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.config_section import Name, Output, Port, Rotation, Section


class OfficeSection(Section, frozen=True):
    """Which office this is, and who answers for it.

    Attributes:
        timezone: IANA name; dates and hours are told in it.
    """

    id: Name = "mot-cua-demo"
    name: str = "Bộ phận Một cửa phường Mẫu"
    responsible: str = "UBND phường Mẫu"
    contact: str = "024 0000 0000"
    timezone: str = "Asia/Ho_Chi_Minh"


class DeviceSection(Section, frozen=True):
    """Which machine this is.

    Attributes:
        clock_battery: Whether its clock runs while it is off; a Raspberry Pi before the 5 has none.
    """

    id: Name = "kiosk-1"
    clock_battery: bool = True


class DeskSection(Section, frozen=True):
    """Where the desk keeps its data and listens.

    Attributes:
        state_dir: The database, keys and sync cursor; survives a power cut.
        host: The address to listen on; 0.0.0.0 for the whole office's network.
        runtime_dir: The socket, the day key and sealed faces; a tmpfs that dies with the power.
        public_url: Address of the office's pages as counter PCs and phones see it; empty for one
            made of host and port.
        kiosk_port: Where the office's other kiosks are admitted; nobody listens there while there is no [[kiosk]].
        logs_dir: Folder for the logs that a technician wants; empty for the one stick mounted under /media.
    """

    state_dir: str = "/var/lib/kiosk"
    runtime_dir: str = "/run/kiosk"
    host: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-fA-F:.]+$")] = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""
    kiosk_port: Port = 8444
    logs_dir: str = ""


class PagesSection(Section, frozen=True):
    """How the office's network reaches the pages.

    Attributes:
        tls: Serve the pages encrypted; without it all of them are plain HTTP on one port.
        certificate: The office's own certificate chain, PEM; empty for one that this machine makes.
        certificate_key: Its private key, PEM.
        plain_port: Beside TLS: the board for televisions, the authority to download, and redirects.
        board_token: Secret in the board's address; empty for one made at the first start.
        mdns: Tell the network the name ``motcua-OFFICE.local``.
    """

    tls: bool = True
    certificate: str = ""
    certificate_key: str = ""
    plain_port: Port = 8081
    board_token: Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9_-]{16,64})?$")] = ""
    mdns: bool = True


class ScreenSection(Section, frozen=True):
    """The touch screen and its camera.

    Attributes:
        width_mm: Physical width of the picture; touch targets are sized by it.
        output: Which display it is, where there are two.
        rotation: How far the picture is turned; touches turn with it.
        touch_rotation: How far the glass's own axes are turned besides, where touches land wrong.
        camera: Source, such as ``v4l2:/dev/video0``, ``picamera2``, ``libcamera`` or ``replay:FILE``.
        clear_ticket_s: How long a ticket stays on the screen.
        idle_s: Without a touch for so long, the screen asks, then starts anew.
        mount_mm: Height of the picture's lower edge above the floor.
        aids: What is switched on for everybody, such as ``large_text``.
        volume: Of what is spoken to the person before it; a citizen who wants it louder has all of it.
    """

    width_mm: Annotated[int, msgspec.Meta(ge=100, le=1000)] = 344
    output: Output = "HDMI-A-1"
    rotation: Rotation = 0
    touch_rotation: Rotation = 0
    camera: str = "v4l2:/dev/video0"
    clear_ticket_s: Annotated[int, msgspec.Meta(ge=3, le=120)] = 20
    idle_s: Annotated[int, msgspec.Meta(ge=10, le=600)] = 60
    mount_mm: Annotated[int, msgspec.Meta(ge=0, le=1500)] = 900
    aids: tuple[Literal["large_text", "high_contrast", "low", "calm", "spoken", "loud"], ...] = ("spoken",)
    volume: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.4


class SyncSection(Section, frozen=True):
    """The central server; nothing is sent before `kiosk enrol`.

    Attributes:
        central: Address such as ``https://central.example``; empty for an office on its own.
        code: One-time code with which the device enrols itself; of no use afterwards.
        proxy: Address such as ``http://proxy.example:3128``; empty for what the environment says.
        authority: File with the authorities to trust for central, PEM; empty for the system's.
        interval_s: Pause between pushes when there is nothing to hurry for.
        citizen_url: Address of central's pages for citizens, to which tickets' QR codes lead then; empty for the
            desk's own pages.
    """

    central: str = ""
    code: Annotated[str, msgspec.Meta(max_length=64)] = ""
    proxy: str = ""
    authority: str = ""
    interval_s: Annotated[float, msgspec.Meta(ge=0.05, le=3600)] = 5.0
    citizen_url: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^/\s?#]+(/[^\s?#]*[^/\s?#])?)?$")] = ""
