"""A resident who wants a decision reconsidered reads how, where and by when, and gets the form."""

from handlers import forms
from handlers.caller import Caller
from handlers.desk import Desk, Note, Rows
from storage.models import Draft


async def guide(desk: Desk, caller: Caller, draft: Draft) -> None:
    """How to complain, and the form where it can be sent; the draft waits."""
    known = desk.office.complaint
    await desk.tell(
        caller.spot,
        "gate.guide",
        note=Note("gate"),
        addressee=known.addressee or desk.office.name,
        place=_place(desk),
        days=known.limit_days,
        when=_when(desk),
        source=known.source or desk.say("gate.usual_source"),
    )
    await _form(desk, caller)
    await desk.tell(caller.spot, "gate.what_next", choices=_next(desk, draft), note=Note("gate"))


async def _form(desk: Desk, caller: Caller) -> None:
    """The form as a file; what it must hold in words, where no file can be sent."""
    if not desk.reach_of(caller.chat).letters:
        await desk.tell(caller.spot, "gate.form_words", note=Note("gate"), place=_place(desk))
        return
    form = await forms.wanted(desk, caller.spot)
    if form.sha256 is None:
        await desk.tell(caller.spot, "gate.form_soon", note=Note("gate"))
        return
    await forms.send(desk, caller.spot, form)


def _place(desk: Desk) -> str:
    reception = desk.office.reception
    return reception.place if reception else desk.office.address or desk.office.name


def _when(desk: Desk) -> str:
    known = desk.office.reception
    if known is None:
        return ""
    return desk.say(
        "gate.guide_when",
        who=known.who,
        weekdays=", ".join(desk.say(f"dates.weekday_{one}") for one in known.days),
        start=f"{known.start:%H:%M}",
        end=f"{known.end:%H:%M}",
        place=known.place,
    )


def _next(desk: Desk, draft: Draft) -> Rows:
    book = ((desk.choice(f"way.book:{draft.id}", "gate.book"),),) if desk.office.reception else ()
    return (
        *book,
        (
            desk.choice(f"way.plain:{draft.id}:complaint", "gate.plain"),
            desk.choice(f"draft.drop:{draft.id}", "residents.drop"),
        ),
    )
