"""The office file: what it may say, and how every fault in it is named with its line."""

import re
import tomllib
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.office import Office, Pledge
from handlers.office_file import PRESETS, BrokenOffice, read_office
from handlers.office_lines import Lines
from handlers.office_steps import USUAL

TEXT = Path("bot/sandbox/office.toml").read_text(encoding="utf-8")
OFFICE = read_office(TEXT)
OWN = 'items = [{code = "xin_chao", group = "xin", label = "Chào", ask = "Có chào không?"}]'
SMALL = """name = "UBND xã Thử"
fallback_category = "khac"

[[hours]]
days = [1, 2, 3, 4, 5]
start = 07:30:00
end = 11:30:00

[[hours]]
days = [1, 2, 3, 4, 5]
start = 13:30:00
end = 17:00:00

[[days_off]]
off = [2026-01-02]
work = [2026-01-10]
source = "a notice"

[[unit]]
code = "mot"
name = "Văn phòng"

[[unit]]
code = "hai"
name = "Công an"

[[category]]
code = "rac"
label = "Rác"
unit = "mot"
days = 3
urgent_days = 1
keywords = [
    "rác",
    "xà bần",
]
urgent_keywords = ["cháy"]

[[category]]
code = "khac"
label = "Khác"
unit = "hai"
days = 7

[[area]]
code = "ap1"
name = "Ấp 1"
aliases = ["xóm Đình"]

[[area]]
code = "ap2"
name = "Ấp 2"

[[kind]]
code = "report"
label = "Phản ánh"
prefix = "PA"

[[kind]]
code = "petition"
label = "Kiến nghị"
prefix = "KN"

[[kind]]
code = "question"
label = "Hỏi đáp"
prefix = "HD"

[[kind]]
code = "praise"
label = "Lời khen"
prefix = "LK"

[pledge]
preset = "qd1847"

[[scale]]
level = 1
label = "Rất không hài lòng"

[[scale]]
level = 2
label = "Chưa hài lòng"

[[scale]]
level = 3
label = "Bình thường"

[[scale]]
level = 4
label = "Hài lòng"

[[scale]]
level = 5
label = "Rất hài lòng"
"""


