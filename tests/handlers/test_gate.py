"""How well the gate tells what is asked about first, what it never says, what an office sets."""

import re
from pathlib import Path

import pytest

from bot.sandbox.town import OFFICE
from handlers import gate
from handlers.leaning import GATE, leanings
from handlers.office_file import BrokenOffice, read_office
from handlers.office_gate import Subject
from handlers.residents.parts import parts
from handlers.wording import texts
from tests.handlers.gate_sample import ASKED, HOA_SEN, SUBJECTS, found_in, read, score
from tests.handlers.leaning_training import ENOUGH, gate_rows, written

ALL = read()
TUNED = [one for one in ALL if not one.held_back]
HELD = [one for one in ALL if one.held_back]
RECALL, PRECISION = 0.95, 0.90
"""The goals (issue 6)."""
FLOORS: dict[bool, dict[Subject, tuple[float, float]]] = {
    False: {
        "denunciation": (RECALL, PRECISION),
        "complaint": (RECALL, PRECISION),
        "conduct": (0.95, 0.85),
        "insult": (0.95, 0.95),
        "spam": (0.80, 0.95),
    },
    True: {
        "denunciation": (0.75, 0.77),
        "complaint": (0.90, 0.83),
        "conduct": (0.60, 0.72),
        "insult": (0.80, 0.88),
        "spam": (0.70, 0.70),
    },
}
"""(recall, precision) below which what is held back must not fall, of messages as people write them
and of those that were made to be hard; `make bench` prints all."""
TOGETHER = {False: (RECALL, PRECISION), True: (0.80, 0.80)}
"""The same of what nobody may read unasked."""


