"""What waits to be written is seen by whoever asks."""

from datetime import UTC, datetime

from sqlmodel import col, select

from storage.db import Database
from storage.models import Person
from storage.people import Identity
from storage.session import beside

NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


async def test_a_message_sees_what_the_one_before_it_in_its_page_has_changed(
    database: Database,
) -> None:
    asks = select(Person.id).where(col(Person.step) == "report.place")
    async with database.unit_of_work() as store:
        person = await store.people.person("telegram", Identity("42"), NOW)
        person.step = "report.place"
        store.people.save(person)
        assert (await store.session.exec(asks)).all() == []
        store.leave()
        assert (await store.session.exec(beside(asks))).all() == [], "it need not be seen"
        assert (await store.session.exec(asks)).all() == [person.id]