def faults(text: str) -> list[tuple[str, str, str]]:
    """What is wrong: the words of the line, the field, the sentence."""
    with pytest.raises(BrokenOffice) as caught:
        read_office(text)
    lines = ["", *text.split("\n")]
    return [(lines[one.line].strip(), one.field, one.message) for one in caught.value.faults]


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The same file with one thing changed, where it stands first."""
    assert old in text
    return text.replace(old, new, 1)


def counters(**second: str) -> str:
    """A small office with two counters; the second says this, too."""
    said = {"code": "hai", "name": "Một cửa"} | second
    rows = "\n".join(f'{key} = "{value}"' for key, value in said.items())
    first = 'code = "mot"\nname = "Quầy 1: hộ tịch"\nsay = "Quầy 1"'
    return f"{SMALL}\n[[counter]]\n{first}\n\n[[counter]]\n{rows}\n"


def with_texts(lines: str) -> str:
    """The same file with wording of its own."""
    return f"{SMALL}\n[texts]\n{lines}\n"


def test_the_fictional_ward_is_complete() -> None:
    assert (len(OFFICE.units), len(OFFICE.categories)) == (7, 21)
    assert {one.code for one in OFFICE.kinds} == {"report", "petition", "question", "praise"}
    assert len(OFFICE.pledge.items) == 8
    assert all(one.source for one in OFFICE.categories)
    assert all(one.source for one in OFFICE.days_off)
    assert date(2026, 1, 2) in OFFICE.days_off[0].off


def test_parts_are_found_by_their_codes() -> None:
    category = OFFICE.category("an_ninh")
    assert category is not None
    assert category.restricted
    assert OFFICE.unit_name(category.unit) == "Công an phường"
    assert OFFICE.kind("petition").prefix == "KN"
    assert OFFICE.prefixes == {"PA", "KN", "HD", "LK"}
    area = OFFICE.area("kp5")
    assert area is not None
    assert "ấp 5" in area.aliases


def test_a_unit_that_left_the_file_is_named_by_its_code() -> None:
    assert OFFICE.unit("phong_cu") is None
    assert OFFICE.unit_name("phong_cu") == "phong_cu"


def test_a_small_file_is_enough() -> None:
    office = read_office(SMALL)
    assert office.reminders.steps == USUAL
    assert (office.digest.weekday, office.digest.at) == (1, time(7, 30))
    assert office.emergency.rescue == "112"


@pytest.mark.parametrize("preset", ["qd1847", "hau_giang_2024"])
def test_a_pledge_may_be_only_named(preset: str) -> None:
    pledge = read_office(changed("qd1847", preset)).pledge
    assert [one.group for one in pledge.items] == ["xin"] * 4 + ["luon"] * 4
    assert len({one.code for one in pledge.items}) == 8


def test_the_wards_pledge_is_the_preset_it_names() -> None:
    preset = tomllib.loads((PRESETS / f"{OFFICE.pledge.preset}.toml").read_text(encoding="utf-8"))
    assert [one.model_dump(exclude_unset=True) for one in OFFICE.pledge.items] == preset["items"]


def test_a_pledge_of_ones_own_is_taken_as_it_is() -> None:
    pledge = read_office(changed('preset = "qd1847"', OWN)).pledge
    assert [one.label for one in pledge.items] == ["Chào"]


def test_an_edition_is_the_wording_that_was_asked() -> None:
    ours = read_office(SMALL).pledge
    assert ours.edition == read_office(SMALL).pledge.edition, "the same in every process"
    assert ours.edition != read_office(changed("qd1847", "hau_giang_2024")).pledge.edition
    first, *rest = ours.items
    relabelled = first.model_copy(update={"label": "CHÀO"})
    reworded = first.model_copy(update={"ask_counter": "Có chào không?"})
    assert Pledge(items=(relabelled, *rest)).edition == ours.edition
    assert Pledge(items=(reworded, *rest)).edition != ours.edition
    assert Pledge(items=(*rest, first)).edition != ours.edition


def test_the_presets_share_their_codes_so_that_answers_stay_comparable() -> None:
    one, other = (
        {item.code: item for item in read_office(changed("qd1847", name)).pledge.items}
        for name in ("qd1847", "hau_giang_2024")
    )
    assert one.keys() ^ other.keys() == {"xin_phep", "xin_hoi"}
    assert all(one[code].group == other[code].group for code in one.keys() & other.keys())


def test_at_a_counter_smiling_is_asked_literally_in_a_chat_as_friendliness() -> None:
    for preset in ("qd1847", "hau_giang_2024"):
        items = read_office(changed("qd1847", preset)).pledge.items
        (smile,) = [one for one in items if one.code == "luon_mim_cuoi"]
        assert (smile.ask, smile.ask_counter) == ("Thân thiện", "Mỉm cười")


def test_counters_are_for_who_has_them() -> None:
    assert read_office(SMALL).counters == ()
    first, second = read_office(counters()).counters
    assert (first.typed, second.typed) == ("Quầy 1", "Một cửa")


@pytest.mark.parametrize(
    "wording",
    ['"common.stale" = "Đã cũ"', 'common.stale = "Đã cũ"', '[texts.common]\nstale = "Đã cũ"'],
)
def test_own_wording_may_be_written_with_dots_quotes_or_tables(wording: str) -> None:
    assert read_office(with_texts(wording)).texts == {"common.stale": "Đã cũ"}


def test_own_wording_may_say_what_is_always_filled_in() -> None:
    own = 'common.stale = "{You} ơi, {you} hỏi {office} nhé"'
    assert "common.stale" in read_office(with_texts(own)).texts


@pytest.mark.parametrize("text", ["\ufeff" + SMALL, SMALL.replace("\n", "\r\n")])
def test_files_saved_by_notepad_are_read(text: str) -> None:
    assert read_office(text) == read_office(SMALL)


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        # the parts
        (changed("days = 3", "days = 0"), "days = 0", "category[1].days", "1 or more"),
        (changed("days = 3", "days = 61"), "days = 61", "category[1].days", "60 or less"),
        (changed("days = 3", 'days = "ba"'), 'days = "ba"', "category[1].days", "whole number"),
        (changed("days = 3", "days = 2.5"), "days = 2.5", "category[1].days", "whole number"),
        (changed("days = 3\n", ""), "[[category]]", "category[1].days", "is missing"),
        (changed('name = "UBND xã Thử"\n', ""), "", "name", "is missing"),
        (changed('"UBND xã Thử"', '""'), 'name = ""', "name", "not be empty"),
        (changed('"UBND xã Thử"', "5"), "name = 5", "name", "text in quotation marks"),
        (changed("name =", "fone = 1\nname ="), "fone = 1", "fone", "spelt right"),
        (changed('"mot"', '"Mốt"'), 'code = "Mốt"', "unit[1].code", "small letters"),
        (changed('"LK"', '"lk"'), 'prefix = "lk"', "kind[4].prefix", "two capital letters"),
        (changed('"praise"', '"gift"'), 'code = "gift"', "kind[4].code", "'report', 'petition'"),
        (changed("level = 1", "level = 0"), "level = 0", "scale[1].level", "1 or more"),
        (changed("start = 13:30:00", "start = 1330"), "start = 1330", "hours[2].start", "07:30:00"),
        (changed("end = 17:00:00", "end = 13:00:00"), "[[hours]]", "hours[2]", "before end"),
        (changed("[1, 2, 3, 4, 5]", "[1, 8]"), "days = [1, 8]", "hours[1].days[2]", "7 or less"),
        (changed("[1, 2, 3, 4, 5]", "[]"), "days = []", "hours[1].days", "needs 1"),
        (changed("[2026-01-02]", '["1/2"]'), 'off = ["1/2"]', "days_off[1].off[1]", "2026-11-24"),
        (changed('source = "a notice"\n', ""), "[[days_off]]", "days_off[1].source", "missing"),
        (changed('"xà bần"', '""'), '"",', "category[1].keywords[2]", "not be empty"),
        (SMALL + "[unit.x]\n", "[unit.x]", "unit[2].x", "spelt right"),
        # what is between them
        (changed('unit = "mot"', 'unit = "ba"'), 'unit = "ba"', "category[1].unit", "no unit 'ba'"),
        (changed("name", 'one_stop = "ba"\nname'), 'one_stop = "ba"', "one_stop", "no unit 'ba'"),
        (
            changed('"khac"', '"nao"'),
            'fallback_category = "nao"',
            "fallback_category",
            "no category 'nao'",
        ),
        (
            changed('fallback_category = "khac"\n', "", changed('code = "khac"', 'code = "nao"')),
            "",
            "fallback_category",
            "no category 'khac'",
        ),
        (changed('"ap2"', '"ap1"'), 'code = "ap1"', "area[2].code", "used 2 times"),
        (changed('"LK"', '"PA"'), 'prefix = "PA"', "kind[4].prefix", "used 2 times"),
        (
            changed("urgent_days = 1", "urgent_days = 9"),
            "urgent_days = 9",
            "category[1].urgent_days",
            "longer than the ordinary",
        ),
        (
            changed("urgent_days = 1\n", ""),
            'urgent_keywords = ["cháy"]',
            "category[1].urgent_keywords",
            "needs urgent_days",
        ),
        (
            changed('code = "rac"', 'code = "can_bo"'),
            'unit = "mot"',
            "category[1].unit",
            "must go past the units",
        ),
        (
            changed('name = "Văn phòng"', 'name = "Văn phòng"\nof_leaders = true'),
            "[[category]]",
            "category[1].restricted",
            "only leaders read 'mot'",
        ),
        (changed('"xà bần"', '"!!"'), '"!!",', "category[1].keywords[2]", "no letters"),
        (changed("Ấp 2", "Xóm  đình"), 'name = "Xóm  đình"', "area[2].name", "name of area[1]"),
        (changed("xóm Đình", "--"), 'aliases = ["--"]', "area[1].aliases[1]", "no letters"),
        (
            changed("start = 13:30:00", "start = 11:00:00"),
            "start = 11:00:00",
            "hours[2].start",
            "weekday 1, 2, 3, 4, 5",
        ),
        (
            changed("[2026-01-10]", "[2026-01-02]"),
            "work = [2026-01-02]",
            "days_off[1].work",
            "both",
        ),
        (changed("qd1847", "hai_phong"), 'preset = "hai_phong"', "pledge.preset", "qd1847"),
        (
            changed('preset = "qd1847"', OWN.replace('"xin",', '"luon",')),
            OWN.replace('"xin",', '"luon",'),
            "pledge.items[1].group",
            "belongs to 'xin'",
        ),
        # counters, whose posters hang on the wall
        (counters(code="Quầy 1"), 'code = "Quầy 1"', "counter[2].code", "small letters"),
        (counters(code="mot"), 'code = "mot"', "counter[2].code", "used 2 times"),
        (counters(name=""), 'name = ""', "counter[2].name", "not be empty"),
        (counters(name="QUẦY SỐ 01"), 'name = "QUẦY SỐ 01"', "counter[2].name", "means counter[1]"),
        (counters(say="quay1"), 'say = "quay1"', "counter[2].say", "means counter[1]"),
        (counters(say="2"), 'say = "2"', "counter[2].say", "no letters"),
        (counters(say="!!"), 'say = "!!"', "counter[2].say", "no letters"),
        (counters(unit="ba"), 'unit = "ba"', "counter[2].unit", "no unit 'ba'"),
        (with_texts('"a.b" = "x"'), '"a.b" = "x"', "texts.a.b", "no such text"),
        (
            with_texts('common.stale = "{ten} ơi"'),
            'common.stale = "{ten} ơi"',
            "texts.common.stale",
            "nobody fills in ten",
        ),
        (SMALL + '[dialect]\n"a b" = "c"\n', '"a b" = "c"', "dialect.a b", "one word"),
        # what would be taken for something else
        (changed("days = 3", "days = true"), "days = true", "category[1].days", "whole number"),
        (changed("days = 3", 'days = "3"'), 'days = "3"', "category[1].days", "whole number"),
        (changed("[2026-01-02]", "[0]"), "off = [0]", "days_off[1].off[1]", "2026-11-24"),
        (changed("[2026-01-02]", "[true]"), "off = [true]", "days_off[1].off[1]", "2026-11-24"),
        (changed("13:30:00", "true"), "start = true", "hours[2].start", "07:30:00"),
        (changed('"UBND xã Thử"', '" "'), 'name = " "', "name", "not be empty"),
        *(
            (
                changed('"UBND xã Thử"', sign),
                f"name = {sign}",
                "name",
                "cannot be shown",
            )
            for sign in ('"UBND \\u0000"', '"\\u0007"')
        ),
        *(
            (
                SMALL + f'[emergency]\nfire = "{number}"\n',
                f'fire = "{number}"',
                "emergency.fire",
                "like 113",
            )
            for number in ("", "abc", "1", "113 và 114")
        ),
        (
            SMALL
            + "[privacy]\nkeep = [\n"
            + '{ what = "sent", days = 9, source = "x" },\n' * 2
            + "]",
            '{ what = "sent", days = 9, source = "x" },',
            "privacy.keep[2].what",
            "used 2 times",
        ),
        (
            SMALL + "[apology]\nlongest_days = 2\n",
            "[apology]",
            "apology",
            "longest_days must not be less than days",
        ),
        (
            SMALL + "[first_word]\nurgent_hours = 5\n",
            "[first_word]",
            "first_word",
            "urgent_hours must not be more than hours",
        ),
        # where in a list; what only looks like a line or a text over several
        (
            SMALL + '[reminders]\nstep = [\n{ name = "half" },\n{ name = "late", days = 0 },\n]\n',
            '{ name = "late", days = 0 },',
            "reminders.step[2].days",
            "1 or more",
        ),
        (
            SMALL + '[privacy]\nkeep = [ # """\n{ what = "sent", days = 9, source = "]" },\n'
            "{ what = 'files', days = 0, source = '#' }]\n",
            "{ what = 'files', days = 0, source = '#' }]",
            "privacy.keep[2].days",
            "1 or more",
        ),
        *(
            (
                changed("days = 3", f"days = 0 # {words}"),
                f"days = 0 # {words}",
                "category[1].days",
                "1 or more",
            )
            for words in ('"""', "'''", "[[unit]]")
        ),
        *(
            (
                changed(
                    'name = "Văn phòng"',
                    f'name = "Văn{sign}phòng"',
                    changed("days = 7", "days = 0"),
                ),
                "days = 0",
                "category[2].days",
                "1 or more",
            )
            for sign in ("\u2028", "\x85", '\\"', "#", "[")
        ),
        # what would silently switch a question off
        *(
            (
                SMALL + f"[gate]\nenough = {{ denunciation = {score} }}\n",
                f"enough = {{ denunciation = {score} }}",
                "gate.enough.denunciation",
                message,
            )
            for score, message in (
                ("nan", "must be a number"),
                ("inf", "must be a number"),
                ("1e9", "3 or less"),
                ("0", "more than 0"),
                ("-1", "more than 0"),
                ("true", "must be a number"),
            )
        ),
        *(
            (
                SMALL + f"[gate.weights]\nsays_denounce = {weight}\n",
                f"says_denounce = {weight}",
                "gate.weights.says_denounce",
                message,
            )
            for weight, message in (
                ("nan", "must be a number"),
                ("-1e9", "-10 or more"),
                ("1e9", "10 or less"),
            )
        ),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(
    text: str, line: str, field: str, message: str
) -> None:
    found = [one for one in faults(text) if one[1] == field]
    assert [one[0] for one in found] == [line]
    assert message in found[0][2]


