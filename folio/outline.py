"""What a finished page holds: identifiers, links, and the text of its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"script", "style", "annotation", "svg", "template", "noscript"}
INLINE = re.compile(
    r"a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|"
    r"var|math|semantics|m[a-z]{1,10}"
)
VOID = {"img", "br", "hr", "input", "meta", "link", "col", "wbr", "source"}
DEEPEST = 3


@dataclass
class Passage:
    """Text under one heading.

    Attributes
    ----------
    id : str
        Identifier of the section; empty before the first heading.
    heading : str
        Text of the heading.
    text : str
        Text of the section, white space collapsed.
    """

    id: str
    heading: str = ""
    text: str = ""


@dataclass
class Outline:
    """What :func:`outline` reads in the body of a page."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


def outline(html: str) -> Outline:
    """Read the body of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for passage in reader.result.passages:
        passage.heading = _collapsed(passage.heading)
        passage.text = _collapsed(passage.text)
    return reader.result


def _collapsed(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.result = Outline(passages=[Passage("")])
        self.silent = 0
        self.heading = False
        self.opened: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, pairs: list) -> None:
        given = dict(pairs)
        if given.get("id"):
            self.result.ids.add(given["id"])
        if tag == "a" and given.get("name"):
            self.result.ids.add(given["name"])
        if tag == "a" and given.get("href"):
            self.result.links.append(given["href"])
        names = (given.get("class") or "").split()
        mute = tag in SILENT or given.get("id") == "title-block-header"
        mute = mute or "header-section-number" in names
        if tag not in VOID:
            self.opened.append((tag, mute))
            self.silent += mute
        level = next((n[5:] for n in names if re.fullmatch(r"level\d", n)), None)
        if tag == "section" and given.get("id") and level and int(level) <= DEEPEST:
            self.result.passages.append(Passage(given["id"]))
            self.heading = True
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _ in self.opened):
            return
        # An end tag also ends what was left open inside it.
        while self.opened:
            name, mute = self.opened.pop()
            self.silent -= mute
            if name == tag:
                break
        if re.fullmatch(r"h[1-6]", tag):
            self.heading = False
        self._space(tag)

    def _space(self, tag: str) -> None:
        if not INLINE.fullmatch(tag):
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        passage = self.result.passages[-1]
        if self.heading:
            passage.heading += data
        else:
            passage.text += data
