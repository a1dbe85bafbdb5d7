"""Screens to test with: eight fields, a notice, a ticket."""

from __future__ import annotations

from dataclasses import replace

from kiosk.config import load_config
from kiosk.domain.procedures import Procedure, ProcedureIndex
from kiosk.domain.shown_code import OtherKind
from kiosk.run.office_view import notice_view
from kiosk.ui.parts import (
    Aid,
    Errand,
    GroupView,
    News,
    OfferView,
    OfficeNow,
    OfficeView,
    RatingView,
    SearchView,
    SlipView,
)
from kiosk.ui.view_state import FieldView, Help, Hint, Screen, TicketView, ViewState

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

NOTICE = notice_view(load_config(None))

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

OFFERS = OfficeView(
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
    procedures=ProcedureIndex(PROCEDURES),
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
    prepare={"vi": "Bản chính giấy tờ, thẻ căn cước", "en": "The original papers and your identity card"},
)

LOOK = object()

OFFICE = {
    "vi": "Trung tâm Phục vụ hành chính công phường Hòa Bình",
    "en": "Hoa Binh Ward Public Service Centre",
}


NEED_MORE = frozenset({Screen.TOLD, Screen.OFFER, Screen.SLIP})
"""Screens that never come without what they tell of."""

OFFER = OfferView("0" * 8, "chung_thuc", "closing", "23/11", "07:30", "08:30")
SLIP = SlipView(
    "KP1|mot-cua-demo|2026-11-23|chung_thuc|12|7K2MQ4XD||" + "s" * 88,
    "7K2MQ4XD",
    "chung_thuc",
    "23/11",
    "07:30",
    "08:30",
)


def every_view(language: str) -> dict[str, ViewState]:
    """Give each screen and state that there is, by a name for its picture."""
    start = ViewState(Screen.START, language, FIELDS, NOTICE, office=OFFERS)
    chosen = replace(start, chosen="chung_thuc", tickets=(TICKET,))
    views = {screen.value: replace(chosen, screen=screen) for screen in Screen if screen not in NEED_MORE}
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
    return views | _other_journeys(start, chosen)


def _other_journeys(start: ViewState, chosen: ViewState) -> dict[str, ViewState]:
    """Give the screens besides those of taking a place by face."""
    seeks = replace(start, errand=Errand.TURN)
    by_card = replace(chosen, errand=Errand.CARD)
    faced = replace(TICKET, by_face=True)
    second = replace(
        TICKET, code="E002", field="bao_tro_nguoi_co_cong", state="called", counter={"vi": "Quầy 4"}
    )
    views = {
        f"news-{news}": replace(start, now=OfficeNow(news, "13:30", "Quốc khánh"))
        for news in News
        if news is not News.NONE
    }
    views |= {
        f"closed-{news}": replace(start, screen=Screen.CLOSED, now=OfficeNow(news, "23/11 07:30", "Tết"))
        for news in (News.HOLIDAY, News.CLOSED_EARLY, News.AFTER_HOURS)
    }
    views |= {
        f"scan-{kind}": replace(by_card, screen=Screen.SCAN, camera_is_on=True, other_code=kind)
        for kind in ("", *OtherKind, "slip")
    }
    views |= {
        f"told-{told}": replace(start, screen=Screen.TOLD, told=told, told_values=values)
        for told, values in (
            ("no_turn", {}),
            ("rated", {}),
            ("face_stopped", {"codes": "A017, E002", "receipt": "3f7ac0de"}),
        )
    }
    views |= {
        "fields": replace(by_card, screen=Screen.FIELDS, also=("ho_tich",)),
        "choice-several": replace(chosen, screen=Screen.CHOICE, also=("ho_tich", "huong_dan")),
        "choice-turn": replace(seeks, screen=Screen.CHOICE),
        "code-turn": replace(seeks, screen=Screen.CODE),
        "scan-turn": replace(seeks, screen=Screen.SCAN, camera_is_on=True),
        "unsure-turn": replace(seeks, screen=Screen.UNSURE),
        "look_failed-turn": replace(seeks, screen=Screen.LOOK_FAILED),
        "turn": replace(seeks, screen=Screen.TURN, ticket=faced, tickets=(faced,)),
        "turn-several": replace(seeks, screen=Screen.TURN, ticket=faced, tickets=(faced, second)),
        "ticket-several": replace(chosen, screen=Screen.TICKET, ticket=TICKET, tickets=(TICKET, second)),
        "ticket-priority": replace(
            chosen,
            screen=Screen.TICKET,
            ticket=replace(TICKET, priority=OFFERS.groups[4].names),
            tickets=(TICKET,),
        ),
        "turn-fetched": replace(
            seeks, screen=Screen.TURN, ticket=faced, tickets=(replace(faced, fetch="asked"),)
        ),
        "start-full": replace(
            start, fields=tuple(replace(field, closed="no_officer") for field in FIELDS), now=OfficeNow()
        ),
        "offer": replace(chosen, screen=Screen.OFFER, offers=(OFFER,)),
        "offer-closed": replace(chosen, screen=Screen.OFFER, offers=(replace(OFFER, reason="field_closed"),)),
        "slip": replace(chosen, screen=Screen.SLIP, slips=(SLIP,)),
        "slip-bearer": replace(chosen, screen=Screen.SLIP, slips=(replace(SLIP, until=""),)),
        "slip-several": replace(chosen, screen=Screen.SLIP, slips=(SLIP, replace(SLIP, field="ho_tich"))),
        "code-rate": replace(start, screen=Screen.CODE, errand=Errand.RATE),
        "factors-marked": replace(
            start, screen=Screen.FACTORS, rating=RatingView("A017", 3, (5, 4, 0, 0, 0))
        ),
        "search": replace(start, screen=Screen.SEARCH),
        "search-found": replace(start, screen=Screen.SEARCH, search=SearchView("chung", PROCEDURES[:6])),
        "search-nothing": replace(start, screen=Screen.SEARCH, search=SearchView("xyz")),
        "procedure": replace(start, screen=Screen.PROCEDURE, search=SearchView("sao y", (), PROCEDURES[0])),
        "procedure-bare": replace(start, screen=Screen.PROCEDURE, search=SearchView("", (), PROCEDURES[1])),
    }
    return views


def with_aids(views: dict[str, ViewState], *aids: Aid) -> dict[str, ViewState]:
    """Give the same screens as someone sees them who switched these aids on."""
    return {name: replace(view, aids=frozenset(aids)) for name, view in views.items()}
