"""Finding the office's words: accents that were typed are meant, accents left out are forgiven."""

import pytest

from handlers.words import Finder, Said


def found(phrases: dict[str, list[str]], text: str, *ambiguous: str) -> list[str]:
    """The owners of what is found, in order."""
    pairs = [(owner, phrase) for owner, listed in phrases.items() for phrase in listed]
    return [hit.owner for hit in Finder(pairs, ambiguous).hits(Said.of(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "matches"),
    [
        ("rác", "rác đầy đường", True),
        ("rác", "RÁC!", True),
        ("rác", "rac day duong", True),
        ("rác", "lá rạc hết rồi", False),
        ("rác", "lá rac hết rồi", False),  # others have their accents: this one has none
        ("rác", "bráca", False),
        ("rác", "racing", False),
        ("cống", "công việc", False),
        ("xử lý", "xử lí giùm", True),
        ("hóa đơn", "hoá đơn", True),
        ("ổ gà", "ổ, gà", True),
        ("ổ gà", "o ga", True),
        ("ổ gà", "gà ổ", False),
        ("ấp 5", "ấp 5", True),
        ("ấp 5", "ap 5", True),
        ("ấp 5", "ấp 55", False),
        ("karaoke", "hát karaoke tới khuya", True),
    ],
)
def test_a_phrase_is_found_as_whole_words(phrase: str, text: str, matches: bool) -> None:
    assert found({"it": [phrase]}, text) == (["it"] if matches else [])


def test_where_phrases_overlap_the_longest_counts() -> None:
    phrases = {"light": ["đèn đường"], "traffic": ["đường", "đường hư"]}
    assert found(phrases, "đèn đường hư") == ["light"]
    assert found(phrases, "đường hư") == ["traffic"]


def test_equally_long_phrases_count_for_each_owner() -> None:
    assert sorted(found({"a": ["loa"], "b": ["loa"]}, "loa kêu to")) == ["a", "b"]


def test_an_ambiguous_word_needs_its_accents() -> None:
    phrases = {"drain": ["cống"], "light": ["đèn"]}
    assert found(phrases, "cong nghet", "cong") == []
    assert found(phrases, "cống nghẹt", "cong") == ["drain"]
    assert found({"praise": ["khen"]}, "xin khen phường", "khen") == ["praise"]
    assert found({"praise": ["khen"]}, "nha nay khen het", "khen") == []


@pytest.mark.parametrize("text", ["nc thải", "nước thải", "nuoc thai"])
def test_dialect_and_common_words_find_each_other(text: str) -> None:
    dialect = {"nc": "nước"}
    for phrase in ("nước thải", "nc thải"):
        finder = Finder([("it", phrase)], dialect=dialect)
        assert [hit.owner for hit in finder.hits(Said.of(text, dialect))][:1] == ["it"]


def test_a_dialect_word_is_also_found_without_its_accents() -> None:
    dialect = {"té": "ngã"}
    finder = Finder([("it", "té xe")], dialect=dialect)
    for text in ("té xe", "te xe", "ngã xe"):
        assert finder.hits(Said.of(text, dialect))


def test_whether_accents_are_typed_is_asked_of_what_was_typed() -> None:
    dialect = {"ko": "không", "dc": "được"}
    assert Said.of("ko co nuoc xai ko dc", dialect).plain
    assert not Said.of("không có nước", dialect).plain
