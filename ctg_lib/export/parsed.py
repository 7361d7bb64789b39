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

    drawn: whether it is a part of a drawing that stands in the page, where a title is the name of a shape.
    """

    line: int
    tag: str
    attributes: dict[str, str]
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

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(self.getpos()[0], tag, {name: value or "" for name, value in attrs})
        element.drawn = any(one.tag == "svg" for one in self._open)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)
        if tag in ("img", "canvas"):
            self._say(element.attributes.get("alt") or tag)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, one in enumerate(self._open) if one.tag == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        self._say(data)
        if data.strip() and not (self._open and self._open[-1].tag in ("script", "style")):
            self.texts.append(Text(self.getpos()[0], data, self._mark()))

    def _mark(self) -> str | None:
        """What the innermost element that ties or explains the text says of it."""
        for one in reversed(self._open):
            if any(name in one.attributes for name in TIES):
                return TIED
            if "data-nombre" in one.attributes:
                return one.attributes["data-nombre"]
            if kind := _OF_CLASS.get(one.attributes.get("class", one.tag)):
                return str(kind)
        return None

    def _say(self, text: str) -> None:
        for one in self._open:
            one.pieces.append(text)

    def of(self, *tags: str) -> list[Element]:
        return [one for one in self.elements if one.tag in tags]


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
