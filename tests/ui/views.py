"""Screens to test with: eight fields, a notice, a ticket."""

from __future__ import annotations

from dataclasses import replace

from kiosk.ui.view_state import FieldView, Help, Hint, NoticeView, Screen, TicketView, ViewState

FIELDS = (
    FieldView("chung_thuc", {"vi": "Chứng thực", "en": "Certification"}, "A", waiting=4),
    FieldView("ho_tich", {"vi": "Hộ tịch", "en": "Civil status"}, "B", waiting=12),
    FieldView("dat_dai_xay_dung", {"vi": "Đất đai – Xây dựng", "en": "Land – Construction"}, "C"),
    FieldView("ho_kinh_doanh", {"vi": "Hộ kinh doanh", "en": "Household business"}, "D", waiting=1),
    FieldView(
        "bao_tro_nguoi_co_cong",
        {"vi": "Bảo trợ xã hội – Người có công", "en": "Social support – People with merit"},
        "E",
        waiting=2,
    ),
    FieldView(
        "cu_tru_can_cuoc",
        {"vi": "Cư trú – Căn cước (Công an)", "en": "Residence – ID card (Police)"},
        "F",
        is_served=False,
    ),
    FieldView("nhan_ket_qua", {"vi": "Nhận kết quả", "en": "Collect a result"}, "G"),
    FieldView(
        "huong_dan", {"vi": "Lĩnh vực khác, hướng dẫn", "en": "Other matters, guidance"}, "H", waiting=3
    ),
)

_NOTICE_VI = """\
Máy dùng trí tuệ nhân tạo để nhận diện khuôn mặt thay cho phiếu số. Đặc điểm khuôn mặt là dữ liệu cá nhân nhạy cảm.
Chỉ dùng để xếp hàng và gọi đúng lượt hôm nay. Ảnh không được lưu; đặc điểm khuôn mặt bị xóa khi xong lượt hoặc cuối ngày.
Không đồng ý thì lấy số thường, thời gian chờ như nhau."""

_NOTICE_EN = """\
This machine uses artificial intelligence to recognise your face in place of a paper number. Facial features are sensitive personal data.
They are used only to queue and to call the right person today. No picture is kept; the features are erased when you have been served or at the end of the day.
If you do not agree, take a plain number: the wait is the same."""

NOTICE = NoticeView(
    paragraphs={"vi": tuple(_NOTICE_VI.splitlines()), "en": tuple(_NOTICE_EN.splitlines())},
    version="1",
    sha256="3f7ac0de" * 8,
)

TICKET = TicketView(
    ticket_id="00000000-0000-4000-8000-000000000017",
    code="A017",
    icon="sen",
    colour="#B3261E",
    field="chung_thuc",
    area={"vi": "Khu A, tầng 1", "en": "Area A, ground floor"},
    ahead=4,
    wait_min=(10, 20),
    qr_text="https://example.vn/t/7Q2M-KX4D",
)

LOOK = object()

OFFICE = {
    "vi": "Trung tâm Phục vụ hành chính công phường Hòa Bình",
    "en": "Hoa Binh Ward Public Service Centre",
}


def every_view(language: str) -> dict[str, ViewState]:
    """Give each screen and state that there is, by a name for its picture."""
    start = ViewState(Screen.START, language, FIELDS, NOTICE)
    chosen = replace(start, chosen="chung_thuc")
    views = {screen.value: replace(chosen, screen=screen) for screen in Screen}
    views["start"] = start
    views |= {
        f"ring-{hint}": replace(chosen, screen=Screen.RING, camera_is_on=True, hint=hint, progress=0.4)
        for hint in Hint
    }
    views |= {
        f"refused-{reason}": replace(chosen, screen=Screen.REFUSED, refusal=reason)
        for reason in ("no_answer", "disk_full", "closed", "no_such_field", "code_unknown", "unheard_of")
    }
    views |= {f"help-{help_}": replace(start, help=help_) for help_ in Help if help_ is not Help.NONE}
    direct = replace(TICKET, counter={"vi": "quầy 2", "en": "counter 2"}, ahead=0)
    views |= {
        "ticket": replace(chosen, screen=Screen.TICKET, ticket=TICKET),
        "ticket-direct": replace(chosen, screen=Screen.TICKET, ticket=direct),
        "ticket-bare": replace(
            chosen, screen=Screen.TICKET, ticket=replace(TICKET, area={}, wait_min=None, qr_text="", ahead=0)
        ),
        "existing": replace(chosen, screen=Screen.EXISTING, ticket=TICKET),
        "existing-long": replace(
            chosen, screen=Screen.EXISTING, ticket=replace(TICKET, field="bao_tro_nguoi_co_cong")
        ),
        "choice-long": replace(chosen, screen=Screen.CHOICE, chosen="bao_tro_nguoi_co_cong"),
        "more-time": replace(chosen, screen=Screen.CHOICE, asks_more_time=True),
    }
    return views
