"""On Monday the picture and the workbook follow the digest, on every platform as it allows."""

import pytest

from tests.conftest import OpenTown
from tests.journeys.offices import PLATFORMS, open_office, shows_photo
from tests.journeys.scenes import at, counts

NEVER = ("Lan Lan", "0912", "Tổ dân phố")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_leader_has_all_of_it_on_monday(open_a_town: OpenTown, platform: str) -> None:
    office = await open_office(open_a_town, platform, platform)
    town, boss = office.town, office.resident("Chủ tịch")
    await town.appoint(boss, "leader")
    await office.reports(office.resident("Lan Lan"))
    await town.until(at(23, 7, 31))
    (digest,) = office.heard(boss, "📊")
    assert "nhận 1" in digest
    await town.until(at(23, 9))
    assert office.heard(boss, "Mười hai tuần gần nhất")
    assert office.heard(boss, "Bảng số liệu")
    if platform == "telegram":
        assert any(shows_photo(one) for one in boss.messages if one.from_bot)
        (book,) = [one for one in boss.messages if "document" in getattr(one, "data", {})]
        assert book.data["document"]["file_name"] == "bao-cao-2026-W47.xlsx"
    if platform == "zalo_oa":
        names = [file.name for one in boss.messages for file in one.files]
        assert "bao-cao-2026-W47.pdf" in names
        assert office.heard(boss, "bao-cao-2026-W47.xlsx: http")
    assert not any(trace in text for trace in NEVER for text in office.heard(boss, ""))
    assert len(office.heard(boss, "📊")) == 1
    found = await counts(town)
    assert found["out failed"] == found["out queued"] == 0


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_figures_lead_to_the_case_and_to_a_direction(
    open_a_town: OpenTown, platform: str
) -> None:
    office = await open_office(open_a_town, platform, platform)
    town, boss = office.town, office.resident("Chủ tịch")
    await town.appoint(boss, "leader")
    code = await office.reports(office.resident("Lan Lan"))
    await town.says(boss, "bao cao tuan nay")
    await office.choose(boss, "Đơn vị")
    await office.choose(boss, "Kinh tế")
    await office.choose(boss, code[-4:])
    await office.choose(boss, "Chỉ đạo")
    await town.says(boss, "Sửa xong trong tuần này")
    await office.choose(boss, "Hôm nay")
    assert any("Sửa xong trong tuần này" in one.text for one in office.group.messages)
    assert "Lan Lan" not in "".join(office.heard(boss, ""))
