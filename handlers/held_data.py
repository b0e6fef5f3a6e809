"""Everything that is held about a person: gathered once, told in lines and as JSON."""

import json
from typing import Any

from handlers.acts import Act
from handlers.caller import Caller
from handlers.desk import Desk
from handlers.wording import shorten
from storage.models import Case, SealedReport, Side

Held = dict[str, Any]
LINES = 20
UNKNOWN = "–"
QUOTED = 120


async def gathered(desk: Desk, caller: Caller) -> Held:
    """What is held about the caller, in plain values; times are ISO 8601 in UTC."""
    store, person = desk.store, caller.person
    who = store.people.identity(person)
    number = caller.person_id
    cases = await store.erasing.cases_of(number)
    seen = await store.cases.events_of_person(number, Act.UNMASK)
    agreements = await store.agreements.all_of(number)
    asked = await store.requests.of_person(number)
    return {
        "channel": caller.chat.channel,
        "account": who.user_id,
        "name": who.shown,
        "username": who.username,
        "phone": who.phone,
        "address_form": caller.chat.you,
        "known_since": person.first_seen.isoformat(),
        "no_surveys": person.surveys_off,
        "cases": [await _case(desk, case, number) for case in cases],
        "agreements": [
            {"purpose": one.purpose, "agreed": one.granted, "at": one.said_at.isoformat(),
             "version": one.version, "words": one.words, "channel": one.channel}
            for one in agreements
        ],
        "requests": [
            {"code": one.code, "what": one.what, "asked_at": one.asked_at.isoformat(),
             "due_at": one.due_at.isoformat(), "done": one.done_at is not None}
            for one in asked
        ],
        "surveys": [
            {"asked_at": one.asked_at.isoformat(), "satisfaction": one.satisfaction,
             "comment": one.comment}
            for one in await store.surveys.asked_lately([number], limit=100)
        ],
        "confided": [_confided(desk, one) for one in await store.sealed.of_person(number)],
        "name_seen": [
            {"case": case.code, "at": event.at.isoformat(), "by": event.role, "why": event.note}
            for event, case in seen
        ],
    }  # fmt: skip


def _confided(desk: Desk, report: SealedReport) -> Held:
    said = desk.store.sealed.open(report).words
    return {
        "sent_at": report.sent_at.isoformat(),
        "said": [one.text for one in said if one.by in ("resident", "held")],
    }


async def _case(desk: Desk, case: Case, person_id: int) -> Held:
    entries = await desk.store.drafts.all_of_case(case.id or 0)
    there = desk.store.places.of(case)
    pin = there.pin or (None, None)
    return {
        "code": case.code,
        "state": case.state,
        "sent_at": case.sent_at.isoformat(),
        "anonymous": case.anonymous,
        "place": there.words or None,
        "latitude": pin[0],
        "longitude": pin[1],
        "said": [
            {
                "at": one.said_at.isoformat(),
                "text": desk.store.places.words(one),
                "files": len(one.attachments or ()),
            }
            for one in entries
            if one.side == Side.RESIDENT and one.author_id == person_id
        ],
    }


def readable(desk: Desk, held: Held) -> str:
    """The same for a person: a line each."""
    lines = [
        desk.say(f"data.line_{key}", value=held[key] or UNKNOWN)
        for key in ("name", "username", "phone", "channel")
    ]
    lines += [
        desk.say(
            "data.line_case",
            code=one["code"],
            state=desk.say(f"residents.short_{one['state']}"),
            place=shorten(one["place"] or UNKNOWN, QUOTED),
            pin=desk.say("data.with_pin") if one["latitude"] is not None else "",
            messages=len(one["said"]),
            files=sum(said["files"] for said in one["said"]),
        )
        for one in held["cases"][:LINES]
    ]
    counts = {key: len(held[key]) for key in ("agreements", "requests", "surveys", "name_seen")}
    return "\n".join([*lines, desk.say("data.line_counts", **counts)])


def as_json(held: Held) -> str:
    """For another program, or to keep."""
    return json.dumps(held, ensure_ascii=False, indent=1)
