"""The gate where choices are numbers: to the sealed queue, and to the guidance, on the OA."""

import pytest

from tests.conftest import OpenTown
from tests.journeys.offices import Office, open_office

BRIBE = "toi to cao ong Ba dia chinh doi 5 trieu moi chiu do dat, co giay viet tay"
FINE = "Tôi không đồng ý quyết định phạt tôi 5 triệu, đề nghị xem xét lại"


@pytest.fixture
async def office(open_a_town: OpenTown) -> Office:
    """Residents and staff on the OA."""
    return await open_office(open_a_town, "zalo_oa", "zalo_oa")


async def test_a_denunciation_goes_under_seal_by_numbers(office: Office) -> None:
    town, lan, hong = office.town, office.resident("Lan"), office.resident("Hồng")
    await town.appoint(hong, "sealed")
    before = len(office.group.messages)
    asked = await town.says(lan, BRIBE)
    assert "có thể là tố cáo" in asked.text
    await town.says(lan, _number(asked, "Nhờ người có"))
    asked = [m for m in lan.messages if m.from_bot][-1]
    assert "liên quan tới ai" in asked.text
    await town.says(lan, _number(asked, "gửi kín"))
    assert office.heard(lan, "Chỉ Hồng mở được")
    notice = [m for m in hong.messages if m.from_bot][-1]
    assert "tin kín" in notice.text
    await office.choose(hong, "Mở xem")
    await town.says(hong, "được giao xem xét tin này")
    assert office.heard(hong, BRIBE)
    assert len(office.group.messages) == before


async def test_a_complaint_gets_its_guidance_and_the_form_by_numbers(office: Office) -> None:
    town, lan = office.town, office.resident("Lan")
    before = len(office.group.messages)
    asked = await town.says(lan, FINE)
    assert "có thể là khiếu nại" in asked.text
    assert "hạn 90 ngày để khiếu nại vẫn tính tiếp" in asked.text
    await town.says(lan, _number(asked, "Nhận mẫu đơn"))
    assert office.heard(lan, "Luật Khiếu nại 2011 Đ.8")
    await office.choose(lan, "Đặt lịch")
    offered = [m for m in lan.messages if m.from_bot][-1]
    await town.says(lan, _number(offered, "08:00"))
    assert office.heard(lan, "đã có lịch")
    assert len(office.group.messages) == before


def _number(message: object, label: str) -> str:
    """What a person types who reads the choices as a numbered list, or taps in their order."""
    labels = list(getattr(message, "labels", []))
    named = [at for at, one in enumerate(labels, 1) if label.casefold() in one.casefold()]
    assert named, labels
    return str(named[0])
