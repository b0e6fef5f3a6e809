"""Telegram's HTML: what it reads and in which words it refuses."""

import pytest

from bot.sandbox.telegram_errors import ApiError
from bot.sandbox.telegram_html import parse, write


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("chào", "chào", []),
        ("a &amp; b &lt;c&gt; &quot;&#39;", "a & b <c> \"'", []),
        ("R&D &nbsp; 2 > 1", "R&D &nbsp; 2 > 1", []),  # unknown entities stay as they are
        ("<b>đậm</b>", "đậm", [("bold", 0, 3)]),
        ("👍<b>x</b>", "👍x", [("bold", 2, 1)]),  # UTF-16 units
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("  <b> x </b>\n", "x", [("bold", 0, 1)]),  # white space is cut at both ends
        ("<b></b>x", "x", []),
        ("<STRONG >x</STRONG>", "x", [("bold", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ('<a href="https://x.vn/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ("<a href='ftp://x'>x</a>", "x", []),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ],
)
def test_reads(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    said, found = parse(source)
    assert said == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("đ<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b>x</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_refuses(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    "source",
    [
        "x",
        "<b>a<i>b</i></b>c",
        "👍 <b>đ</b> &lt;",
        '<a href="https://x.vn">x</a>',
        "<b>a</b><i>b</i>",
    ],
)
def test_writes_what_it_read(source: str) -> None:
    assert write(*parse(source)) == source
