"""What is only spoken or drawn the gate cannot read: the resident is asked what it is."""

import pytest

from handlers.message import AttachmentKind
from tests.handlers.told import Town

ASKS = "Là tố cáo, khiếu nại"


@pytest.mark.parametrize("kind", [AttachmentKind.VOICE, AttachmentKind.PHOTO, AttachmentKind.VIDEO])
async def test_it_is_said_that_nobody_here_heard_it_and_offered_to_say(
    told: Town, kind: AttachmentKind
) -> None:
    (shown,) = await told.sends("lan", kind)
    assert "không nghe, xem được" in shown.text
    assert "chưa ai đọc" in shown.text
    (asked,) = await told.presses("lan", shown, ASKS)
    (gate,) = await told.presses("lan", asked, "tố cáo")
    assert "có thể là tố cáo" in gate.text
    assert any("liên hệ kín" in one for one in gate.labels)
    (gate,) = await told.presses("lan", asked, "khiếu nại")
    assert "có thể là khiếu nại" in gate.text
    (again,) = await told.presses("lan", asked, "việc khác")
    assert any("Gửi" in one for one in again.labels)


async def test_with_words_there_is_nothing_to_ask(told: Town) -> None:
    (shown,) = await told.sends("lan", AttachmentKind.VOICE, text="Đèn đường khu phố 3 hư")
    assert "không nghe, xem được" not in shown.text
    assert not [one for one in shown.labels if ASKS in one]
    (shown,) = await told.sends("ba", AttachmentKind.PHOTO)
    assert [one for one in shown.labels if ASKS in one]
    shown = (await told.says("ba", "Rác ở đầu hẻm khu phố 2"))[-1]
    assert "không nghe, xem được" not in shown.text


async def test_a_forged_kind_is_stale(told: Town) -> None:
    await told.sends("lan", AttachmentKind.VOICE)
    shown = told.last("lan")
    forged = next(one.value for one in shown.choices if one.value.startswith("way.which"))
    number = forged.partition(":")[2]
    for what in ("spam", "conduct", ""):
        said = await told.forges("lan", shown, f"way.is:{number}:{what}")
        assert "đã qua rồi" in said + told.notice
