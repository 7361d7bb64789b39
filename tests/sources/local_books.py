"""Spreadsheets filled on site, as a test fills them: the template of a declaration, then cells typed into it.

Everything in them is fictitious, the names of communes included; `python -m tests.sources.local_books` writes again
the two small files that stand beside those of the producers, and the example of `data/examples`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from ctg_lib import folders, sources
from ctg_lib.convention import templates
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import Laid, protect
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.card import Table
from ctg_lib.sources.local_forms import COMPLETE, EXACT, NOT_BEGUN, ORIGIN, YEAR, Book, folded
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.attacks.populations import manifest

# A convention that is nobody's, with real communes around it: `ctg diagnostic 42302 --exemple`.
EXAMPLE = "data/examples/42302/offre_locale.xlsx"
EXAMPLE_AROUND = "data/examples/244200770/offre_locale.xlsx"
EXAMPLE_LINES: dict[str, Lines] = {
    "EAJE et MAM": [
        {"Commune": "42302", "Nom de l’établissement": "Exemple A (multi-accueil)", "Type": "Multi-accueil",
         "Financement": "PSU", "Places": 30, "Heures réalisées par an": 44000, "Heures théoriques par an": 62000,
         "Latitude": 45.4855, "Longitude": 4.4515},
        {"Commune": "42302", "Nom de l’établissement": "Exemple B (micro-crèche)", "Type": "Micro-crèche",
         "Financement": "Paje (hors PSU)", "Places": 12, "Latitude": 45.4795, "Longitude": 4.4560},
        {"Commune": "42302", "Nom de l’établissement": "Exemple C (MAM)",
         "Type": "Maison d’assistants maternels (MAM)", "Financement": "Paje (hors PSU)", "Places": 8},
    ],
    "RPE": [{"Commune": "42302", "Nom du relais": "Exemple D (relais)", "Équivalents temps plein": 1}],
    "LAEP": [{"Commune": "42302", "Nom du lieu": "Exemple E (LAEP)", "Heures d’ouverture par an": 180,
              "Latitude": 45.4870, "Longitude": 4.4490}],
    "ALSH et périscolaire": [
        {"Commune": "42302", "Nom de l’accueil": "Exemple F (accueil de loisirs)", "Places matin et soir": 120,
         "Places le mercredi": 80, "Places en vacances": 64, "Latitude": 45.4880, "Longitude": 4.4530},
    ],
    "Accueils jeunes": [
        {"Commune": "42302", "Nom du lieu": "Exemple G (accueil de jeunes)", "Type": "Accueil de jeunes",
         "Places": 24, "Latitude": 45.4840, "Longitude": 4.4480},
    ],
    "Centre social et EVS": [
        {"Commune": "42302", "Nom de la structure": "Exemple H (espace de vie sociale)",
         "Type": "Espace de vie sociale (EVS)", "Adhérents": 140, "Bénévoles": 12},
    ],
    # Some are small, so that the example shows what secrecy hides.
    "Assistantes maternelles": [
        {"Commune": "42302", "Agréées": 24, "En activité": 19, "Places pour les moins de 3 ans": 52,
         "Âgées de 55 ans et plus": 4},
    ],
    "Demandes non satisfaites": [{"Commune": "42302", "Enfants sans place": 14, "dont horaires atypiques": 3}],
    "Handicap": [{"Commune": "42302", "Enfants accueillis en EAJE": 6, "Demandes refusées": 2}],
}  # fmt: skip
LETTERS = {"01001": "Alpha", "01002": "Bravo", "01004": "Delta", "01005": "Écho", "01007": "Foxtrot", "01008": "Golf"}
GROUP = f"lettres={','.join(LETTERS)}"
OFFER: Book = sources.source("offre_locale").book  # type: ignore[assignment]
CAF: Book = sources.source("caf_locale").book  # type: ignore[assignment]
Lines = Sequence[Mapping[str, object]]

# What a group of six invented communes would have filled: sheet → lines by caption.
OFFER_LINES: dict[str, Lines] = {
    "EAJE et MAM": [
        {"Commune": "01001", "Nom de l’établissement": "Les Hirondelles", "Type": "Multi-accueil",
         "Financement": "PSU", "Places": 30, "Heures réalisées par an": 45000,
         "Heures théoriques par an": 60000, "Latitude": 46.15, "Longitude": 4.92},
        {"Commune": "01001", "Nom de l’établissement": "Les Mésanges", "Type": "Micro-crèche",
         "Financement": "Paje (hors PSU)", "Places": 12},
        {"Commune": "01001", "Nom de l’établissement": "Le Nid", "Type": "Maison d’assistants maternels (MAM)",
         "Financement": "Paje (hors PSU)", "Places": 8},
        {"Commune": "01002", "Nom de l’établissement": "Les Étourneaux", "Type": "Crèche collective",
         "Financement": "PSU", "Places": 20},
    ],
    "Assistantes maternelles": [
        {"Commune": "01001", "Agréées": 30, "En activité": 25, "Places pour les moins de 3 ans": 65,
         "Âgées de 55 ans et plus": 10},
        {"Commune": "01002", "Agréées": 9, "En activité": 8, "Places pour les moins de 3 ans": 21,
         "Âgées de 55 ans et plus": 3},
        {"Commune": "01004", "Agréées": 4, "En activité": 3, "Places pour les moins de 3 ans": 8},
    ],
    "École et domicile": [
        {"Commune": "01001", "Enfants de 2 ans à l’école": 0, "Enfants gardés à domicile": 6},
    ],
    "RPE": [{"Commune": "01001", "Nom du relais": "Relais des Lettres", "Équivalents temps plein": 1.5}],
    "LAEP": [{"Commune": "01002", "Nom du lieu": "La Pause", "Heures d’ouverture par an": 240}],
    "Demandes non satisfaites": [
        {"Commune": "01001", "Enfants sans place": 17, "dont horaires atypiques": 6},
        {"Commune": "01002", "Enfants sans place": 4, "dont horaires atypiques": 1},
        {"Commune": "01004", "Enfants sans place": 0, "dont horaires atypiques": 0},
    ],
    "ALSH et périscolaire": [
        {"Commune": "01001", "Nom de l’accueil": "Les Voyelles", "Places matin et soir": 80,
         "Places le mercredi": 60, "Places en vacances": 48},
        {"Commune": "01002", "Nom de l’accueil": "Les Consonnes", "Places matin et soir": 40,
         "Places le mercredi": 0, "Places en vacances": 0},
    ],
    "Enfants d’âge scolaire": [
        {"Commune": "01001", "Élèves des écoles": 500, "Inscrits au périscolaire": 300},
        {"Commune": "01002", "Élèves des écoles": 120, "Inscrits au périscolaire": 118},
    ],
    "Accueils jeunes": [
        {"Commune": "01001", "Nom du lieu": "Le Préau", "Type": "Accueil de jeunes", "Places": 24,
         "Équivalents temps plein": 1},
    ],
    "Mission locale": [{"Commune": "01001", "Jeunes suivis": 42}],
    "Centre social et EVS": [
        {"Commune": "01001", "Nom de la structure": "La Voyelle", "Type": "Centre social", "Adhérents": 350,
         "Bénévoles": 30},
        {"Commune": "01002", "Nom de la structure": "La Consonne", "Type": "Espace de vie sociale (EVS)",
         "Adhérents": 60, "Bénévoles": 4},
    ],
    "CLAS et parentalité": [{"Commune": "01001", "Enfants suivis par le CLAS": 28, "Actions du REAAP": 3}],
    "Handicap": [{"Commune": "01001", "Enfants accueillis en EAJE": 5, "Demandes refusées": 2}],
    "CCAS": [{"Commune": "01001", "Aides accordées": 75, "Domiciliations": 7}],
    "Logements programmés": [
        {"Commune": "01001", "Année + 1": 10, "Année + 2": 24, "Année + 3": 0, "Année + 4": 12, "Année + 5": 0},
        {"Commune": "01002", "Année + 1": 6},
    ],
}  # fmt: skip
CAF_LINES: dict[str, Lines] = {
    "Part des prestations": [
        {"Commune": "01001", "Foyers de référence": 800, "Prestations : 50 % et plus": 160, "Prestations : 100 %": 72},
        {"Commune": "01002", "Foyers de référence": 90, "Prestations : 50 % et plus": 12, "Prestations : 100 %": 8},
    ],
    "Quotient familial": [
        {"Commune": "01001", "QF de 0 à 399 €": 90, "QF de 400 à 799 €": 150, "QF de 800 à 1 199 €": 220,
         "QF de 1 200 € et plus": 500, "QF inconnu": 40},
        {"Commune": "01002", "QF de 0 à 399 €": 7, "QF de 400 à 799 €": 25, "QF de 800 à 1 199 €": 30,
         "QF de 1 200 € et plus": 60, "QF inconnu": 0},
    ],
    "Handicap": [
        {"Commune": "01001", "Bénéficiaires de l’AAH": 64, "Enfants ouvrant droit à l’AEEH": 21},
        {"Commune": "01002", "Bénéficiaires de l’AAH": "s", "Enfants ouvrant droit à l’AEEH": 4},
    ],
    "Jeunes de 18 à 24 ans": [
        {"Commune": "01001", "Prime d’activité ou aide au logement": 58, "dont prime d’activité": 36,
         "dont aide au logement": 30},
    ],
    "Garde d’enfants (CMG)": [
        {"Commune": "01001", "Assistante maternelle": 110, "Garde à domicile": 9, "Micro-crèche ou entreprise": 20},
    ],
    "Logement": [{"Commune": "01001", "Impayés de loyer": 21, "Logements non décents": 6}],
}  # fmt: skip


def answers(book: Book, **others: object) -> dict[str, object]:
    """What the first sheet answers: everything is counted, and exact."""
    said: dict[str, object] = {YEAR.label: 2025, ORIGIN.label: "tableur d’essai"}
    said |= {book.state(form).label: COMPLETE for form in book.forms if form.lists}
    return said | ({book.rounding.label: EXACT} if book.rounding else {}) | others


def template(book: Book, spelling: str = GROUP, communes: Mapping[str, str] = LETTERS) -> Any:
    """The template, opened as a person opens it."""
    return openpyxl.load_workbook(io.BytesIO(_bytes(book.source, spelling, tuple(communes.items()))))


@cache
def _bytes(source: str, spelling: str, communes: tuple[tuple[str, str], ...]) -> bytes:
    return templates.workbook(OFFER if source == OFFER.source else CAF, spelling, dict(communes))


def filled(
    book: Book, lines: Mapping[str, Lines], said: Mapping[str, object] | None = None, spelling: str = GROUP
) -> Any:
    """The template with cells typed into it, below what it already holds."""
    file = template(book, spelling)
    answer(file, book, answers(book) if said is None else said)
    for sheet, several in lines.items():
        for line in several:
            type_line(file[sheet], line)
    return file


def answer(file: Any, book: Book, said: Mapping[str, object]) -> None:
    """Type answers into the first sheet."""
    rows = {folded(row[0].value): row for row in file[book.cover].iter_rows(min_row=5)}
    for label, value in said.items():
        rows[folded(label)][1].value = value


def type_line(sheet: Any, line: Mapping[str, object]) -> int:
    """Type one line: on the row of its commune where the template wrote it, else below all others; its row number."""
    place = {folded(cell.value): cell.column for cell in sheet[1] if cell.value}
    written = {
        str(sheet.cell(row, 1).value)[:5]: row for row in range(3, sheet.max_row + 1) if _only_commune(sheet, row)
    }
    last = max(row for row in range(1, sheet.max_row + 1) if any(cell.value is not None for cell in sheet[row]))
    row = written.get(str(line.get("Commune", "")), last + 1)
    for caption, value in line.items():
        sheet.cell(row, place[folded(caption)], value)
    return row


def _only_commune(sheet: Any, row: int) -> bool:
    return [cell.column for cell in sheet[row] if cell.value is not None] == [1]


def example() -> Any:
    """The invented convention of Sorbiers: it says what it is on its first sheet."""
    return _invented("42302", {"42302": "Sorbiers"}, EXAMPLE_LINES, answers(OFFER))


def example_around() -> Any:
    """Invented places for every crèche that the BPE counts in the intercommunalité, and nothing else."""
    around = Territory.of("244200770")
    counts = Store([folders.PROJECT / "data" / "sample"]).read("bpe", "2025", ["D502", "D509"])[0].loc["commune"]
    lines = [
        {"Commune": code, "Nom de l’établissement": f"Exemple {code}-{column}-{rank + 1}", "Type": kind,
         "Financement": "PSU" if places > 12 else "Paje (hors PSU)", "Places": places}
        for code in around.communes
        for column, kind, places in (("D502", "Multi-accueil", 25), ("D509", "Micro-crèche", 12))
        for rank in range(int(counts.at[code, column]))
    ]  # fmt: skip
    said = answers(OFFER) | {OFFER.state(form).label: NOT_BEGUN for form in OFFER.forms[1:] if form.lists}
    names = {one.code: one.name for one in around.members()}
    return _invented("244200770", names, {OFFER.forms[0].sheet: lines}, said)


def _invented(
    spelling: str, communes: Mapping[str, str], lines: Mapping[str, Lines], said: Mapping[str, object]
) -> Any:
    file = openpyxl.load_workbook(io.BytesIO(templates.workbook(OFFER, spelling, communes)))
    answer(file, OFFER, {**said, ORIGIN.label: "Exemple inventé par le projet : à ne pas diffuser"})
    for sheet, several in lines.items():
        for line in several:
            type_line(file[sheet], line)
    return file


def protected(table: Table) -> Table:
    """What may be shown of a workbook that stands alone, under the rules of the project."""
    ((safe, _),) = may_be_shown([(table, manifest(table.source))])
    return safe


def may_be_shown(laid: Sequence[Laid]) -> list[Laid]:
    """What may be shown of some workbooks, under the rules of the project, where nothing adds them up."""
    return protect(laid, {}, Rules.ours(), Ledger.blank())


def saved(file: Any, path: Path) -> Path:
    """The file as it lies on disk; the same cells give the same bytes."""
    buffer = io.BytesIO()
    file.save(buffer)
    path.write_bytes(templates.timeless(buffer.getvalue()))
    return path


def small_files() -> dict[str, Any]:
    """The two small files of the tests and the example, by their path in the project."""
    return {
        "tests/sources/offre_locale/fictif_offre_locale.xlsx": filled(OFFER, OFFER_LINES),
        "tests/sources/caf_locale/fictif_caf_locale.xlsx": filled(CAF, CAF_LINES),
        EXAMPLE: example(),
        EXAMPLE_AROUND: example_around(),
    }


if __name__ == "__main__":
    for name, file in small_files().items():
        path = Path(__file__).parents[2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        saved(file, path)
