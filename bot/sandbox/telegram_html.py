"""Reads and writes Telegram's HTML as strictly as the real one does."""

import html
import re
from dataclasses import dataclass

from bot.sandbox.telegram_errors import ApiError, Json, bad, units

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
_WRITTEN = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "expandable_blockquote": "blockquote",
}  # fmt: skip
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_START = re.compile(r"<([^\s>]*)")
_ATTRIBUTE = re.compile(
    r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)(?=[\s>])))?"""
)
_END = re.compile(r"</([^\s>]*)\s*(>?)")
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?!\w|/)", re.ASCII)
_FOUND_BY_ITSELF = {
    "bot_command": _COMMAND,
    "url": re.compile(r"https?://[^\s<>]+"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    offset: int
    at: int
    attributes: dict[str, str]


def parse(source: str) -> tuple[str, list[Json]]:
    """Return the text that people see and its entities (offsets in UTF-16 units).

    Raises ApiError "can't parse entities: …" with Telegram's own words.
    """
    parser = _Parser(source)
    while parser.at < len(source):
        parser.step()
    if parser.open:
        raise _fault(f'Can\'t find end tag corresponding to start tag "{parser.open[-1].tag}"')
    return _trimmed("".join(parser.text), parser.entities)


class _Parser:
    """Walks once from left to right, with the open tags on a stack."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.offset = 0
        self.text: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def step(self) -> None:
        """Read a tag, an escaped sign, or the text up to the next of those."""
        here = self.source[self.at]
        if here == "<":
            closing = self.source.startswith("</", self.at)
            self._end() if closing else self._start()
            return
        found = _ENTITY.match(self.source, self.at) if here == "&" else None
        if found:
            self._say(html.unescape(found[0]), found.end())
        else:
            stop = min((i for i in self._next_signs() if i > 0), default=len(self.source))
            self._say(self.source[self.at : stop], stop)

    def _next_signs(self) -> tuple[int, int]:
        return self.source.find("<", self.at + 1), self.source.find("&", self.at + 1)

    def _say(self, text: str, at: int) -> None:
        self.text.append(text)
        self.offset += units(text)
        self.at = at

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _start(self) -> None:
        begin = self.at
        found = _START.match(self.source, begin)
        tag = found[1].lower() if found else ""
        at = found.end() if found else begin
        if at >= len(self.source):
            raise _fault(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in TAGS:
            raise _fault(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes: dict[str, str] = {}
        while not (close := re.compile(r"\s*>").match(self.source, at)):
            pair = _ATTRIBUTE.match(self.source, at)
            if pair is None or pair.end() >= len(self.source) or self.source[pair.end()] == "=":
                raise _fault(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            attributes[pair[1].lower()] = html.unescape(pair[2] or pair[3] or pair[4] or "")
            at = pair.end()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _fault(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}'
            )
        self.open.append(_Open(tag, self.offset, len(self.entities), attributes))
        self.at = close.end()

    def _end(self) -> None:
        begin = self.at
        found = _END.match(self.source, begin)
        if not self.open:
            raise _fault(f"Unexpected end tag at byte offset {self._byte(begin)}")
        if found is None or not found[2]:
            raise _fault(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.open.pop()
        if (tag := found[1].lower()) and tag != opened.tag:
            raise _fault(
                f"Unmatched end tag at byte offset {self._byte(begin)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset and (entity := _entity(opened, self.offset)):
            self.entities.insert(opened.at, entity)
        self.at = found.end()


def _entity(opened: _Open, end: int) -> Json | None:
    entity: Json = {
        "type": TAGS[opened.tag],
        "offset": opened.offset,
        "length": end - opened.offset,
    }
    if opened.tag == "a":
        url = opened.attributes.get("href", "")
        return {**entity, "url": url} if re.match(r"(https?|tg|mailto|tel):", url) else None
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    if opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    return entity


def _fault(text: str) -> ApiError:
    return bad(f"can't parse entities: {text}")


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram cuts white space at both ends, and the entities with it."""
    lead = units(text) - units(text.lstrip())
    clean = text.strip()
    length = units(clean)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return clean, kept


def found_by_itself(text: str) -> list[Json]:
    """Commands, links and mentions, which Telegram marks in what people type."""
    found = [
        {"type": kind, "offset": units(text[: hit.start()]), "length": units(hit[0])}
        for kind, pattern in _FOUND_BY_ITSELF.items()
        for hit in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


def write(text: str, entities: list[Json]) -> str:
    """Put text and entities back into HTML, as an app would show it."""
    wide = text.encode("utf-16-le")
    marks: list[tuple[int, int, int, str]] = []
    for entity in entities:
        if tag := _WRITTEN.get(entity["type"], "a" if "url" in entity else ""):
            start, length = entity["offset"], entity["length"]
            href = f' href="{html.escape(entity["url"])}"' if "url" in entity else ""
            marks.append((start, 1, -length, f"<{tag}{href}>"))
            marks.append((start + length, 0, length, f"</{tag}>"))
    out, last = [], 0
    for at, _, _, mark in sorted(marks):
        out.append(html.escape(wide[last * 2 : at * 2].decode("utf-16-le"), quote=False))
        out.append(mark)
        last = at
    return "".join(out) + html.escape(wide[last * 2 :].decode("utf-16-le"), quote=False)