def test_levels_rise_however_the_file_lists_them() -> None:
    turned = SMALL
    for before, after in (
        ("level = 1", "first"),
        ("level = 5", "level = 1"),
        ("first", "level = 5"),
    ):
        turned = changed(before, after, turned)
    assert turned != SMALL
    for text in (SMALL, turned):
        assert [one.level for one in read_office(text).scale] == [1, 2, 3, 4, 5]


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    text = changed("days = 7", "days = 0", changed('unit = "mot"', 'unit = "ba"'))
    text = changed("level = 4", "level = 5", changed("Ấp 2", "Ấp 1", text))
    assert [one[1] for one in faults(text)] == [
        "category[1].unit",
        "category[2].days",
        "area[2].name",
        "scale",
        "scale[5].level",
    ]


def test_what_follows_from_a_named_fault_is_not_named_too() -> None:
    text = changed('prefix = "LK"', 'prefix = "lk"')  # one kind less, but that is why
    assert [one[1] for one in faults(text)] == ["kind[4].prefix"]
    without_units = re.sub(r"\[\[unit\]\]\n(?:.+\n)+", "", SMALL)  # nothing to refer to
    assert [one[1] for one in faults(without_units)] == ["unit"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (changed('"UBND xã Thử"', "UBND"), "name = UBND"),
        (changed("days = 3", "days = 3\ndays = 3"), "days = 3"),
        (SMALL + '[[unit]]\nname = "Bỏ dở', 'name = "Bỏ dở'),
        (SMALL + "x = [1,", "x = [1,"),
        (SMALL + "x = " + "9" * 5000, "x = " + "9" * 5000),
        (SMALL + "x = " + "[" * 3000 + "]" * 3000, ""),
        (SMALL + "x = " + "{a=" * 3000 + "1" + "}" * 3000, ""),
        (SMALL + "[texts" + ".a" * 3000 + "]\nb = 'x'", ""),
    ],
)
def test_broken_toml_is_named_with_its_line(text: str, line: str) -> None:
    [(found, field, _)] = faults(text)
    assert (found, field) == (line, "TOML")


