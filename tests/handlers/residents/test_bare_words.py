"""A few words typed where a button stands mean what the button means, and are no report."""

import pytest

from tests.handlers.residents.stories import drafts
from tests.handlers.told import Town

BRIBED = "ông Tám cán bộ địa chính nhận hối lộ 5 triệu"
EVICTED = "Tôi khiếu nại quyết định thu hồi đất nhà tôi"


@pytest.mark.parametrize(
    "typed",
    ["không phải tố cáo", "Khong phai to cao dau con", "dạ hổng phải tố cáo", "ko phải là tố cáo"],
)
async def test_no_denunciation_may_be_said_in_words(told: Town, typed: str) -> None:
    await told.says("ba", BRIBED)
    [sure] = await told.says("ba", typed)
    assert "Nếu gửi như phản ánh" in sure.text
    [shown] = await told.says("ba", "vẫn gửi")
    assert f"«{BRIBED}»" in shown.text
    assert "Gửi" in shown.labels[0]


@pytest.mark.parametrize("typed", ["dung", "không", "thôi khỏi"])
async def test_what_may_be_no_exposes_nobody(told: Town, typed: str) -> None:
    await told.says("ba", BRIBED)
    await told.says("ba", "không phải tố cáo")
    [asked] = await told.says("ba", typed)
    assert "có thể là tố cáo" in asked.text or "không gửi đi đâu" in asked.text


async def test_no_complaint_may_be_said_in_words(told: Town) -> None:
    await told.says("ba", EVICTED)
    [shown] = await told.says("ba", "đây hông phải khiếu nại")
    assert f"«{EVICTED}»" in shown.text
    assert "Trợ lý đã ghi" in shown.text


@pytest.mark.parametrize(
    ("first", "typed"),
    [
        (BRIBED, "không phải khiếu nại"),
        (BRIBED, "không phải tố cáo mà là nói thiệt, ổng lấy tiền"),
        ("Đèn đường ấp 5 hư", "không phải tố cáo cán bộ nhận hối lộ"),
    ],
)
async def test_what_says_something_else_is_asked_about(told: Town, first: str, typed: str) -> None:
    await told.says("ba", first)
    [asked] = await told.says("ba", typed)
    assert "có thể là tố cáo" in asked.text
    assert len(await drafts(told)) == 1
