"""A resident is asked for leave once, in words they can read; no word is no, and a no is kept."""

from dataclasses import replace

import pytest

from handlers import agreeing
from handlers.message import Attachment, AttachmentKind, Kind
from handlers.residents import report
from storage.files import file_path
from storage.models import Agreement, Person
from storage.places import Whereabouts
from tests.handlers.residents.stories import LAMP, cases, entries, file, newest_case, where_it_is
from tests.handlers.told import Town

PHOTO, VOICE = AttachmentKind.PHOTO, AttachmentKind.VOICE


@pytest.fixture
def asked(told: Town) -> Town:
    """Nobody has allowed anything yet."""
    told.willing = False
    return told


async def agreements(town: Town, who: str = "ba") -> list[tuple[str, bool]]:
    """What somebody has said yes or no to, in order."""
    return [(one.purpose, one.granted) for one in await rows(town, who)]


async def rows(town: Town, who: str = "ba") -> list[Agreement]:
    whose = await person(town, who)
    async with town.desk() as desk:
        return await desk.store.agreements.all_of(whose.id or 0)


async def person(town: Town, who: str = "ba") -> Person:
    async with town.desk() as desk:
        [found] = await desk.store.people.expect_people([("telegram", f"id-{who}")])
    assert found is not None
    return found


async def name_of(town: Town, who: str = "ba") -> str:
    whose = await person(town, who)
    async with town.desk() as desk:
        return desk.store.people.identity(whose).name


async def test_the_first_message_is_kept_and_the_notice_stands_above_send(asked: Town) -> None:
    [shown] = await asked.says("ba", LAMP)
    for part in ("Xin phép", "chỉ để giải quyết việc này", "giữ 2 năm", "dữ liệu của tôi"):
        assert part in shown.text
    assert shown.labels[0] == "✅ Gửi, tôi đồng ý"
    assert "🔒 Không nêu tên" in shown.labels
    assert await agreements(asked) == []


async def test_sending_below_the_notice_is_the_yes_with_its_words_time_and_channel(
    asked: Town,
) -> None:
    await file(asked, "ba")
    [yes] = await rows(asked)
    assert (yes.purpose, yes.granted, yes.channel) == ("handling", True, "telegram")
    assert yes.said_at == asked.now
    assert "chỉ để giải quyết việc này" in yes.words
    assert len(yes.version) == 8


@pytest.mark.parametrize("typed", ["1", "gửi", "gui di"])
async def test_a_number_or_a_word_is_the_same_yes(asked: Town, typed: str) -> None:
    await asked.says("ba", LAMP)
    await asked.says("ba", typed)
    assert await agreements(asked) == [("handling", True)]


async def test_who_has_agreed_is_not_asked_again(asked: Town) -> None:
    await file(asked, "ba")
    await asked.says("ba", "Rác đầy cầu kênh 12")
    [shown] = await asked.presses("ba", asked.last("ba"), "việc mới")
    assert "Xin phép" not in shown.text
    assert shown.labels[0] == "✅ Gửi"
    await asked.presses("ba", shown, "gửi")
    assert await agreements(asked) == [("handling", True)]


async def test_silence_is_no_and_nothing_is_filed(asked: Town) -> None:
    await asked.says("ba", LAMP)
    async with asked.desk() as desk:
        await report.offer_again(desk)
    assert await agreements(asked) == []
    assert await cases(asked) == []


async def test_without_a_name_is_a_no_the_case_goes_on_and_no_name_is_kept(asked: Town) -> None:
    [shown] = await asked.says("ba", LAMP)
    [without] = await asked.presses("ba", shown, "không nêu tên")
    assert "Xin phép" not in without.text
    await asked.presses("ba", without, "gửi")
    await asked.presses("ba", asked.last("ba"), "đúng")
    assert (await newest_case(asked)).anonymous
    assert await agreements(asked) == [("handling", False)]
    assert await name_of(asked) == ""
    await asked.says("ba", "Rác đầy cầu kênh 12")
    [shown] = await asked.presses("ba", asked.last("ba"), "việc mới")
    assert "Gửi không nêu tên." in shown.text  # they need not say so again
    assert await name_of(asked) == ""


