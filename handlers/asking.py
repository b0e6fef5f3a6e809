"""After an answer the resident is asked, with one tap, whether they are content."""

from handlers.desk import Desk, Note, Rows, Spot
from handlers.message import Choice
from storage.models import Case, Survey


async def ask(desk: Desk, case: Case) -> None:
    """Open the survey for this answer, once; not for a person who wants no surveys."""
    person = await desk.store.people.person_by_id(case.person_id)
    if person.surveys_off:
        return
    survey = await desk.store.surveys.ask(case, desk.now)
    if survey is not None:
        rows = (*levels(desk, survey, "sat"), (undone(desk, survey),))
        await desk.tell(
            Spot(case.chat_id), "survey.ask", choices=rows, note=note(survey, case), code=case.code
        )


def levels(desk: Desk, survey: Survey, verb: str) -> Rows:
    """The five levels, in the office file's order."""
    return tuple(
        (Choice(f"{verb}:{survey.id}:{one.level}", one.label),) for one in desk.office.scale
    )


def undone(desk: Desk, survey: Survey) -> Choice:
    """Not the courtesy but the matter itself: it is not done."""
    return desk.choice(f"sat.undone:{survey.id}", "survey.undone")


def note(survey: Survey, case: Case, *, fresh: bool = False) -> Note:
    """All screens of a survey are faces of one message."""
    return Note(what="survey", case=case, slot=f"survey:{survey.id}", fresh=fresh)
