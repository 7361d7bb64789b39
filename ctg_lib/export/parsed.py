"""A page as the checks read it: its elements in order, its texts, and what ties or explains each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ctg_lib.views import embedded
from ctg_lib.views.view import Mark

Found = Iterator[tuple[int, str]]
SPOKEN = ("alt", "aria-label", "title", "placeholder")
# What ties a number to rows of the long table: `views.view.keyed`, `bounds` and `changed`.
TIES = ("data-cle", "data-bornes", "data-de", "data-a")
TIED = "ligne"
# Elements whose class, or name, says as much as a mark.
_OF_CLASS = {
    "title": Mark.TEXT,
    "appel": Mark.COUNT,
    "notes": Mark.TEXT,
    "source": Mark.SOURCE,
    "legende": Mark.AXIS,
}


@dataclass
class Element:
    """A tag with its attributes and, once closed, the text inside it, pictures counted as text.

    mark: what the innermost element that ties or explains its text says of it, itself or one around it.
    drawn: whether it is a part of a drawing that stands in the page, where a title is the name of a shape.
    """

    line: int
    tag: str
    attributes: dict[str, str]
    mark: str | None = None
    pieces: list[str] = field(default_factory=list)
    drawn: bool = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True)
class Text:
    """Some words of a page. mark: `TIED` inside what is tied to a row, a `Mark` inside what bears one, else None."""

    line: int
    words: str
    mark: str | None = None


@dataclass
class Page(HTMLParser):
    """What the checks need of a page: its elements in order, and its texts outside scripts and styles."""

    page: str
    elements: list[Element] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)
    # By tag, the elements and their places in the page.
    _tagged: dict[str, list[tuple[int, Element]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(self.getpos()[0], tag, attributes, _mark(tag, attributes) or self._mark)
        element.drawn = any(one.tag == "svg" for one in self._open)
        self._tagged.setdefault(tag, []).append((len(self.elements), element))
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)
        if tag in ("img", "canvas"):
            self._say(element.attributes.get("alt") or tag)

    def handle_endtag(self, tag: str) -> None:
        for place in reversed(range(len(self._open))):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._say(data)
        if data.strip() and not (self._open and self._open[-1].tag in ("script", "style")):
            self.texts.append(Text(self.getpos()[0], data, self._mark))

    @property
    def _mark(self) -> str | None:
        return self._open[-1].mark if self._open else None

    def _say(self, text: str) -> None:
        for one in self._open:
            one.pieces.append(text)

    def of(self, *tags: str) -> list[Element]:
        """The elements of these tags, in the order of the page."""
        return [one for _, one in sorted(found for tag in tags for found in self._tagged.get(tag, ()))]


def _mark(tag: str, attributes: dict[str, str]) -> str | None:
    """What an element says of the text inside it."""
    if any(name in attributes for name in TIES):
        return TIED
    if "data-nombre" in attributes:
        return attributes["data-nombre"]
    kind = _OF_CLASS.get(attributes.get("class", tag))
    return str(kind) if kind else None


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def spoken(page: Page) -> list[Text]:
    """What is read aloud in place of an element, or as its name."""
    return [
        Text(one.line, one.attributes[name], one.attributes.get("data-nombre"))
        for one in page.elements
        for name in SPOKEN
        if name in one.attributes
    ]


def drawn(page: Page) -> list[Text]:
    """The texts inside the pictures of the page."""
    found: list[Text] = []
    for one in page.of("img"):
        if drawing := embedded.drawing(one.attributes.get("src", "")):
            mark = one.attributes.get("data-nombre")
            found += [Text(one.line, text.words, mark) for text in Page(drawing).texts]
    return found
