"""Pictures, sheets and pages are made aside, once, whatever happens meanwhile."""

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest

from handlers.leaders import digest, drawing
from handlers.message import AttachmentKind
from handlers.reach import Reach
from storage.files import file_path
from tests.handlers.casebook import filed
from tests.handlers.leaders.test_reports import appoint, at, duty, on_monday
from tests.handlers.told import Heard, Town


async def made(told: Town) -> list[Heard]:
    count = await drawing.make(told.desk)
    said = [one for one in await told.deliver() if one.what == "report"]
    assert len(said) == count
    return said


def content(told: Town, one: Heard, at: int = 0) -> bytes:
    sha256 = one.out.attachments[at].sha256
    assert sha256
    return file_path(told.database.files_dir, sha256).read_bytes()


async def test_picture_and_sheet_follow_the_digest_once(told: Town) -> None:
    await appoint(told, "chu_tich")
    await filed(told, "a")
    await on_monday(told)
    picture, book = await made(told)
    assert [one.out.attachments[0].kind for one in (picture, book)] == [
        AttachmentKind.PHOTO,
        AttachmentKind.DOCUMENT,
    ]
    assert content(told, picture).startswith(b"\x89PNG")
    assert content(told, book).startswith(b"PK")
    assert book.out.attachments[0].name == "bao-cao-2026-W47.xlsx"
    assert await on_monday(told) == {}
    assert await made(told) == []


@pytest.mark.parametrize(
    ("reach", "files", "words"),
    [
        (Reach(sheets=False), [".pdf"], "dạng PDF"),
        (Reach(sheets=False, links=True), [".pdf", ".xlsx"], "từng hồ sơ"),
        (Reach(letters=False, sheets=False, links=True), [".xlsx"], "từng hồ sơ"),
        (Reach(letters=False, sheets=False), [], "Toàn bộ: Nhận: 1\n"),
    ],
)
async def test_where_no_workbook_can_be_sent_the_figures_come_all_the_same(
    told: Town, reach: Reach, files: list[str], words: str
) -> None:
    told.channels, told.reach = {"chu_tich": "zalo_oa"}, {"zalo_oa": reach}
    await appoint(told, "chu_tich")
    await filed(told, "a")
    told.now += timedelta(minutes=1)
    (report,) = await told.says("chu_tich", "báo cáo tuần này")
    await told.presses("chu_tich", report, "Bảng Excel")
    (sent,) = await made(told)
    assert [one.name for one in sent.out.attachments] == [f"bao-cao-2026-W47{one}" for one in files]
    assert words in sent.text
    for number, ending in enumerate(files):
        assert content(told, sent, number).startswith({".pdf": b"%PDF-", ".xlsx": b"PK"}[ending])


async def test_a_new_python_draws_it_as_well_as_a_fork(told: Town) -> None:
    await appoint(told, "chu_tich")
    await on_monday(told)
    async with told.desk() as desk:
        (first, _) = await desk.store.orders.waiting(told.now, 10)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:  # not as in the tests
        assert await drawing._make(told.desk, first, process)
    (picture,) = [one for one in await told.deliver() if one.what == "report"]
    assert content(told, picture).startswith(b"\x89PNG")


async def test_a_button_orders_what_comes_within_a_tick(told: Town) -> None:
    await appoint(told, "chu_tich")
    await on_monday(told)
    await made(told)
    (month,) = await told.says("chu_tich", "báo cáo tháng này")
    await told.presses("chu_tich", month, "Trang công khai")
    assert "đang làm" in told.notice
    await told.presses("chu_tich", month, "Trang công khai")  # an impatient thumb
    (page,) = await made(told)
    assert "Kính thưa bà con" in page.text
    assert content(told, page).startswith(b"%PDF-")
    assert content(told, page, 1).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("asked", "until"),
    [("tháng 10", "Tính hết tháng,"), ("tháng này", "Tính đến 07:30 thứ Hai 23/11/2026,")],
)
async def test_what_is_read_aloud_says_when_the_open_ones_were_counted(
    told: Town, asked: str, until: str
) -> None:
    await appoint(told, "chu_tich")
    told.now = at(27, month=10)
    await filed(told, "a", due=at(9, 17))
    await on_monday(told)
    await made(told)
    (month,) = await told.says("chu_tich", f"báo cáo {asked}")
    await told.presses("chu_tich", month, "Trang công khai")
    (page,) = await made(told)
    assert f"{until} còn 1 việc đang giải quyết" in page.text


async def test_two_processes_send_it_once(told: Town) -> None:
    await appoint(told, "chu_tich")
    await on_monday(told)
    async with told.desk() as desk:
        (first, _) = await desk.store.orders.waiting(told.now, 10)
        parcel = await drawing._taken(desk, first)
    assert parcel is not None  # the other process draws it now, and is slow
    assert len(await made(told)) == 1, "only what the other has not taken"
    told.now += drawing.AGAIN_AFTER
    assert len(await made(told)) == 1, "it was thought dead"
    async with told.desk() as desk:
        assert not await drawing._send(desk, first, parcel.text, [])
    assert [one for one in await told.deliver() if one.what == "report"] == []


async def test_what_cannot_be_made_is_given_up_aloud(told: Town) -> None:
    await appoint(told, "chu_tich")
    await duty(told)
    (report,) = await told.says("chu_tich", "báo cáo tuần")
    await told.presses("chu_tich", report, "Bảng Excel")
    told.database.files_dir.write_bytes(b"")  # no folder: nothing can be kept in it
    for _ in range(drawing.TRIES):
        with pytest.raises(NotADirectoryError):
            await drawing.make(told.desk)
        told.now += drawing.AGAIN_AFTER
    await drawing.make(told.desk)
    await told.deliver()
    assert "chưa làm được tệp" in "".join(one.text for one in told.said_to("chu_tich"))
    assert "không làm được" in told.last("truc").text
    told.now += timedelta(days=1)
    assert await drawing.make(told.desk) == 0


async def test_who_leads_no_more_gets_no_file(told: Town) -> None:
    await appoint(told, "chu_tich")
    await on_monday(told)
    async with told.desk() as desk:
        chat = await desk.store.people.chat("telegram", "chu_tich", private=True)
        person = await desk.store.people.person_in(chat.id or 0)
        assert person is not None
        for role in await desk.store.people.roles(person.id or 0, told.now):
            role.until = told.now
            desk.store.session.add(role)
    assert await made(told) == []


async def test_the_public_page_comes_with_the_first_digest_of_a_month(told: Town) -> None:
    await appoint(told, "chu_tich")
    await appoint(told, "pho", "van_hoa")
    await filed(told, "a")
    await on_monday(told, 23)
    assert not any("Kính thưa" in one.text for one in await made(told)), "October had no desk"
    for week in (7, 14):
        told.now = at(week, 7, month=12, minute=30)
        await digest.weekly(told.desk)
        pages = [one for one in await made(told) if "Kính thưa" in one.text]
        assert [one.chat for one in pages] == (["chu_tich"] if week == 7 else [])
        assert all("trong tháng 11 năm 2026" in one.text for one in pages)
