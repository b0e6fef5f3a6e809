"""The shape of the house: who may import whom, where things are said, and how long they are."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from bot.__main__ import COMMANDS, OFFICE
from bot.settings import Settings
from handlers import router
from handlers.officials import door as officials
from handlers.wording import fields, texts

ROOT = Path(__file__).parent.parent
HOUSE = ("bot", "handlers", "storage")
SOURCES = sorted(
    path
    for room in HOUSE
    for path in (ROOT / room).rglob("*.py")
    if path.parent.name != "versions"  # migrations are Alembic's
)
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef

OWN_CLOCK = {"bot/app.py"}
"""Each is the whole of a process; everybody else is given a clock."""
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
ADDS_ALWAYS = {"office", "you", "You"}
"""What wording_of fills in everywhere."""
WHOLE_TABLES = ("files.", "roles.")
"""Texts with one entry for each member of an enumeration."""
SAYS = {"say": 0, "choice": 1, "tell": 1, "alert": 0, "remark": 1}
"""Where a desk's method expects the key of a text."""
VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
NO_TEXTS = {
    "handlers/folding.py": "how đ and y are folded",
    "handlers/codes.py": "how Đ is folded",
    "handlers/office.py": "the usual form of address, which an office file may change",
    "handlers/days.py": "how people begin a reason",
    "handlers/named_days.py": "days as people write them",
    "handlers/promises.py": "words that promise something",
    "handlers/officials/typed.py": "a word that officials type",
    "handlers/officials/unmask.py": "words that officials type",
    "bot/sandbox/telegram.py": "somebody's name",
    "bot/sandbox/telegram_world.py": "the name of the sandbox's bot",
    "bot/sandbox/zalo_bot.py": "the name of the sandbox's bot",
}
OFFICE_TABLES = {"emergency.kind", "gate.rule"}
"""Tables of the office file whose names look like a text's."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A piece of text in the code. `pattern` is what an f-string can become."""

    path: str
    line: int
    pattern: str
    exact: bool


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def spoken(path: Path) -> Iterator[Spoken]:
    """All strings and f-strings but docstrings."""
    tree, name = tree_of(path), name_of(path)
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.Expr)
              for part in ast.iter_child_nodes(node) if isinstance(part, ast.Constant)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield Spoken(name, node.lineno, pattern_of(node), exact=False)
        elif isinstance(node, ast.Constant) and id(node) not in inside:
            yield Spoken(name, node.lineno, str(node.value), exact=True)


def pattern_of(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
        for part in node.values
    )


@cache
def all_spoken() -> list[Spoken]:
    """In all our code; read when a test wants it, not while tests are collected."""
    return [one for path in SOURCES for one in spoken(path)]


TABLES = {key.partition(".")[0] for key in texts()}
LIKE_A_KEY = re.compile(rf"({'|'.join(sorted(TABLES))})\.[a-z0-9_.]*[a-z0-9_]")


def keys_like(one: Spoken) -> set[str]:
    """The texts that a string can name."""
    if one.exact:
        return {one.pattern} & texts().keys()
    table, dot, rest = one.pattern.partition(r"\.")
    if table not in TABLES or not dot:
        return set()
    found = {key for key in texts() if re.fullmatch(one.pattern, key)}
    if rest != ".+" or f"{table}." in WHOLE_TABLES:
        return found
    near = {other.pattern for other in all_spoken() if other.path == one.path and other.exact}
    return {key for key in found if key.removeprefix(f"{table}.") in near}


def test_every_import_keeps_the_contracts() -> None:
    assert lint_imports(no_logo=True) == 0


def test_every_text_is_used() -> None:
    used = {key for one in all_spoken() for key in keys_like(one)}
    used |= {f"{key}_by_code" for key in used}  # Desk.tell chooses between the two
    assert sorted(texts().keys() - used) == []


def test_every_text_that_the_code_names_exists() -> None:
    steps = router.STEPS.keys() | router.PRIVATE_PRESSES.keys()
    named = {one for one in all_spoken() if one.exact and LIKE_A_KEY.fullmatch(one.pattern)}
    known = texts().keys() | steps | OFFICE_TABLES
    assert [one for one in named if one.pattern not in known] == []


def test_every_pattern_of_a_text_finds_some() -> None:
    patterns = [one for one in all_spoken() if not one.exact
                and one.pattern.partition(r"\.")[0] in TABLES and r"\." in one.pattern]  # fmt: skip
    assert [one for one in patterns if not keys_like(one)] == []


def said(path: Path) -> Iterator[tuple[int, str, set[str]]]:
    """Calls that say a text by its whole key: line, key, and the values that are missing."""
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr), args=args, keywords=given) if attr in SAYS:
                names = {one.arg for one in given}
                key = getattr(args[SAYS[attr]], "value", "") if len(args) > SAYS[attr] else ""
                if key in texts() and None not in names:  # **values are seen where they are made
                    yield node.lineno, key, fields(texts()[key]) - names - ADDS_ALWAYS


