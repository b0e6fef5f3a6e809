"""A file that is named after who sent it reaches nobody under that name, and lies nowhere so."""

from sqlmodel import select

from bot.sandbox.town import Town
from storage.models import Entry
from tests.journeys.scenes import LAMP, staffed

NAMED = "Don cua Nguyen Thi Tu.pdf"


async def test_the_group_gets_the_letter_without_the_name_of_its_file(town: Town) -> None:
    staff, tu = await staffed(town), town.telegram.person("Nguyễn Thị Tư")
    tu.sends_file("document", b"%PDF-1.4 a letter", caption=LAMP, name=NAMED)
    await town.settle()
    await town.presses(tu, tu.last, "Gửi")
    await town.presses(tu, tu.last, "Đúng")
    assert staff.card()
    shown = [one for m in staff.group.messages if m.from_bot for one in m.files]
    assert [one.content for one in shown] == [b"%PDF-1.4 a letter"]
    assert "Nguyen Thi" not in repr(town.telegram.calls("sendDocument")) + repr(shown)
    async with town.app.database.reading() as store:
        rows = repr((await store.session.exec(select(Entry.attachments))).all())
    assert "Nguyen Thi" not in rows
    assert ".pdf" in rows
