"""What is confided reaches named recipients only, for a reason that is written down."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.sandbox.telegram import Person
from bot.sandbox.telegram_chats import Message
from bot.sandbox.town import Town
from handlers import forgetting, retention
from handlers.desk import Desk, Spot
from handlers.message import Choice
from storage.models import Case, Entry, Event, Inbox, Outbox, Role, SealedOpening, SealedReport
from storage.models import Person as PersonRow
from tests.journeys.scenes import Staff, heard, reports, staffed

BRIBE = "toi to cao ong Ba dia chinh doi 5 trieu moi chiu do dat, co giay viet tay"
SECRET = ("dia chinh", "5 trieu", "giay viet tay", "cho toi 10h ngay 3/11")


async def recipient(town: Town, name: str = "Hồng") -> Person:
    who = town.telegram.person(name)
    code = await town.invite("sealed")
    await town.says(who, f"/ketnoi {code}")
    assert "người nhận tin kín" in who.last.text
    return who


async def confide(town: Town, who: Person, words: str = BRIBE) -> None:
    await town.says(who, words)
    await town.presses(who, who.last, "liên hệ kín")
    assert "liên quan tới ai" in who.last.text


async def answers(town: Town, who: Person, to: Message, text: str) -> Message:
    """Somebody replies to a message in private."""
    who.says(text, reply_to=to)
    await town.settle()
    return who.last


def in_group(staff: Staff) -> str:
    return "\n".join(m.text for m in staff.group.messages)


async def everything(town: Town) -> str:
    """All that lies readable in the tables and on the disk; and what came, under our own key."""
    async with town.app.database.reading() as store:
        rows = [
            row
            for table in (Case, Entry, Event, SealedReport, SealedOpening)
            for row in (await store.session.exec(select(table))).all()
        ]
        came = (await store.session.exec(select(Inbox.body))).all()
        bodies = [one and store.vault.unseal(one) for one in came]
        bodies += (await store.session.exec(select(Outbox.body))).all()
    files = [
        one
        for one in town.settings.data_dir.rglob("*")
        if one.is_file() and not one.name.endswith("-wal")  # emptied at the next checkpoint
    ]
    raw = b"".join(one.read_bytes() for one in files) + b"".join(bodies)
    return repr(rows) + raw.decode("latin-1")


async def test_from_the_first_word_to_the_recipients_last(both_towns: Town) -> None:
    town = both_towns
    staff, hong, lan = await staffed(town), await recipient(town), town.telegram.person("Lan")
    lan.sends_photo(b"a page of an account book", caption=BRIBE)
    await town.settle()
    await town.presses(lan, lan.last, "liên hệ kín")
    assert "Hồng, người nhận tin kín" in lan.last.text
    sent = await town.presses(lan, lan.last, "gửi kín")
    assert "Chỉ Hồng mở được" in sent.text
    assert "tiếp nhận" not in sent.text

    notice = hong.last
    assert "tin kín" in notice.text
    assert not [one for one in SECRET if one in notice.text]
    await town.presses(hong, notice, "Mở xem")
    await town.says(hong, "vì việc")
    assert "từ 10 chữ cái" in hong.last.text
    await town.says(hong, "được giao xem xét tin này")
    shown = next(m for m in hong.messages if "Người gửi:" in m.text)
    assert BRIBE in shown.text
    assert "Lan" not in shown.text
    assert [f.content for m in hong.messages if m.from_bot for f in m.files] == [
        b"a page of an account book"
    ]

    preview = await answers(town, hong, shown, "Mời bà con tới phòng tiếp dân gặp tôi")
    assert not [text for text in heard(lan) if "phòng tiếp dân gặp tôi" in text]
    await town.presses(hong, preview, "Gửi")
    letter = lan.last
    assert "phòng tiếp dân gặp tôi" in letter.text
    assert "Hồng" not in letter.text
    await town.presses(hong, preview, "Gửi")  # a second tap sends nothing
    assert sum("phòng tiếp dân gặp tôi" in text for text in heard(lan)) == 1

    await answers(town, lan, letter, "cho toi 10h ngay 3/11")
    assert "chuyển kín thêm" in lan.last.text
    assert "vừa nhắn thêm" in hong.last.text

    await town.presses(hong, shown, "Xong bước đầu")
    await town.presses(hong, hong.last, "hướng dẫn gửi đơn")
    assert "gửi đơn có chữ ký" in lan.last.text
    assert not [one for one in SECRET if one in await everything(town)]
    assert not [one for one in SECRET if one in in_group(staff)]
    async with town.app.database.reading() as store:
        [opening] = await store.sealed.openings(1)
        assert opening.reason == "được giao xem xét tin này"
        assert await store.cases.by_id(1) is None


async def test_when_it_is_about_those_who_would_read_it_nobody_learns_of_it(town: Town) -> None:
    staff, hong, lan = await staffed(town), await recipient(town), town.telegram.person("Lan")
    before = len(hong.messages)
    await confide(town, lan, "tố cáo bà Hồng nhận hối lộ 10 triệu của tôi, có ghi âm")
    assert "có nhắc tới những người này" in lan.last.text
    done = await town.presses(lan, lan.last, "Có, liên quan")
    assert "Số 2 đường Sao Mai" in done.text
    assert len(hong.messages) == before
    async with town.app.database.reading() as store:
        assert (await store.session.exec(select(SealedReport))).all() == []
    assert "10 triệu" not in await everything(town)
    assert "10 triệu" not in in_group(staff)


@pytest.mark.parametrize("them", [True, False])
async def test_what_is_added_about_those_who_read_it_is_asked_about_too(
    town: Town, them: bool
) -> None:
    hong, lan = await recipient(town, "Nguyễn Thị Hồng"), town.telegram.person("Lan")
    await confide(town, lan)
    sent = await town.presses(lan, lan.last, "gửi kín")
    before = len(hong.messages)
    asked = await answers(town, lan, sent, "ba Hong van phong cung an chia 2 trieu")
    assert "liên quan tới ai" in asked.text
    assert len(hong.messages) == before  # not even that there is more
    await town.presses(hong, hong.last, "Mở xem")
    shown = await town.says(hong, "được giao xem xét tin này")
    assert "dia chinh" in shown.text
    assert "an chia" not in shown.text
    assert "an chia" not in await everything(town)
    done = await town.presses(lan, asked, "Có, liên quan" if them else "gửi kín")
    assert ("Số 2 đường Sao Mai" in done.text) is them
    assert ("vừa nhắn thêm" in hong.last.text) is not them
    async with town.app.database.reading() as store:
        report = await store.sealed.by_id(1)
        assert report is not None
        kept = " ".join(one.text for one in store.sealed.open(report).words)
        assert ("an chia" in kept) is not them
    again = await town.presses(lan, asked, "Không, gửi kín")
    assert "vừa nhắn thêm" not in again.text


@pytest.mark.parametrize(
    ("words", "them"),
    [
        ("tố cáo bà Hồng nhận hối lộ", True),
        ("to cao co Hong an tien", True),
        ("to cao ong ct xa nhan hoi lo", True),
        ("tố cáo ông Chủ tịch phường nhận hối lộ", True),
        ("tố cáo lãnh đạo phường nhận hối lộ", True),
        ("tố cáo sếp lớn ở phường nhận hối lộ", True),
        ("tố cáo ông Lớn nhận hối lộ", True),  # the leader's name is known to the desk
        ("tố cáo ông Ba địa chính vay tiền hồng trà", False),
    ],
)
async def test_a_title_or_a_name_as_people_say_it_is_recognised(
    town: Town, words: str, them: bool
) -> None:
    await recipient(town, "Nguyễn Thị Hồng")
    await town.appoint(town.telegram.person("Trần Bảy Lớn"), "leader")
    lan = town.telegram.person("Lan")
    await confide(town, lan, words)
    assert ("có nhắc tới những người này" in lan.last.text) is them


async def test_what_is_taken_back_is_gone_from_the_disk_too(town: Town, tmp_path: Path) -> None:
    await recipient(town)
    lan, nam = town.telegram.person("Lan"), town.telegram.person("Nam")
    for who, pages in ((lan, [b"page one", b"page two"]), (nam, [b"page two"])):
        for page in pages:
            who.sends_photo(page, caption=BRIBE)
            await town.settle()
        await town.presses(who, who.last, "liên hệ kín")
        await town.presses(who, who.last, "gửi kín")
    assert len(copies(tmp_path)) == 2
    await town.presses(lan, lan.last, "Rút lại")
    assert len(copies(tmp_path)) == 1
    await town.says(nam, "xóa dữ liệu của tôi")
    await town.presses(nam, nam.last, "Đúng, xóa hết")
    await town.pass_time(timedelta(minutes=31))
    assert copies(tmp_path) == []


async def test_it_is_kept_as_long_as_the_office_says(town: Town, tmp_path: Path) -> None:
    hong, lan = await recipient(town), town.telegram.person("Lan")
    lan.sends_photo(b"page one", caption=BRIBE)
    await town.settle()
    await town.presses(lan, lan.last, "liên hệ kín")
    await town.presses(lan, lan.last, "gửi kín")
    await town.presses(hong, hong.last, "Mở xem")
    await town.says(hong, "được giao xem xét tin này")
    town.clock.advance(timedelta(days=400))
    await retention.forget_now(town.app.open_desk)
    assert len(copies(tmp_path)) == 1  # nobody has said how it ended
    content = next(m for m in hong.messages if "Xong bước đầu" in str(m.labels))
    await town.presses(hong, content, "Xong bước đầu")
    await town.presses(hong, hong.last, "hướng dẫn gửi đơn")
    await retention.forget_now(town.app.open_desk)
    assert len(copies(tmp_path)) == 1
    town.clock.advance(timedelta(days=3_000))
    await retention.forget_now(town.app.open_desk)
    assert copies(tmp_path) == []
    async with town.app.database.reading() as store:
        report = await store.sealed.by_id(1)
        assert report is not None
        assert store.sealed.open(report).words == ()
        assert [one.reason for one in await store.sealed.openings(1)] == [
            "được giao xem xét tin này"
        ]


def copies(folder: Path) -> list[Path]:
    """The encrypted copies of what was attached."""
    return sorted((folder / "files").glob("*/*.sealed"))


async def test_without_a_recipient_it_stays_where_it_is(town: Town) -> None:
    lan = town.telegram.person("Lan")
    await town.says(lan, BRIBE)
    await town.presses(lan, lan.last, "liên hệ kín")
    assert "chưa có người nhận kín" in lan.last.text
    async with town.app.database.reading() as store:
        draft = await store.drafts.open_draft(1)
        assert draft is not None
        assert len(await store.drafts.of_draft(draft.id or 0)) == 1


async def test_only_named_recipients_open_it(town: Town) -> None:
    hong, lan = await recipient(town), town.telegram.person("Lan")
    boss = town.telegram.person("Chủ tịch")
    await town.says(boss, f"/ketnoi {await town.invite('leader')}")
    await confide(town, lan)
    await town.presses(lan, lan.last, "gửi kín")
    async with town.app.open_desk() as desk:
        leader = (await desk.store.people.with_role(Role.LEADER, desk.now))[0]
        await desk.tell(  # a button that found its way to somebody else
            Spot(leader.chat_id or 0),
            "common.stale",
            choices=((Choice("kin.open:1", "Mở xem"),),),
        )
    await town.settle()
    press = boss.presses(boss.last, "Mở xem")
    await town.settle()
    assert "Chỉ người được chỉ định" in (press.notice or "")
    assert not [one for one in SECRET if one in "\n".join(heard(boss))]
    async with town.app.database.reading() as store:
        assert list(await store.sealed.openings(1)) == []
    assert "Mở xem" in str(hong.last.labels)


async def test_what_nobody_opens_is_chased_in_working_hours(town: Town) -> None:
    hong, lan = await recipient(town), town.telegram.person("Lan")
    await confide(town, lan)
    await town.presses(lan, lan.last, "gửi kín")
    await town.pass_time(timedelta(days=3))
    reminders = [text for text in heard(hong) if "chưa ai mở" in text]
    assert 1 <= len(reminders) <= 3
    assert not [one for one in SECRET if one in "\n".join(reminders)]


@pytest.mark.parametrize("opened", [False, True])
async def test_it_can_be_taken_back_until_somebody_opens_it(town: Town, opened: bool) -> None:
    hong, lan = await recipient(town), town.telegram.person("Lan")
    await confide(town, lan)
    sent = await town.presses(lan, lan.last, "gửi kín")
    if opened:
        await town.presses(hong, hong.last, "Mở xem")
        await town.says(hong, "được giao xem xét tin này")
    await town.presses(lan, sent, "Rút lại")
    assert ("không rút được" in lan.last.text) is opened
    async with town.app.database.reading() as store:
        report = await store.sealed.by_id(1)
        assert report is not None
        assert bool(store.sealed.open(report).words) is opened
    await reports(town, lan)  # an ordinary matter goes its ordinary way


async def test_what_was_taken_back_while_the_reason_was_asked_is_opened_by_nobody(
    town: Town,
) -> None:
    hong, lan = await recipient(town), town.telegram.person("Lan")
    await confide(town, lan)
    sent = await town.presses(lan, lan.last, "gửi kín")
    await town.presses(hong, hong.last, "Mở xem")
    await town.presses(lan, sent, "Rút lại")
    said = await town.says(hong, "được giao xem xét tin này")
    assert "đã xong bước đầu" in said.text, "and the reason is no report of hers"
    async with town.app.database.reading() as store:
        assert list(await store.sealed.openings(1)) == []
        assert await store.drafts.by_id(2) is None


CRY = "cuu toi voi, ong ke toan dang cam dao danh toi truoc nha, tien quy con trong tu"


@pytest.mark.parametrize("invited", [False, True])
async def test_a_cry_for_help_is_heard_and_what_was_confided_is_not(
    town: Town, invited: bool
) -> None:
    staff = await staffed(town, "cong_an", "Công an phường")
    hong, lan, duty = (
        await recipient(town),
        town.telegram.person("Lan"),
        town.telegram.person("Trực"),
    )
    await town.appoint(duty, "duty")
    await confide(town, lan)
    sent = await town.presses(lan, lan.last, "gửi kín")
    if invited:
        await town.presses(lan, sent, "Nói thêm")
        await town.says(lan, CRY)
    else:
        await answers(town, lan, sent, CRY)
    first = next(text for text in heard(lan) if "gọi ngay" in text)
    assert "113" in first
    assert "chuyển kín thêm" in lan.last.text
    assert "đang nguy hiểm" in hong.last.text
    for place in (duty, staff.group):
        alarm = [m.text for m in place.messages if m.from_bot and "Khẩn cấp" in m.text]
        assert alarm
        said = "\n".join(m.text for m in place.messages if m.from_bot)
        assert not [word for word in ("ke toan", "tien quy", "dia chinh", "Lan") if word in said]
    await town.presses(duty, duty.last, "Đã nắm")
    async with town.app.database.reading() as store:
        assert await store.drafts.open_draft(2) is None
        kept = await store.sealed.by_id(1)
        assert kept is not None
        assert store.sealed.open(kept).words[-1].text == CRY
    assert "tien quy" not in await everything(town)


async def test_who_is_forgotten_is_forgotten_here_too(town: Town) -> None:
    hong, lan = await recipient(town), town.telegram.person("Lan Nguyễn Thị")
    await confide(town, lan, f"{BRIBE}. Toi la Lan Nguyen Thi, dt 0912345678")
    await town.presses(lan, lan.last, "gửi kín")
    async with town.app.open_desk() as desk:
        [report] = await desk.store.sealed.of_person(await _number(desk, "Lan Nguyễn Thị"))
        person = await desk.store.people.person_by_id(await _number(desk, "Lan Nguyễn Thị"))
        assert report.key is not None
        await forgetting.forget(desk, person)
    async with town.app.database.reading() as store:
        kept = await store.sealed.by_id(1)
        assert kept is not None
        assert kept.key is None
        said = store.sealed.open(kept)
        assert said.chat_id is None
        assert "dia chinh" in said.words[0].text
        assert "Lan Nguyen" not in said.words[0].text
        assert "0912345678" not in said.words[0].text
    await town.presses(hong, hong.last, "Mở xem")
    await town.says(hong, "được giao xem xét tin này")
    await answers(town, hong, hong.last, "Mời tới gặp tôi")
    await town.presses(hong, hong.last, "Gửi")
    assert "không còn liên hệ được" in hong.last.text


async def _number(desk: Desk, name: str) -> int:
    people = (await desk.store.session.exec(select(PersonRow))).all()
    return next(one.id or 0 for one in people if desk.store.people.identity(one).name == name)


@pytest.mark.parametrize("answer", ["gửi kín", "liên quan tới họ"])
async def test_an_office_that_receives_nothing_under_seal_any_more_says_so(
    town: Town, answer: str
) -> None:
    """The office file was changed between the question and the tap."""
    await staffed(town)
    await recipient(town)
    tu = town.telegram.person("Tư")
    await confide(town, tu)
    asked = tu.last
    town.app.office = town.app.office.model_copy(update={"denunciation": None})
    await town.presses(tu, asked, answer)
    assert "xóa" in "".join(tu.last.labels).casefold(), tu.last.text
    async with town.app.database.reading() as store:
        assert not (await store.session.exec(select(SealedReport))).all()
