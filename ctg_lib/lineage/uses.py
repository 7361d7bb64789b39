"""Where an indicator is shown, and the way back: from a column of a source to every figure, chapter and map."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches

from ctg_lib import chapters, indicators, sources
from ctg_lib.analysis.service_types import LISTS, TYPES
from ctg_lib.chapters import synthese
from ctg_lib.errors import UsageError
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.lineage.columns import codes, meaning
from ctg_lib.sources.card import Source

# Chapters that list or map services: they read every list of them.
_OF_SERVICES = (
    "15_carte_besoins_services",
    "20_petite_enfance",
    "30_enfance",
    "40_jeunesse",
    "55_vie_sociale",
    "60_acces_droits",
    "74_seniors",
    "78_sante",
)
# What other chapters read themselves, beside their indicators: zones, schools, what a local list would change.
_READ_BY_CHAPTERS = {
    "zonages": ("00_territoire",),
    "qpv": ("00_territoire",),
    "sru": ("00_territoire", "90_synthese"),
    "ips_avant_2022": ("30_enfance", "40_jeunesse"),
    "services_publics": ("00_territoire", "72_handicap"),
    "offre_locale": ("10_portrait", "90_synthese"),
}
# Indicators that the sentences of a chapter cite, beside those that it declares.
_CITED = {
    "00_territoire": ("lo_sru", "lo_sru_cible"),
    "80_precarite": ("ad_rsa",),
    "90_synthese": ("lo_sru",),
}


@dataclass(frozen=True)
class Shown:
    """A place of the document: the chapter, and in which of its parts."""

    chapter: str
    title: str
    part: str

    @property
    def told(self) -> str:
        """French: « Précarité et insertion (80_precarite), parmi les besoins »."""
        return f"{self.title} ({self.chapter}), {self.part}"


@dataclass(frozen=True)
class Use:
    """An indicator that reads a column, and where it is shown."""

    indicator: str
    label: str
    formula: str
    columns: tuple[str, ...]
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Uses:
    """All that comes of a source, or of one of its columns. chapters: those that read it without an indicator."""

    source: str
    title: str
    producer: str
    licence: str
    page: str
    column: str
    meaning: str
    codes: tuple[str, ...]
    indicators: tuple[Use, ...]
    chapters: tuple[str, ...]
    maps: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)

    def as_text(self) -> str:
        """For the screen, in French."""
        what = f"colonne {self.column} de {self.source}" if self.column else f"source {self.source}"
        lines = [
            f"{what[0].upper()}{what[1:]} : {self.title}",
            f"  {self.producer} ; {self.licence} ; {self.page}",
            *([f"  Sens : {self.meaning}"] if self.meaning else []),
            *([f"  Dans le fichier : lignes où {', '.join(self.codes)}"] if self.codes else []),
            f"Indicateurs : {len(self.indicators) or 'aucun'}",
        ]
        for use in self.indicators:
            lines += [f"  {use.indicator} : {use.label}", f"    Calcul : {use.formula}"]
            lines += [f"    Colonnes : {', '.join(use.columns)}"] if not self.column else []
            lines += [f"    Montré : {place.told}" for place in use.shown]
        lines += [f"Cartes : {', '.join(self.maps)}"] if self.maps else []
        if self.chapters:
            lines.append(f"Lu aussi par ces chapitres, ligne à ligne : {', '.join(self.chapters)}")
        return "\n".join(lines)


def shown(identifier: str) -> tuple[Shown, ...]:
    """Every chapter that shows an indicator, in the order of the document."""
    found = []
    for one in chapters.every().values():
        # The synthesis picks among all that its fields hold: what stands out, and not all of it.
        picks = one.id == synthese.CHAPTER.id
        parts = {
            "parmi les besoins": one.needs,
            "parmi les réponses": one.services,
            "dans une vue ou une phrase": (*_CITED.get(one.id, ()), *(() if picks else one.others)),
            "sur une carte": one.mapped,
            "où il peut être cité": one.others if picks else (),
        }
        told = [part for part, names in parts.items() if identifier in names]
        if told:
            found.append(Shown(one.id, one.title, " et ".join(told)))
    return tuple(found)


def read_by(source: str) -> tuple[str, ...]:
    """The chapters that read a source themselves, without an indicator, in the order of the document."""
    found = {*_READ_BY_CHAPTERS.get(source, ()), *(_OF_SERVICES if source in LISTS else ())}
    return tuple(name for name in chapters.every() if name in found)


def of_source(identifier: str) -> Uses:
    """Everything that comes of a source; UsageError proposes the nearest names."""
    return _uses(_source(identifier), "")


def of_column(spelling: str) -> Uses:
    """Everything that comes of a column, written `source.COLONNE` (or the column alone where one source has it).

    With or without the year in its name. UsageError proposes the nearest names.
    """
    name, dot, column = spelling.partition(".")
    if dot and name in sources.catalogue():
        card = sources.source(name)
        return _uses(card, _column(card, column))
    if dot:
        _source(name)
    holders = [card for card in sources.catalogue().values() if card.name_without_year(spelling) in _columns(card)]
    if len(holders) == 1:
        return _uses(holders[0], holders[0].name_without_year(spelling))
    if holders:
        several = ", ".join(f"{card.id}.{card.name_without_year(spelling)}" for card in holders)
        raise UsageError(f"Plusieurs sources ont une colonne « {spelling} » : écrire {several}.")
    every = [f"{card.id}.{column}" for card in sources.catalogue().values() for column in _columns(card)]
    near = [one for one in every if one.split(".")[1].casefold() == spelling.casefold()]
    raise _unknown(f"La colonne « {spelling} » n’existe dans aucune source.", spelling, every, near)


def _source(identifier: str) -> Source:
    known = sources.catalogue()
    if identifier not in known:
        raise _unknown(f"La source « {identifier} » n’existe pas.", identifier, list(known))
    return known[identifier]


def _column(card: Source, column: str) -> str:
    bare, known = card.name_without_year(column), _columns(card)
    if bare not in known:
        near = [one for one in known if one.casefold() == bare.casefold()]
        title = f"Aucun indicateur ne lit de colonne « {column} » dans la source « {card.id} »."
        raise _unknown(title, bare, list(known), near)
    return bare


def _unknown(title: str, asked: str, known: list[str], near: list[str] | None = None) -> UsageError:
    close = [*(near or []), *get_close_matches(asked, known, n=4, cutoff=0.5)]
    hint = f" Peut-être : {', '.join(dict.fromkeys(close))} ?" if close else " « ctg sources » en donne la liste."
    return UsageError(f"{title}{hint}")


def _columns(card: Source) -> dict[str, None]:
    """The columns of a source that an indicator or an inventory of services reads."""
    read = [
        name
        for one in indicators.catalogue().values()
        for wanted in one.inputs
        if wanted.source == card.id
        for name in wanted.columns
    ]
    return dict.fromkeys([*read, *_counted(card)])


def _counted(card: Source) -> list[str]:
    """The columns of a source that the map of services reads."""
    return [
        name
        for kind in TYPES.values()
        for reading in kind.readings
        if reading.source == card.id
        for name in reading.columns
    ]


def _uses(card: Source, column: str) -> Uses:
    found = [use for one in indicators.catalogue().values() if (use := _use(one, card, column))]
    mapped = [use.indicator for use in found if any("carte" in place.part for place in use.shown)]
    services = card.id in LISTS and (not column or column in _counted(card))
    told = codes(card.id, column) if column else {}
    return Uses(
        source=card.id,
        title=card.title,
        producer=card.producer,
        licence=card.licence,
        page=card.page,
        column=column,
        meaning=meaning(card.id, column) if column else "",
        codes=tuple(f"{name} = {code}" for name, code in told.items()),
        indicators=tuple(found),
        chapters=() if column else read_by(card.id),
        maps=(*mapped, *(["services"] if services else [])),
    )


def _use(one: Indicator, card: Source, column: str) -> Use | None:
    read = [name for wanted in one.inputs if wanted.source == card.id for name in wanted.columns]
    if not read or (column and column not in read):
        return None
    return Use(one.id, one.label, one.formula, tuple(dict.fromkeys(read)), shown(one.id))
