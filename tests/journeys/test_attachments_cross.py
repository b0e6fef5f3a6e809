"""What people attach on one platform is there on the other, or it is said how to get it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.sandbox.telegram_files import picture
from bot.sandbox.zalo_oa_wire import QuoteField
from storage.models import Entry
from tests.conftest import OpenTown
from tests.journeys.offices import Office, Thing, everything_in_its_place, open_office, shows_photo
from tests.journeys.scenes import LAMP, case_of

MINUTE = timedelta(minutes=1)
OA, BOT, TELEGRAM = "zalo_oa", "zalo_bot", "telegram"
ACROSS = [(OA, TELEGRAM), (TELEGRAM, OA), (OA, OA), (BOT, TELEGRAM), (TELEGRAM, BOT), (BOT, OA)]
PDF = b"%PDF-1.4 a letter"


@dataclass(frozen=True, slots=True)
class Sent:
    """How a resident sends it; the kind that is kept, or the words that stand for it."""

    sends: Callable[[Thing], object]
    kind: str = ""
    words: str = ""


OF_THE_OA = {
    "image": Sent(lambda who: who.sends_photo(picture(5)), "photo"),
    "gif": Sent(lambda who: who.sends_gif(), "animation"),
    "audio": Sent(lambda who: who.sends_audio(), "voice"),
    "video": Sent(lambda who: who.sends_video(), "video"),
    "sticker": Sent(lambda who: who.sends_sticker(), "sticker"),
    "file": Sent(lambda who: who.sends_document(name="đơn.docx"), "document"),
    "link": Sent(
        lambda who: who.sends_link("https://bao.vn/rac", description="Rác đầy đường"),
        words="https://bao.vn/rac",
    ),
    "card": Sent(
        lambda who: who.sends_business_card("Bác Sáu", "0912345678"), words="Bác Sáu 09****5678"
    ),
    "location": Sent(lambda who: who.sends_location(10.2, 105.8), words="google.com/?q=10.2"),
}


async def entries_of(office: Office, code: str) -> list[Entry]:
    case = await case_of(office.town, code)
    async with office.town.app.database.reading() as store:
        return await store.drafts.of_case(case.id or 0)


async def sends(office: Office, who: Thing) -> str:
    await office.choose(who, "Gửi")
    await office.choose(who, "Đúng")
    await office.town.settle(3 * MINUTE)
    return office.code_of(who)


@pytest.mark.parametrize("there", [TELEGRAM, OA])
async def test_every_kind_that_the_oa_brings_is_in_the_case_and_before_the_officials(
    open_a_town: OpenTown, there: str
) -> None:
    office = await open_office(open_a_town, OA, there)
    lan = office.resident("Lan")
    await office.town.says(lan, LAMP)
    for one in OF_THE_OA.values():
        one.sends(lan)
        await office.town.settle(timedelta(seconds=15))
    code = await sends(office, lan)
    kept = [file for one in await entries_of(office, code) for file in one.attachments or ()]
    assert {file["kind"] for file in kept} == {one.kind for one in OF_THE_OA.values() if one.kind}
    assert all(file["sha256"] for file in kept), "our own copy of each"
    shown = "\n".join(m.text for m in office.group.messages if m.from_bot)
    for name, one in OF_THE_OA.items():
        assert one.words in shown, name
    assert any(shows_photo(m) for m in office.group.messages if m.from_bot)
    await everything_in_its_place(office)


@pytest.mark.parametrize(("here", "there"), ACROSS)
async def test_a_residents_album_is_before_the_officials(
    open_a_town: OpenTown, here: str, there: str
) -> None:
    office = await open_office(open_a_town, here, there)
    lan = office.resident("Lan")
    lan.sends_album([picture(n) for n in (5, 6, 7)], caption=LAMP)
    await office.town.settle(timedelta(seconds=20))
    await sends(office, lan)
    shown = [m for m in office.group.messages if m.from_bot and shows_photo(m)]
    assert sum(len(getattr(m, "photos", ())) or 1 for m in shown) == 3
    await everything_in_its_place(office)


async def answers_with_a_file(office: Office, code: str, words: str, **file: Thing) -> None:
    """An official answers a case with something attached, and sends it."""
    where: dict[str, Thing] = {"in_": office.group, "caption": words}
    if office.there == TELEGRAM:
        where["reply_to"] = next(
            m for m in reversed(office.group.messages) if m.from_bot and code in m.text
        )
    else:
        where["caption"] = f"#{code[-4:]} {words}"
    if "name" in file:
        office.minh.sends_document(PDF, **file, **where)
    else:
        office.minh.sends_photo(picture(7), **where)
    await office.town.settle(timedelta(seconds=15))
    await office.act(office.minh, "Gửi người dân", words)
    await office.town.settle(MINUTE)


@pytest.mark.parametrize(("here", "there"), ACROSS)
async def test_an_officials_picture_reaches_the_resident(
    open_a_town: OpenTown, here: str, there: str
) -> None:
    office = await open_office(open_a_town, here, there)
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await answers_with_a_file(office, code, "Đèn đã thay bóng")
    assert office.heard(lan, "Đèn đã thay bóng")
    assert len([m for m in lan.messages if m.from_bot and shows_photo(m)]) == 1
    await everything_in_its_place(office)


@pytest.mark.parametrize(
    ("here", "there"), [(OA, TELEGRAM), (TELEGRAM, OA), (OA, OA), (BOT, TELEGRAM)]
)
async def test_an_officials_letter_reaches_the_resident_or_is_there_to_be_fetched(
    open_a_town: OpenTown, here: str, there: str
) -> None:
    office = await open_office(open_a_town, here, there)
    lan = office.resident("Lan")
    code = await office.reports(lan)
    await answers_with_a_file(office, code, "Biên bản đây ạ", name="bien ban.pdf")
    assert office.heard(lan, "Biên bản đây ạ")
    if here == BOT:
        assert office.heard(lan, "📎 bien ban.pdf: http")
    else:
        assert any(file.content == PDF for m in lan.messages if m.from_bot for file in m.files)
    await everything_in_its_place(office)


async def test_a_letter_that_zalo_does_not_take_is_told_in_words(open_a_town: OpenTown) -> None:
    office = await open_office(open_a_town, OA, TELEGRAM)
    lan = office.resident("Lan")
    code = await office.reports(lan)
    office.town.zalo_oa.faults.error(-201, path="/v2.0/oa/upload/file")
    await answers_with_a_file(office, code, "Biên bản đây ạ", name="bien ban.pdf")
    assert office.heard(lan, "📎 bien ban.pdf: http")
    await everything_in_its_place(office)


def files_away(office: Office, times: int) -> None:
    """The platform's store of files stumbles so often."""
    if office.here == OA:
        office.town.zalo_oa.faults.answer("away", 502, path="/media", times=times)
    else:
        office.town.zalo_bot.faults.files_away = times