def test_a_fault_reads_as_one_line() -> None:
    with pytest.raises(BrokenOffice) as caught:
        read_office(changed("days = 3", "days = 0"))
    assert str(caught.value) == "line 31, category[1].days: must be 1 or more"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a", 1),
        ("b.c", 2),
        ("b.d", 0),
        ("long", 3),
        ("t.inner.k", 7),
        ("t.inner.missing", 6),
        ("list[1].k", 9),
        ("list[2].sub[2].k", 14),
        ("list[2].sub[2].missing.deeper", 13),
        ("list", 8),
        ("k", 0),
    ],
)
def test_lines_are_found_in_every_way_of_writing_toml(path: str, line: int) -> None:
    text = '''a = 1
b . "c" = 2
long = """
k = "no key, but text"
"""
[t.'inner'] # a table
  k = 1
[[ list ]]
k = 1
[[list]]
[[list.sub]]
k = 2
[[list.sub]]
k = 3
'''
    tomllib.loads(text)
    assert Lines(text).of(path) == line


def outcome(text: str) -> Office | BrokenOffice:
    """The office, or why there is none."""
    try:
        return read_office(text)
    except BrokenOffice as broken:
        return broken


LINES = SMALL.splitlines()
JUNK = ["1", "0", "-1", "true", '""', '"x"', "[]", "{}", "[[]]", "[1]", "07:00:00", "2026-01-01"]


@settings(deadline=None, max_examples=80)
@given(
    changes=st.dictionaries(
        st.integers(0, len(LINES) - 1),
        st.one_of(st.none(), st.sampled_from(JUNK)),
        min_size=1,
        max_size=6,
    )
)
def test_a_spoilt_file_is_read_whole_or_refused_with_its_faults(
    changes: dict[int, str | None],
) -> None:
    spoilt = [
        line if i not in changes else f"{line.split('=')[0]}= {changes[i]}"
        for i, line in enumerate(LINES)
        if i not in changes or (changes[i] is not None and "=" in line)
    ]
    read = outcome("\n".join(spoilt))
    if isinstance(read, BrokenOffice):
        assert read.faults
        assert all(one.field and one.message for one in read.faults)
        assert all(0 <= one.line <= len(spoilt) for one in read.faults)