def test_there_are_enough_messages_of_all_sorts_and_styles() -> None:
    assert len(ALL) >= 750
    assert len({one.words for one in ALL}) == len(ALL)
    assert 0.25 < len(HELD) / len(ALL) < 0.40
    kinds = {label for one in ALL for label in one.labels}
    assert kinds >= {*SUBJECTS, "report", "petition", "question", "praise", "status", "talk"}
    for messages in (TUNED, HELD):
        assert {one.style for one in messages} == {"d", "p", "t", "s"}
        assert all(any(subject in one.labels for one in messages) for subject in SUBJECTS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_goals_are_met_where_the_rules_were_tuned(subject: Subject) -> None:
    found = score(TUNED, [subject])
    assert found.recall >= RECALL
    assert found.precision >= PRECISION


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_messages_that_no_rule_was_made_for_keep_above_their_floor(
    subject: Subject, *, hard: bool
) -> None:
    recall, precision = FLOORS[hard][subject]
    found = score([one for one in HELD if one.hard is hard], [subject])
    assert found.recall >= recall
    assert found.precision >= precision


@pytest.mark.parametrize("hard", [False, True])
def test_together_what_nobody_may_read_unasked_keeps_above_its_floor(*, hard: bool) -> None:
    recall, precision = TOGETHER[hard]
    found = score([one for one in HELD if one.hard is hard], ASKED)
    assert found.recall >= recall
    assert found.precision >= precision


def test_what_is_kept_for_weighing_is_weighed_as_it_was_learned() -> None:
    """The file of weights is what the messages give that are not held back, and nothing else."""
    learned = written(gate_rows(), ENOUGH[GATE])
    assert learned == GATE.read_text(encoding="utf-8")
    assert tuple(leanings(GATE)) == gate.LEANS
    assert all(one.start < 0 for one in leanings(GATE).values())  # silence is about nothing


def test_why_it_sounds_so_is_told_by_its_own_words() -> None:
    words = "anh bao ve nhan 3 trieu roi cho xe cat chay dem"
    assert "denunciation" in gate.findings(words, HOA_SEN)
    leans = gate.leans_by(words, HOA_SEN, "denunciation")
    assert leans
    assert all(one in words for one in leans)


HARMLESS = [
    "cây to cao trước nhà sắp đổ",
    "cay to cao qua, nho cat tia",
    "Không có gì phải khiếu nại, cảm ơn các cô",
    "Cháu nhà tôi có năng khiếu vẽ",
    "Luật tố cáo quy định những gì",
    "mấy ông đánh bài ăn tiền sau chợ",
    "anh cán bộ nhất định không nhận tiền, rất đáng khen",
    "Tôi nhận tin nhắn lừa đảo giả danh ngân hàng, mong phường cảnh báo",
    "Cán bộ một cửa quát dân",
    "Có mấy thanh niên đua xe ban đêm",
    "co may thanh nien dua xe ban dem",
    "Đường trơn trượt, hôm qua có đứa nhỏ té gãy tay",
    "duong tron truot hom qua co dua nho te gay tay",
]


@pytest.mark.parametrize("words", HARMLESS)
def test_nobody_is_asked_about_everyday_words(words: str) -> None:
    assert not gate.findings(words, HOA_SEN).keys() & set(ASKED)


def test_every_finding_has_reasons_that_can_be_told() -> None:
    rules = {one.code for one in gate.usual().rules if one.weight > 0}
    rules |= {f"sounds_{subject}" for subject in gate.LEANS}
    assert {f"gate.why.{code}" for code in rules} <= texts().keys()
    for one in ALL:
        for finding in gate.findings(one.words, HOA_SEN).values():
            assert finding.reasons
            assert rules.issuperset(finding.reasons)


def test_a_long_message_costs_no_more_than_its_length() -> None:
    words = "ong ba can bo lay tien quy danh sach " * 400
    assert "denunciation" in gate.findings(words, HOA_SEN)


FORBIDDEN = re.compile(
    r"thụ lý|(?:đã|được|vừa) (?:được )?(?:tiếp nhận|nhận) (?:đơn|tố cáo|khiếu nại)"
    r"|(?:đơn|tố cáo|khiếu nại)[^.\n]{0,30} đã được (?:tiếp nhận|nhận)\b",
    re.IGNORECASE,
)


def test_no_text_claims_that_a_complaint_or_denunciation_was_formally_taken() -> None:
    assert [key for key, text in texts().items() if FORBIDDEN.search(text)] == []
    own = {key: text for key, text in HOA_SEN.texts.items() if FORBIDDEN.search(text)}
    assert own == {}


@pytest.mark.parametrize(
    "claim",
    [
        "Chúng tôi đã tiếp nhận đơn của ông/bà",
        "Đơn của ông/bà đã được tiếp nhận",
        "Tố cáo này đã được nhận",
        "Thông báo thụ lý khiếu nại",
    ],
)
def test_such_a_claim_would_be_seen(claim: str) -> None:
    assert FORBIDDEN.search(claim)


TWO = [
    (
        "Đường hẻm 12 ổ gà đầy. Ngoài ra tôi tố cáo ông trưởng khu phố ăn chặn tiền quỹ",
        "Đường hẻm 12 ổ gà đầy",
        "tố cáo",
    ),
    (
        "den duong tat ca thang nay con nua can bo dien luc doi tien moi chiu noi dien",
        "den duong tat ca thang nay",
        "doi tien",
    ),
]


@pytest.mark.parametrize(("words", "ordinary", "grave"), TWO)
def test_two_matters_in_one_message_are_taken_apart(words: str, ordinary: str, grave: str) -> None:
    found = parts(words, HOA_SEN, "denunciation")
    assert found is not None
    assert found[0] == ordinary
    assert grave in found[1]


def test_one_matter_is_not_taken_apart() -> None:
    assert parts("Tôi tố cáo cán bộ nhận hối lộ. Tôi có ghi âm.", HOA_SEN, "denunciation") is None


TEXT = OFFICE.read_text(encoding="utf-8")
RULE = """
[[gate.rule]]
code = "own"
subject = "denunciation"
weight = 1.0
all = ["lookout"]
why = "trong tin có lời riêng của xứ này"
"""


def office_with(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_an_office_adds_words_rules_and_weights_of_its_own() -> None:
    text = office_with("[gate]\n", "[gate]\nweights = { says_complain = 0.2 }\n")
    text = text.replace("words = {", 'words = { lookout = ["ăn trái cây nhà nước"],', 1)
    office = read_office(text.replace("\n[complaint] ", RULE + "\n[complaint] ", 1))
    found = gate.findings("ổng ăn trái cây nhà nước đó", office)["denunciation"]
    assert gate.own_reason(office, found.reasons[0]) == "trong tin có lời riêng của xứ này"
    assert "complaint" not in gate.findings("tôi khiếu nại", office)
    assert "complaint" in gate.findings("tôi khiếu nại", HOA_SEN)


BROKEN = [
    ('unit = "van_phong"\nwho', 'unit = "khong_co"\nwho', "reception.unit: there is no unit"),
    ("end = 11:00:00\nminutes", "end = 08:00:00\nminutes", "reception: start must be before end"),
    ("days = [4]\n", "days = []\n", "reception.days: has 0 entries"),
    ("limit_days = 90", "limit_days = 0", "complaint.limit_days: must be 1 or more"),
    ("[gate]\n", "[gate]\nweights = { nonsense = 1 }\n", "gate.weights.nonsense: there is no rule"),
    ("\n[complaint] ", f"{RULE}\n[complaint] ", "gate.rule[1].all[1]: there is no group of words"),
    ("messages = 20", "messages = 1", "flood.messages: must be 5 or more"),
    ("[denunciation] ", "[denunciations] ", "denunciations: is not a setting"),
]


@pytest.mark.parametrize(("old", "new", "fault"), BROKEN)
def test_a_fault_is_named_with_line_and_field(old: str, new: str, fault: str) -> None:
    with pytest.raises(BrokenOffice) as caught:
        read_office(office_with(old, new))
    said = [str(one) for one in caught.value.faults]
    assert [one for one in said if re.match(rf"line \d+, {re.escape(fault)}", one)], said


def test_what_is_found_depends_on_nothing_but_the_words() -> None:
    for one in TUNED[:20]:
        assert gate.findings(f"  {one.words} ", HOA_SEN).keys() == found_in(one)
    assert Path(gate.USUAL).is_file()
