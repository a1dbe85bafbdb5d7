"""An invented office, as the gallery shows it: eight fields, tickets, procedures, places kept."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.procedures import Procedure, ProcedureIndex
from kiosk.ui.parts import GroupView, OfferView, OfficeView, SlipView
from kiosk.ui.view_state import FieldView, TicketView

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

PROCEDURES = (
    Procedure(
        "2.000815",
        "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp hoặc chứng nhận",
        "Certified copy of an original",
        "chung_thuc",
        ("Bản chính giấy tờ", "Bản cần chứng thực (nếu đã chụp)"),
        "Trong ngày; nhận sau 15 giờ thì trả ngày làm việc tiếp theo",
        "2.000 đồng/trang; từ trang thứ 3: 1.000 đồng/trang; tối đa 200.000 đồng/bản",
        ("sao y", "photo công chứng"),
        "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=2.000815",
    ),
    *(
        Procedure(f"1.00{number}", f"Cấp Giấy xác nhận tình trạng hôn nhân số {number}", "", "ho_tich")
        for number in range(4873, 4879)
    ),
)

OFFICE = OfficeView(
    groups=(
        GroupView("khuyet_tat", {"vi": "người khuyết tật nặng", "en": "severe disability"}),
        GroupView("tu_75_tuoi", {"vi": "từ 75 tuổi", "en": "aged 75 or over"}),
        GroupView("mang_thai", {"vi": "phụ nữ mang thai", "en": "pregnant"}),
        GroupView("nguoi_co_cong", {"vi": "người có công", "en": "people with merit"}),
        GroupView("tre_nho", {"vi": "người bế trẻ dưới 36 tháng", "en": "with a child under 36 months"}),
    ),
    hotline="1900 1009",
    payment_qr="00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    payment_text="UBND phường Hòa Bình",
    results_field="nhan_ket_qua",
    procedures=ProcedureIndex(PROCEDURES),
)

HOLIDAY = "Quốc khánh"

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
    prepare={"vi": "Bản chính giấy tờ, thẻ căn cước", "en": "The original papers and your identity card"},
)

CALLED = replace(
    TICKET,
    code="E002",
    field="bao_tro_nguoi_co_cong",
    state="called",
    counter={"vi": "quầy 4", "en": "counter 4"},
)

DIRECT = replace(TICKET, counter={"vi": "quầy 2", "en": "counter 2"}, ahead=0)

OFFER = OfferView("0" * 8, "chung_thuc", "closing", "23/11", "07:30", "08:30")

SLIP = SlipView(
    "KP1|mot-cua-demo|2026-11-23|chung_thuc|12|7K2MQ4XD||" + "s" * 88,
    "7K2MQ4XD",
    "chung_thuc",
    "23/11",
    "07:30",
    "08:30",
)

VERBATIM = frozenset(
    {
        *(text for one in PROCEDURES for text in (one.name_vi, *one.papers, one.time_limit, one.fee)),
        OFFICE.payment_text,
        HOLIDAY,
    }
)
"""What stands in Vietnamese in every language: the catalogue's own words, names."""