async def test_who_wants_to_be_named_after_all_reads_the_notice_first(asked: Town) -> None:
    [shown] = await asked.says("ba", LAMP)
    [without] = await asked.presses("ba", shown, "không nêu tên")
    [named] = await asked.presses("ba", without, "nêu tên như")
    assert "Xin phép" in named.text
    await asked.presses("ba", named, "gửi")
    await asked.presses("ba", asked.last("ba"), "đúng")
    assert await agreements(asked) == [("handling", True)]


async def test_the_details_say_who_what_for_how_long_which_rights_and_other_ways(
    asked: Town,
) -> None:
    [shown] = await asked.says("ba", LAMP)
    [about] = await asked.presses("ba", shown, "chi tiết")
    for part in ("UBND phường Hoa Sen", "giữ 2 năm", "khiếu nại", "0900 000 100", "91/2025/QH15"):
        assert part in about.text
    await asked.presses("ba", shown, "gửi")  # and the draft is still there
    assert await agreements(asked) == [("handling", True)]


async def test_other_words_are_put_to_everybody_anew(asked: Town) -> None:
    await file(asked, "ba")
    who = await person(asked)
    async with asked.desk() as desk:
        assert await agreeing.said(desk, who.id or 0, "handling")
        desk.wording._overrides = {"data.notice": "Xin phép lần nữa, {keeping}."}
        assert await agreeing.said(desk, who.id or 0, "handling") is None


async def test_a_picture_is_asked_about_once_and_only_when_there_is_one(asked: Town) -> None:
    await asked.sends("ba", PHOTO, text=LAMP)
    await asked.presses("ba", asked.last("ba"), "gửi")
    [question] = await asked.presses("ba", asked.last("ba"), "đúng")
    assert "ảnh" in question.text
    assert question.labels == ["✅ Cho phép xem, nghe", "Không, bỏ ảnh và tiếng"]
    assert await cases(asked) == []
    await asked.presses("ba", question, "cho phép")
    assert len(asked.said_to("economy")[-1].out.attachments) == 1
    [case] = await cases(asked)
    await asked.sends("ba", PHOTO, text="chụp lại", reply_to=asked.last("ba").id)
    assert "trợ lý đã thêm" in asked.last("ba").text
    assert [len(one.attachments or ()) for one in await entries(asked, case)] == [1, 1]


async def test_a_picture_that_is_not_allowed_is_neither_shown_nor_kept(asked: Town) -> None:
    async with asked.desk() as desk:
        sha = await desk.store.files.keep(b"a face", "image/jpeg", asked.now)
    await sends_kept(asked, sha, text=LAMP)
    await asked.presses("ba", asked.last("ba"), "gửi")
    [question] = await asked.presses("ba", asked.last("ba"), "đúng")
    assert file_path(asked.database.files_dir, sha).exists()
    said = await asked.presses("ba", question, "không, bỏ")
    assert any("đã bỏ ảnh" in one.text for one in said)
    [case] = await cases(asked)
    assert [one.attachments for one in await entries(asked, case)] == [None]
    assert all(not one.out.attachments for one in asked.said_to("economy"))
    assert not file_path(asked.database.files_dir, sha).exists()


async def sends_kept(town: Town, sha: str, text: str = "", reply_to: str | None = None) -> None:
    """A picture whose bytes we hold."""
    base = town.message("ba", text)
    part = Attachment(PHOTO, "file-1", "telegram", sha256=sha)
    await town.hears(replace(base, kind=Kind.MEDIA, attachments=(part,), reply_to=reply_to))


async def test_only_a_picture_and_a_no_is_still_a_case_without_it(asked: Town) -> None:
    [shown] = await asked.sends("ba", PHOTO)
    await asked.presses("ba", shown, "gửi")
    await asked.presses("ba", asked.last("ba"), "cứ gửi")
    await asked.presses("ba", asked.last("ba"), "không rõ")
    await asked.presses("ba", asked.last("ba"), "bỏ qua")
    await asked.presses("ba", asked.last("ba"), "không, bỏ")
    said = await entries(asked, await newest_case(asked))
    assert [one.attachments for one in said] == [None, None]


