"""Who wants their name told to nobody is heard at once, whatever stands open, sent or not."""

import pytest

from tests.handlers.residents.stories import LAMP, cases, drafts, entries, file, newest_case
from tests.handlers.told import Town

ONLY = [
    "giấu tên tôi", "giau ten tui nha", "đừng nói tên tui", "xin giữ kín tên người phản ánh",
    "giữ kín nghe con", "xin đừng cho ai biết tui", "tên tui đừng ghi", "không ghi tên được không",
]  # fmt: skip


@pytest.mark.parametrize("typed", ONLY)
async def test_it_may_be_the_first_that_they_say(told: Town, typed: str) -> None:
    [asked] = await told.says("ba", typed)
    assert "cần giúp việc gì" in asked.text
    assert "không nêu tên" in asked.text
    [again] = await told.says("ba", typed)
    assert again.text == asked.text
    [shown] = await told.says("ba", LAMP)
    assert f"«{LAMP}»" in shown.text
    assert "Gửi không nêu tên." in shown.text


async def test_an_edit_that_says_only_this_takes_no_word_away(told: Town) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.edits("ba", told.last_id, "giấu tên tôi")
    assert f"«{LAMP}»" in shown.text
    assert "Gửi không nêu tên." in shown.text


async def test_an_edit_of_the_wish_is_no_report(told: Town) -> None:
    await told.says("ba", LAMP)
    await told.says("ba", "giau ten toi")
    [shown] = await told.edits("ba", told.last_id, "giấu tên tôi nhé")
    assert f"«{LAMP}»" in shown.text


async def test_the_wish_may_be_put_into_a_report_by_an_edit(told: Town) -> None:
    await told.says("ba", LAMP)
    said = told.last_id
    [shown] = await told.edits("ba", said, f"{LAMP}, xin giấu tên tôi")
    assert "Gửi không nêu tên." in shown.text
    await told.presses("ba", shown, "nêu tên như")
    [named] = await told.edits("ba", said, f"{LAMP} rồi, xin giấu tên tôi")
    assert "Gửi không nêu tên." not in named.text


OFFERED = ["🔒 Xóa tên tôi"]


@pytest.mark.parametrize("typed", ONLY)
async def test_after_it_was_sent_it_is_said_what_can_be_done(told: Town, typed: str) -> None:
    await file(told, "ba")
    [asked] = await told.says("ba", typed)
    assert asked.labels == OFFERED
    await told.presses("ba", asked, "xóa tên")
    assert "không nêu tên" in told.last("ba").text
    assert (await newest_case(told)).anonymous
    [kept] = await told.says("ba", typed)
    assert "không giữ tên" in kept.text
    assert len(await drafts(told)) == 1


async def test_an_addition_with_the_wish_is_kept_and_the_wish_is_heard(told: Town) -> None:
    case = await file(told, "ba")
    [status] = await told.says("ba", case.code)
    await told.presses("ba", status, "bổ sung")
    await told.says("ba", "Đèn đường vẫn hư cả tuần, xin giấu tên tôi")
    assert told.last("ba").labels == OFFERED
    assert "Đèn đường vẫn hư cả tuần, xin giấu tên tôi" in [
        one.text for one in await entries(told, case)
    ]


async def test_an_edit_of_what_was_sent_is_heard_too(told: Town) -> None:
    await told.says("ba", LAMP)
    said = told.last_id
    await told.presses("ba", told.last("ba"), "gửi")
    await told.presses("ba", told.last("ba"), "đúng")
    await told.edits("ba", said, f"{LAMP}, xin giấu tên tôi")
    assert told.last("ba").labels == OFFERED


async def test_a_culprits_name_is_no_name_of_theirs(told: Town) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", "xin giấu tên thủ phạm")
    assert "Gửi không nêu tên." not in shown.text
    assert "xin giấu tên thủ phạm" in shown.text


async def test_who_fears_somebody_is_still_asked_what_it_is(told: Town) -> None:
    [asked] = await told.says("ba", "xin giấu tên tôi, sợ bị trả thù")
    assert "có thể là tố cáo" in asked.text
    assert await cases(told) == []
