"""Officials read of an emergency: one takes it in hand, or sees that it is none."""

from handlers import alarms, card, duty
from handlers.caller import Caller
from handlers.desk import Desk, Note, Spot
from handlers.roles import Deed
from handlers.saying import count_files
from storage.models import Alarm


async def _told(desk: Desk, caller: Caller, number: str) -> Alarm | None:
    """The alarm that a button names, if the presser's chat was told of it and it still runs."""
    alarm = await desk.store.alarms.by_id(int(number)) if number.isdecimal() else None
    if alarm is None or caller.spot.chat_id not in {one.chat_id for one in alarms.places(alarm)}:
        await desk.remark(caller.spot, "common.stale")
        return None
    if not await _may(desk, caller, alarm):
        await desk.remark(caller.spot, "emergency.not_yours")
        return None
    if alarm.ended_at is not None:
        await desk.remark(caller.spot, "emergency.over")
        return None
    return alarm


async def _may(desk: Desk, caller: Caller, alarm: Alarm) -> bool:
    """Whether who was told in private may still act on it; who is in a staff chat may."""
    if caller.room is not None or caller.spot in await desk.duty_spots():
        return True
    on_duty = {one.person_id for one in await duty.duties(desk, alarm.unit)}
    if caller.person_id in on_duty:
        return True
    return await caller.may(desk, Deed.ANSWER_ALARM, alarm.unit) is not None


async def take(desk: Desk, caller: Caller, number: str) -> None:
    """ "Đã nắm": nobody else is called."""
    alarm = await _told(desk, caller, number)
    if alarm is None:
        return
    if alarm.acknowledged_at is None:
        await alarms.take(desk, alarm, caller.official)
        return
    name = await card.name(desk, alarm.acknowledged_by)
    await desk.remark(caller.spot, "emergency.taken_already", name=name)


async def off(desk: Desk, caller: Caller, number: str) -> None:
    """ "Không phải khẩn cấp": the resident hears so, and whom to call if it is one after all."""
    alarm = await _told(desk, caller, number)
    if alarm is None:
        return
    due = await alarms.call_off(desk, alarm, caller.official)
    await desk.tell(
        Spot(alarm.chat_id),
        "emergency.calmed_by_official",
        note=Note("emergency"),
        numbers=alarms.numbers(desk, alarms.kind_of(desk, alarm)),
        due=due,
    )


async def replied(desk: Desk, caller: Caller) -> bool:
    """What somebody says in reply to an alarm, or to a word on it, all who were told of it read.

    Where it would otherwise be taken for a report, or be about no case.
    """
    number = (caller.about.data or {}).get(alarms.WHAT) if caller.about is not None else None
    alarm = await desk.store.alarms.by_id(number) if number else None
    if alarm is None:
        return False
    if not await _may(desk, caller, alarm):
        await desk.tell(caller.spot, "emergency.not_yours")
        return True
    name = await card.name(desk, caller.person_id)
    files = tuple(one for one in caller.message.attachments if one.held is None)
    said = caller.words or count_files(desk, caller.message.attachments)
    await alarms.line(desk, alarm, "emergency.said", files, name=name, said=said)
    return True


PRESSES = {"alarm.take": take, "alarm.off": off}