async def test_a_pin_wants_its_own_yes(asked: Town) -> None:
    await asked.says("ba", "ổ gà bự quá, té xe hoài")
    [shown] = await asked.pins("ba", words="Chợ Hoa Sen")
    await asked.presses("ba", shown, "gửi")
    [question] = await asked.presses("ba", asked.last("ba"), "đúng")
    assert "vị trí" in question.text
    await asked.says("ba", "2")
    assert await where_it_is(asked) == Whereabouts("Chợ Hoa Sen")
    assert await agreements(asked) == [("handling", True), ("place", False)]


async def test_a_pin_that_is_allowed_is_on_the_card(asked: Town) -> None:
    await asked.says("ba", "ổ gà bự quá, té xe hoài")
    [shown] = await asked.pins("ba")
    await asked.presses("ba", shown, "gửi")
    await asked.presses("ba", asked.last("ba"), "đúng")
    await asked.presses("ba", asked.last("ba"), "cho phép")
    assert (await where_it_is(asked)).pin == (10.0312, 105.7698)


async def test_what_is_added_to_a_case_waits_for_the_yes(asked: Town) -> None:
    case = await file(asked, "ba")
    before = len(asked.said_to("economy"))
    said = await asked.sends("ba", VOICE, text="nghe giúp", reply_to=asked.last("ba").id)
    assert any("có cho phép" in one.text for one in said)
    below = asked.said_to("economy")[before:]
    assert any("nghe giúp" in one.text for one in below)
    assert all(not one.out.attachments for one in below)
    question = next(one for one in said if "có cho phép" in one.text)
    await asked.presses("ba", question, "cho phép")
    assert any(one.out.attachments for one in asked.said_to("economy")[before:])
    assert [len(one.attachments or ()) for one in await entries(asked, case)] == [0, 0, 1]
    async with asked.desk() as desk:
        assert await desk.store.agreements.withheld(case.person_id) == []


@pytest.mark.parametrize(("typed", "shown"), [("có", 1), ("dạ không", 0)])
async def test_what_hangs_on_an_addition_with_words_is_asked_last_and_answered_in_words(
    asked: Town, typed: str, shown: int
) -> None:
    await file(asked, "ba")
    before = len(asked.said_to("economy"))
    await asked.sends("ba", PHOTO, text="xem giúp", reply_to=asked.last("ba").id)
    assert "có cho phép" in asked.last("ba").text
    await asked.says("ba", typed)
    pictures = [one for one in asked.said_to("economy")[before:] if one.out.attachments]
    assert len(pictures) == shown
    assert len(await cases(asked)) == 1


@pytest.mark.parametrize(("typed", "pin"), [("có", (10.0312, 105.7698)), ("không", None)])
async def test_a_pin_of_a_draft_that_is_an_addition_comes_into_the_case(
    asked: Town, typed: str, pin: tuple[float, float] | None
) -> None:
    case = await file(asked, "ba")
    before = len(asked.said_to("economy"))
    await asked.pins("ba")
    await asked.says("ba", "bổ sung")
    await asked.says("ba", typed)
    assert (await where_it_is(asked)).pin == pin
    below = [one.text for one in asked.said_to("economy")[before:] if case.code in one.text]
    assert any("10.031200, 105.769800" in one for one in below) is (pin is not None)
    assert bool(below) is (pin is not None), "nothing is shown of what was left out"


async def test_a_picture_that_may_not_be_seen_is_no_addition(asked: Town) -> None:
    case = await file(asked, "ba")
    before = len(asked.said_to("economy"))
    await asked.sends("ba", PHOTO)
    await asked.says("ba", "bổ sung")
    said = await asked.says("ba", "không")
    assert not any("đã thêm vào" in one.text for one in said)
    assert not [one for one in asked.said_to("economy")[before:] if case.code in one.text]


async def test_what_still_waits_for_a_yes_is_asked_again_with_the_next_word(asked: Town) -> None:
    case = await file(asked, "ba")
    await asked.sends("ba", VOICE, reply_to=asked.last("ba").id)
    await asked.says("ba", "nghe giùm tui")
    await asked.says("ba", "bổ sung")
    assert "có cho phép" in asked.last("ba").text
    await asked.says("ba", "có")
    assert sum(len(one.attachments or ()) for one in await entries(asked, case)) == 1


