"""A resident's whole life with the desk, written into every table, and what can be read there."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import LargeBinary
from sqlmodel import SQLModel

from storage.db import Database, Store
from storage.drafts import Saying
from storage.inbox import Arrived
from storage.models import Act, Case, Move, Person, Posted, Side, Visit
from storage.outbox import ToSay
from storage.people import Identity
from storage.places import Whereabouts
from storage.surveys import Asking

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
TU = Identity("7700112233", "Nguyễn Thị Tư", "tu_hoa_sen", "0912345678")
TRACES = (
    "Nguyễn Thị Tư", "nguyen thi tu", "0912345678", "0912 345 678", "7700112233", "tu_hoa_sen",
)  # fmt: skip
WORDS = "Tôi là Nguyễn Thị Tư, số 0912 345 678 (7700112233, @tu_hoa_sen). Đèn đường ấp 5 hư."
INSTEAD = "[đã xóa]"
HOME = Whereabouts("Nhà Nguyễn Thị Tư, hẻm 12", (10.03, 105.77))


async def lived(store: Store) -> tuple[Person, Case]:
    """A resident who wrote, sent a picture, was answered, rated, and asked from elsewhere."""
    store.history.now = NOW
    chat = await store.people.chat("telegram", TU.user_id, private=True, heard_at=NOW)
    person = await store.people.person("telegram", TU, NOW, chat.id)
    store.people.set_phone(person, TU.phone)
    chat.offer = [["case.status:1", WORDS]]
    body = json.dumps({"text": WORDS, "sender": TU.user_id}).encode()
    await store.inbox.add([Arrived("telegram", TU.user_id, "1", body)], NOW)
    draft = await store.drafts.start(person, chat.id or 0, NOW)
    store.places.put(draft, HOME)
    sha = await store.files.keep(b"bytes of a picture", "image/jpeg", NOW)
    remote = f"{TU.user_id}:55"
    files = [{"kind": "photo", "remote": remote, "name": "don cua Nguyen Thi Tu", "sha256": sha}]
    said = Saying(
        chat.id or 0, "1", Side.RESIDENT, Act.REPORT, NOW, WORDS, files, author_id=person.id
    )
    await store.drafts.say(said, draft_id=draft.id)
    case = Case(
        code="", kind="report", category="dien", unit="kinh_te", text=WORDS,
        folded="toi la nguyen thi tu so 0912 345 678 7700112233 tu hoa sen den duong",
        person_id=person.id or 0, chat_id=chat.id or 0, sent_at=NOW, due_at=NOW,
    )  # fmt: skip
    store.places.file(case, HOME, "nha nguyen thi tu hem 12")
    await store.cases.open(case, "PA", "2611")
    await store.drafts.give_to_case(draft.id or 0, case.id or 0)
    draft.case_id, draft.closed_at = case.id, NOW
    answer = replace(
        said, side=Side.OFFICIAL, act=Act.ANSWER, text=f"Kính gửi bà {TU.name}", attachments=[],
        author_id=None, external_id="2",
    )  # fmt: skip
    await store.drafts.say(answer, case_id=case.id)
    for key in ("answer:1", None):
        await store.outbox.add(
            ToSay(chat.id or 0, WORDS.encode(), 0, key=key, data={"x": WORDS}), NOW
        )
    store.session.add(Posted(chat_id=chat.id or 0, external_id="9", choices=[["x", WORDS]]))
    survey = await store.surveys.ask(case, NOW, Asking("answered", "telegram"))
    assert survey is not None
    survey.satisfaction, survey.comment, survey.voice = 5, WORDS, files
    await store.visits.open(
        Visit(
            counter="mot_cua", person_id=person.id or 0, channel="telegram", newcomer=False,
            asked_at=NOW, comment=WORDS,
        )
    )  # fmt: skip
    await store.ways.ask(Move(person_id=person.id or 0, chat_id=chat.id or 0, asked_at=NOW))
    return person, case


async def everything(database: Database) -> list[str]:
    """Every cell of every table as text; what is sealed is opened."""
    sealed = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    found: list[str] = []
    async with database.reading() as store:
        connection = await store.session.connection()
        for table in SQLModel.metadata.tables.values():
            for row in (await connection.execute(table.select())).mappings():
                for name, value in row.items():
                    if (table.name, name) in sealed and value:
                        value = database.vault.unseal(bytes(value)).decode(errors="replace")
                    found.append(f"{table.name}.{name}={value!r}")
    return found


def on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())