def test_every_text_gets_the_values_that_it_asks_for() -> None:
    found = [(name_of(path), *one) for path in SOURCES for one in said(path)]
    assert found
    assert [one for one in found if one[-1]] == []


def test_every_step_that_is_set_is_handled() -> None:
    set_to = set()
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            match node:
                case (
                    ast.Assign(
                        targets=[ast.Attribute(attr="step")],
                        value=ast.Constant(value=str() as step),
                    )
                    | ast.Assign(
                        targets=[ast.Tuple(elts=[ast.Attribute(attr="step"), *_])],
                        value=ast.Tuple(elts=[ast.Constant(value=str() as step), *_]),
                    )
                ):
                    set_to.add(step)
    assert set_to
    assert set_to <= router.STEPS.keys()


def test_every_choice_that_is_offered_is_handled() -> None:
    offered = set()
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Call(
                    func=ast.Name(id="Choice") | ast.Attribute(attr="choice"),
                    args=[ast.JoinedStr(values=[ast.Constant(value=str() as start), *_]), *_],
                ) if ":" in start:
                    offered.add(start.partition(":")[0])
    assert offered
    assert sorted(offered - (router.PRIVATE_PRESSES.keys() | officials.PRESSES.keys())) == []


def test_no_words_for_people_stand_in_the_code() -> None:
    found = [one for one in all_spoken() if VIETNAMESE.search(one.pattern)]
    assert [one for one in found if one.path not in NO_TEXTS] == []


def test_every_module_says_in_its_first_line_what_it_does() -> None:
    first = {path: (ast.get_docstring(tree_of(path)) or "").partition("\n")[0] for path in SOURCES}
    assert [name_of(path) for path, line in first.items() if not line.endswith(".")] == []


def test_files_and_functions_are_short() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lines.items() if length > LONGEST_FILE} == {}
    long = {
        f"{name_of(path)}:{node.name}": length
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, FUNCTION)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


@cache
def calls() -> set[tuple[str, str]]:
    """Everything that is called, as it is written, and where."""
    return {
        (ast.unparse(node.func), name_of(path))
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
    }


@pytest.mark.parametrize(
    ("called", "owners"),
    [
        (r"datetime\.(now|utcnow)|date\.today|time\.time", OWN_CLOCK),
        (r"asyncio\.(create_task|ensure_future)|.*loop(\(\))?\.create_task", set()),
        (r".*session\.(commit|begin)", {"storage/db.py"}),
        (r".*connection\.(commit|begin)", {"storage/db.py", "storage/dialects.py"}),
    ],
    ids=["clock", "tasks", "commits", "how the driver commits"],
)
def test_some_things_have_one_owner(called: str, owners: set[str]) -> None:
    assert {path for what, path in calls() if re.fullmatch(called, what)} == owners


README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))


def test_readme_names_every_command_and_no_other() -> None:
    asked = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert asked == TARGETS - {"help"}
    asked = set(re.findall(r"python -m bot ([a-z]+)", README))
    assert asked == COMMANDS.keys() | {"migrate", "office", "role", "zalo"}
    assert set(re.findall(r"python -m bot office ([a-z]+)", README)) <= OFFICE.keys()


def test_readme_names_every_setting() -> None:
    assert [one for one in Settings.model_fields if f"`{one.upper()}`" not in README] == []


def test_readme_names_files_that_exist() -> None:
    there = [path for room in (*HOUSE, "tests") for path in (ROOT / room).rglob("*.py")]
    named = set(re.findall(r"[\w/*]+\.py\b", README))
    assert [one for one in named if not any(path.match(one) for path in there)] == []


def test_every_dependency_is_pinned_without_host_or_path() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [one for one in pinned if not re.fullmatch(r"[\w.\-]+==[\w.+\-]+", one)] == []
    assert pinned == sorted(pinned, key=str.lower)
    known = {plain(one.partition("==")[0]) for one in pinned}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert {plain(re.split(r"[\[<>=]", one)[0]) for one in needed} <= known


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_cases_change_only_where_the_history_sees_it() -> None:
    """A bulk update of cases would pass by storage.changes, and `verify` would call it a break."""
    bulk = re.compile(r"update\((?:table\()?Case\b|table\(Case\)\.(?:update|delete)|delete\(Case\b")
    found = [name_of(path) for path in SOURCES if bulk.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_words_change_only_where_the_history_sees_it() -> None:
    """Nor may what was said pass by storage.sayings: `verify` would call it a break."""
    bulk = re.compile(r"update\((?:table\()?Entry\)+[\s\S]*?\.values\((\w+)=")
    said = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert set(bulk.findall(said)) == {"version_of", "act", "case_id"}


def test_the_steps_of_the_tables_are_one_line() -> None:
    """Two that were written side by side would each come after the same one."""
    steps = sorted((ROOT / "storage" / "migrations" / "versions").glob("[0-9]*.py"))
    named = [re.findall(r'revision = "?(\w+)', one.read_text(encoding="utf-8")) for one in steps]
    before = ["None", *(one.name[:4] for one in steps[:-1])]
    assert named == [[one.name[:4], last] for one, last in zip(steps, before, strict=True)]
