"""A resident comes in: greeting, help, and doors that lead straight to an area or category."""

from collections.abc import Awaitable, Callable

from handlers.caller import Caller
from handlers.desk import Desk
from handlers.residents import draft as drafts
from handlers.residents import report, working_on
from handlers.wording import texts
from storage.models import Draft

CATEGORY = "cat-"


async def start(desk: Desk, caller: Caller, payload: str) -> None:
    """Greet; a deep link's payload ("kp5", "cat-rac_ve_sinh") presets place or category."""
    draft = await working_on.current(desk, caller)
    area = desk.office.area(payload)
    category = desk.office.category(payload.removeprefix(CATEGORY))
    preset = ""
    if area is not None or category is not None:
        draft = draft or await working_on.begin(desk, caller)
        if area is not None:
            draft.area, preset = area.code, area.name
        elif category is not None:
            draft.category, draft.category_asked = category.code, True
            preset = category.label
        desk.store.drafts.save(draft)
    await _begin(desk, caller, draft, preset)


async def nameless(desk: Desk, caller: Caller) -> None:
    """Nothing is said yet but that nobody is to be told their name."""
    draft = await working_on.current(desk, caller) or await working_on.begin(desk, caller)
    draft.anonymous = True
    desk.store.drafts.save(draft)
    await _begin(desk, caller, draft, desk.say("residents.nameless").rstrip("."))


async def _begin(desk: Desk, caller: Caller, draft: Draft | None, preset: str) -> None:
    """Greet; what they are at is shown again below, with the question that stands open."""
    desk.close_offer(caller.chat)
    asked = draft is not None and report.asked_about(caller.person, draft)
    if not asked:
        caller.person.step = None
    greeting = drafts.greeting(desk, caller.person)
    said = desk.say("residents.preset", what=preset) if preset else ""
    await desk.tell(caller.spot, "residents.started", greeting=greeting, preset=said)
    if draft is not None and (asked or await desk.store.drafts.of_draft(draft.id or 0)):
        await report.show(desk, caller, draft)


async def help_(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Say what can be done here, in a few lines."""
    await desk.tell(caller.spot, "residents.help", other=_other_ways(desk))


async def human(desk: Desk, caller: Caller, _words: str = "") -> None:
    """Say that this is a machine, that people read it, and where they can be met."""
    await desk.tell(caller.spot, "residents.human", other=_other_ways(desk))


def _other_ways(desk: Desk) -> str:
    ways = {"call": desk.office.phone, "come": desk.office.address}
    other = [desk.say(f"residents.help_{way}", at=at) for way, at in ways.items() if at]
    return desk.say("residents.or").join(other)


COMMANDS: dict[str, Callable[[Desk, Caller, str], Awaitable[None]]] = {
    "start": start,
    "help": help_,
    "trogiup": help_,
}


def commands_help() -> list[tuple[str, str]]:
    """(command, what it does), for the platform's menu."""
    names = (
        "start",
        "hoso",
        "rut",
        "lichhen",
        "sodienthoai",
        "dulieu",
        "aidaxemten",
        "dungkhaosat",
        "trogiup",
    )
    return [(name, texts()[f"residents.command_{name}"]) for name in names]
