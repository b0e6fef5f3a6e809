"""Where it is

Place, pin and what a resident said of them are sealed; keyed hashes find the same place again.
The step is one transaction: interrupted, it begins anew. Stepping back opens the seals.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from storage.vault import Vault

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PAGE = 500
FORMS = ("report.place", "location", "data.place")
CORRECTED = "📍 Nơi đúng: "
OLD = ("place", "latitude", "longitude")
FOUND_BY = ("place_key", "place_words")


def _table(name: str, *more: str) -> sa.TableClause:
    kinds: dict[str, Any] = {"id": sa.Integer, "whereabouts": sa.LargeBinary}
    kinds |= {"latitude": sa.Float, "longitude": sa.Float, "case_id": sa.Integer}
    columns = ("id", "whereabouts", *more)
    return sa.table(name, *(sa.column(one, kinds.get(one, sa.Text)) for one in columns))


DRAFT = _table("draft", *OLD)
CASE = _table("case", *OLD, "folded", *FOUND_BY)
ENTRY = _table("entry", "side", "form", "text", "case_id")


def upgrade() -> None:
    """Step forward."""
    vault: Vault = context.config.attributes["vault"]
    _is_ours(vault)
    for name in ("draft", "case", "entry"):
        op.add_column(name, sa.Column("whereabouts", sa.LargeBinary(), nullable=True))
    op.add_column("case", sa.Column("place_key", sa.String(), nullable=True))
    op.add_column("case", sa.Column("place_words", sa.Text(), nullable=True))
    sealed = sum([_draft_or_case(vault, DRAFT), _draft_or_case(vault, CASE), _entries(vault)])
    for name in ("draft", "case"):
        for column in OLD:
            op.drop_column(name, column)
    if sealed:  # the file still holds the bytes until it is written anew
        op.execute("insert into scrub (asked_at) values (current_timestamp)")


def downgrade() -> None:
    """Step back."""
    vault: Vault = context.config.attributes["vault"]
    for name in ("draft", "case"):
        op.add_column(name, sa.Column("place", sa.Text(), nullable=True))
        op.add_column(name, sa.Column("latitude", sa.Float(), nullable=True))
        op.add_column(name, sa.Column("longitude", sa.Float(), nullable=True))
    for table in (DRAFT, CASE):
        for row in _rows(table, table.c.whereabouts.is_not(None)):
            there = json.loads(vault.unseal(bytes(row["whereabouts"])))
            latitude, longitude = there["pin"] or (None, None)
            values = {"place": there["words"] or None, "latitude": latitude}
            values["longitude"] = longitude
            if table is CASE and there["folded"]:
                values["folded"] = f"{row['folded']} {there['folded']}".strip()
            _change(table, row["id"], values)
    for row in _rows(ENTRY, ENTRY.c.whereabouts.is_not(None)):
        _change(ENTRY, row["id"], {"text": vault.unseal(bytes(row["whereabouts"])).decode()})
    for column in FOUND_BY:
        op.drop_column("case", column)
    for name in ("draft", "case", "entry"):
        op.drop_column(name, "whereabouts")


def _is_ours(vault: Vault) -> None:
    """Nothing is sealed with a key that is not the one in force. Raises WrongKey."""
    changing = "select count(*) from key_change where done_at is null"
    chat = "select sealed from chat where length(sealed) > 0 order by id desc limit 1"
    cell = op.get_bind().scalar(sa.text(chat))
    if cell and not op.get_bind().scalar(sa.text(changing)):
        vault.unseal(bytes(cell))


def _draft_or_case(vault: Vault, table: sa.TableClause) -> int:
    done = 0
    known = sa.or_(table.c.place.is_not(None), table.c.latitude.is_not(None))
    for row in _rows(table, known):
        words, pin = row["place"] or "", [row["latitude"], row["longitude"]]
        folded = _fold(words) if table is CASE else ""
        there = {"words": words, "pin": None if None in pin else pin, "folded": folded}
        cell = json.dumps(there, ensure_ascii=False).encode()
        values: dict[str, Any] = {"whereabouts": vault.seal(cell)}
        if folded:
            values |= _found_by(vault, folded)
            values["folded"] = _without(row["folded"], folded)
        _change(table, row["id"], values)
        done += 1
    return done


def _entries(vault: Vault) -> int:
    done = 0
    says_where = sa.or_(ENTRY.c.form.in_(FORMS), ENTRY.c.text.startswith(CORRECTED))
    for row in _rows(ENTRY, ENTRY.c.side == "resident", ENTRY.c.text != "", says_where):
        cell = vault.seal(row["text"].encode())
        form = row["form"] or "data.place"
        _change(ENTRY, row["id"], {"text": "", "whereabouts": cell, "form": form})
        if row["case_id"]:
            mine = sa.select(CASE.c.folded).where(CASE.c.id == row["case_id"])
            found_by = op.get_bind().execute(mine).scalar_one()
            _change(CASE, row["case_id"], {"folded": _without(found_by, _fold(row["text"]))})
        done += 1
    return done


def _rows(table: sa.TableClause, *where: Any) -> Iterator[Any]:  # conditions, rows
    last = 0
    there = [one for one in table.c if one.name in _standing(table.name)]
    while True:
        query = sa.select(*there).where(table.c.id > last, *where).order_by(table.c.id)
        rows = op.get_bind().execute(query.limit(PAGE)).mappings().all()
        if not rows:
            return
        last = rows[-1]["id"]
        yield from rows


def _standing(name: str) -> set[str]:
    return {one["name"] for one in sa.inspect(op.get_bind()).get_columns(name)}


def _change(table: sa.TableClause, number: int, values: Mapping[str, Any]) -> None:
    op.get_bind().execute(sa.update(table).where(table.c.id == number).values(dict(values)))


def _found_by(vault: Vault, folded: str) -> dict[str, str]:
    """As storage/places.py makes them."""
    words = sorted({vault.key("place word", one)[:12] for one in folded.split()})
    return {"place_key": vault.key("place", folded), "place_words": " ".join(words)}


def _without(found_by: str, place: str) -> str:
    """The words by which a case is found, without those of its place (where they stand once)."""
    return " ".join(f" {found_by} ".replace(f" {place} ", " ", 1).split())


def _fold(text: str) -> str:
    """As handlers/folding.py does it."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    spread = unicodedata.normalize("NFKD", plain)
    bare = "".join(one for one in spread if not unicodedata.combining(one))
    words = re.sub(r"[\W_]+", " ", bare).strip()
    return re.sub(r"(?:(?<![\daăâeêioôơuư])|(?<=qu))y(?![^\W_])", "i", words)