@pytest.mark.parametrize("where", ["left out", "menu"])
async def test_a_no_is_not_for_ever(asked: Town, where: str) -> None:
    case = await file(asked, "ba")
    receipt = asked.last("ba").id
    await asked.sends("ba", PHOTO, reply_to=receipt)
    left = (await asked.says("ba", "không"))[-1]
    if where == "menu":
        [left] = await asked.says("ba", "rút lại sự đồng ý")
    [yes] = await asked.presses("ba", left, "cho phép xem")
    assert "xin ông/bà gửi lại" in yes.text
    await asked.sends("ba", PHOTO, reply_to=receipt)
    assert sum(len(one.attachments or ()) for one in await entries(asked, case)) == 1
    assert await asked.presses("ba", left, "cho phép xem") == []
    assert "đã cho phép rồi" in asked.notice


async def _edits_caption(town: Town, message: str, text: str) -> None:
    """The platform sends the picture again with its new words."""
    base = town.message("ba", text)
    again = (Attachment(PHOTO, f"file-{message}-0", "telegram"),)
    edit = f"{message}:e{base.external_id}"
    await town.hears(
        replace(base, kind=Kind.MEDIA, attachments=again, edits=message, external_id=edit)
    )


async def test_new_words_under_a_picture_are_no_yes_to_its_being_seen(asked: Town) -> None:
    await file(asked, "ba")
    before = len(asked.said_to("economy"))
    await asked.sends("ba", PHOTO, text="xem giúp", reply_to=asked.last("ba").id)
    await _edits_caption(asked, asked.last_id, "xem giúp cột số 5")
    below = asked.said_to("economy")[before:]
    assert any("cột số 5" in one.text for one in below)
    assert not any(one.out.attachments for one in below)
    await asked.says("ba", "có")
    assert sum(len(one.out.attachments) for one in asked.said_to("economy")[before:]) == 1


async def test_new_words_under_a_picture_that_got_a_no_do_not_bring_it_back(asked: Town) -> None:
    await asked.sends("ba", PHOTO, text=LAMP)
    picture = asked.last_id
    await asked.says("ba", "gửi")
    await asked.says("ba", "đúng")
    await asked.says("ba", "không")
    await _edits_caption(asked, picture, f"{LAMP}, cột số 5")
    told = asked.said_to("economy")
    assert any("cột số 5" in one.text for one in told)
    assert not any(one.out.attachments for one in told)


async def test_what_is_added_and_gets_a_no_is_gone(asked: Town) -> None:
    case = await file(asked, "ba")
    async with asked.desk() as desk:
        sha = await desk.store.files.keep(b"a face", "image/jpeg", asked.now)
    case_message = asked.last("ba").id
    await sends_kept(asked, sha, reply_to=case_message)
    [left] = await asked.presses("ba", asked.last("ba"), "không, bỏ")
    assert "đã bỏ ảnh" in left.text
    assert not file_path(asked.database.files_dir, sha).exists()
    async with asked.desk() as desk:
        again = await desk.store.files.keep(b"the same face", "image/jpeg", asked.now)
    await sends_kept(asked, again, reply_to=case_message)
    assert "đã bỏ ảnh" in asked.last("ba").text
    assert not file_path(asked.database.files_dir, again).exists()
    assert [one.attachments for one in await entries(asked, case)] == [None]
    await sends_kept(asked, "", text="hình đây", reply_to=asked.said_to("ba")[3].id)
    assert any("đã bỏ ảnh" in one.text for one in asked.said_to("ba")[-2:])


async def test_in_an_emergency_nobody_is_asked(asked: Town) -> None:
    await asked.sends("ba", PHOTO, text="Cháy nhà ở khu phố 3, có người kẹt bên trong!")
    shown = asked.last("ba")
    assert "Xin phép" not in shown.text
    await asked.presses("ba", shown, "gửi")
    while "Đúng" in " ".join(asked.last("ba").labels):
        await asked.presses("ba", asked.last("ba"), "đúng")
    assert len(await cases(asked)) == 1
    assert await agreements(asked) == []