@pytest.mark.parametrize("here", [OA, BOT])
async def test_a_picture_that_does_not_come_at_once_is_fetched_again(
    open_a_town: OpenTown, here: str
) -> None:
    office = await open_office(open_a_town, here, TELEGRAM)
    lan = office.resident("Lan")
    files_away(office, 2)
    lan.sends_photo(picture(5), caption=LAMP)
    lan.says("cột số 47")
    await office.town.settle(2 * MINUTE)
    code = await sends(office, lan)
    assert [one.text for one in await entries_of(office, code) if one.text] == [LAMP, "cột số 47"]
    assert any(shows_photo(m) for m in office.group.messages if m.from_bot)
    await everything_in_its_place(office)


@pytest.mark.parametrize("there", [OA, BOT])
async def test_a_picture_that_never_comes_holds_up_nobody_and_is_not_promised(
    open_a_town: OpenTown, there: str
) -> None:
    office = await open_office(open_a_town, OA, there)
    lan, nam = office.resident("Lan"), office.resident("Nam")
    files_away(office, 1000)
    lan.sends_photo(picture(5), caption=LAMP)
    await office.town.settle()
    assert office.heard(lan, "khu phố 3") == []
    assert await office.reports(nam), "others do not wait"
    await office.town.settle(3 * MINUTE)
    await sends(office, lan)
    assert office.heard(office.group, "không tải được")
    assert not office.heard(office.group, "vẫn được lưu")
    await everything_in_its_place(office)


@pytest.mark.parametrize("field", ["quote_msg_id", "quote_message_id", "quote_msg"])
async def test_an_official_answers_by_quoting_where_the_event_says_what_is_quoted(
    open_a_town: OpenTown, field: QuoteField
) -> None:
    office = await open_office(open_a_town, OA, OA)
    office.town.zalo_oa.wire.group_quote = field
    lan = office.resident("Lan")
    code = await office.reports(lan)
    card = next(m for m in reversed(office.group.messages) if m.from_bot and code in m.text)
    await office.town.replies(office.minh, card, "Mai tổ tới sửa ạ", where=office.group)
    await office.act(office.minh, "Gửi người dân", "Mai tổ")
    await office.town.settle(MINUTE)
    assert len(office.heard(lan, "Mai tổ tới sửa ạ")) == 1
