"""Many new people at once, and a platform that does not say who they are: nobody else waits."""

from datetime import timedelta

from storage.models import Side
from tests.conftest import OpenTown
from tests.journeys.offices import open_office
from tests.journeys.scenes import LAMP, counts

WHO = "/v3.0/oa/user/detail"
MORE = "Cột số 9 cũng tắt"
MANY = 20


async def test_who_is_known_is_answered_while_twenty_names_are_asked_for_and_then_all_are(
    open_a_town: OpenTown,
) -> None:
    office = await open_office(open_a_town, "zalo_oa", "telegram")
    town, oa, known = office.town, office.town.zalo_oa, office.resident("Lan")
    nam = town.telegram.person("Nam")
    await town.says(known, "Chào phường")
    asked = len(oa.calls(WHO))
    oa.faults.late(timedelta(minutes=1), times=MANY, path=WHO)
    new = [office.resident(f"Người thứ {n}") for n in range(MANY)]
    for one in new:
        one.says(LAMP)
        one.says(MORE)
    await oa.until(lambda: len(oa.calls(WHO)) == asked + 16)
    known.says(LAMP)
    nam.says(LAMP)
    for _ in range(20):  # pace, and a pause in case there is more to say
        town.clock.advance(timedelta(seconds=1))
        await town.clock.caught_up()
    await oa.until(lambda: "khu phố 3" in known.last.text and known.last.from_bot)
    await town.telegram.until(lambda: "khu phố 3" in nam.last.text and nam.last.from_bot)
    assert not [m.text for one in new for m in one.messages if m.from_bot]
    oa.faults.clear()
    town.clock.advance(timedelta(minutes=1))
    await town.settle(timedelta(minutes=3))
    found = await counts(town)
    assert found["in waiting"] == found["in failed"] == found["out queued"] == 0
    async with town.app.database.reading() as store:
        for one in new:
            (person,) = await store.people.expect_people([("zalo_oa", one.id)])
            assert person is not None
            draft = await store.drafts.open_draft(person.id or 0)
            assert draft is not None
            entries = await store.drafts.of_draft(draft.id or 0)
            assert [e.text for e in entries if e.side == Side.RESIDENT] == [LAMP, MORE]
    assert all(office.heard(one, MORE) for one in new)