async def test_a_yes_given_elsewhere_reaches_what_waits_in_a_case(asked: Town) -> None:
    lamp = await file(asked, "ba")
    await asked.sends("ba", PHOTO, reply_to=asked.last("ba").id)  # left unanswered
    await _rubbish_with_picture(asked)
    said = await asked.presses("ba", asked.last("ba"), "cho phép")
    assert any(f"đã thêm vào hồ sơ {lamp.code}" in one.text for one in said)
    assert [len(one.attachments or ()) for one in await entries(asked, lamp)] == [0, 1]
    assert len(await cases(asked)) == 2


@pytest.mark.parametrize("word", ["cho phép", "không, bỏ"])
async def test_a_word_on_the_place_is_none_on_the_picture(asked: Town, word: str) -> None:
    case = await file(asked, "ba")
    receipt = asked.last("ba").id
    await asked.sends("ba", PHOTO, reply_to=receipt)  # left unanswered
    await asked.pins("ba", reply_to=receipt)
    before = len(asked.said_to("economy"))
    assert "vị trí" in asked.last("ba").text
    await asked.presses("ba", asked.last("ba"), word)
    assert not [one for one in asked.said_to("economy")[before:] if one.out.attachments]
    async with asked.desk() as desk:
        assert len(await desk.store.agreements.withheld(case.person_id, agreeing.LIKENESS)) == 1


async def test_a_no_given_elsewhere_throws_away_what_waits_in_a_case_and_says_so(
    asked: Town,
) -> None:
    lamp = await file(asked, "ba")
    async with asked.desk() as desk:
        sha = await desk.store.files.keep(b"a face", "image/jpeg", asked.now)
    await sends_kept(asked, sha, reply_to=asked.last("ba").id)
    await _rubbish_with_picture(asked)
    said = await asked.presses("ba", asked.last("ba"), "không, bỏ")
    assert any(f"gửi thêm cho {lamp.code}" in one.text for one in said)
    assert not file_path(asked.database.files_dir, sha).exists()
    async with asked.desk() as desk:
        assert await desk.store.agreements.withheld(lamp.person_id) == []


async def _rubbish_with_picture(town: Town) -> None:
    """Another matter, with a picture, up to the question whether it may be seen."""
    await town.sends("ba", PHOTO, text="Rác đầy cầu kênh 12")
    await town.presses("ba", town.last("ba"), "việc mới")
    await town.presses("ba", town.last("ba"), "gửi")
    await town.presses("ba", town.last("ba"), "đúng")
    assert "có cho phép" in town.last("ba").text


async def test_a_no_after_the_yes_does_not_claim_that_the_picture_is_gone(asked: Town) -> None:
    lamp = await file(asked, "ba")
    await asked.sends("ba", PHOTO, reply_to=asked.last("ba").id)
    question = asked.last("ba")
    await asked.presses("ba", question, "cho phép")
    [late] = await asked.presses("ba", question, "không, bỏ")
    assert "đã bỏ" not in late.text
    assert "cán bộ đã nhận rồi" in late.text
    assert await agreements(asked) == [("handling", True), ("likeness", True)]
    await asked.presses("ba", late, "rút")
    assert [len(one.attachments or ()) for one in await entries(asked, lamp)] == [0, 0]
    assert ("likeness", False) in await agreements(asked)


async def test_a_second_yes_is_answered(asked: Town) -> None:
    await file(asked, "ba")
    await asked.sends("ba", PHOTO, reply_to=asked.last("ba").id)
    question = asked.last("ba")
    await asked.presses("ba", question, "cho phép")
    await asked.presses("ba", question, "cho phép")
    assert "đã cho phép rồi" in asked.notice


async def test_a_yes_after_the_no_asks_for_the_picture_again(asked: Town) -> None:
    await file(asked, "ba")
    await asked.sends("ba", PHOTO, reply_to=asked.last("ba").id)
    question = asked.last("ba")
    await asked.presses("ba", question, "không, bỏ")
    [yes] = await asked.presses("ba", question, "cho phép")
    assert "xin ông/bà gửi lại" in yes.text
    assert ("likeness", True) in await agreements(asked)
