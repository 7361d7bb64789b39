"""What a spreadsheet filled on site expects, in words: for its own « Mode d’emploi » and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from ctg_lib.sources.local_forms import EXAMPLE, Book, Column, Form

HEADINGS = ("Colonne", "Ce que l’on y écrit", "Forme", "Obligatoire")
RULES = (
    "Une case vide veut dire « non renseigné ». Elle n’est jamais lue comme un zéro : s’il n’y en a pas, écrire 0.",
    f"La ligne grise marquée {EXAMPLE} n’est pas lue. On peut la laisser ou la supprimer, pas la remplir.",
    "Ni nom de personne, ni date de naissance, ni numéro d’allocataire, ni adresse : le classeur serait refusé.",
    "Des nombres seuls dans les cases : ni unité, ni espace, ni formule, ni total. Les totaux sont recalculés.",
    "Ne pas renommer les feuilles ni les colonnes, ne pas en ajouter, ne rien masquer ni fusionner.",
    "Les petits effectifs s’écrivent tels quels : ils sont masqués à la lecture, avant d’entrer dans la base.",
)
SECRET_RULE = "Un effectif qui ne peut pas être communiqué s’écrit « s » (ou « <5 ») : il est dit secret."


def rules(book: Book) -> list[str]:
    """What holds for every sheet of a workbook."""
    return [*RULES, *([SECRET_RULE] if book.secret_codes else [])]


def heading(column: Column) -> str:
    """The caption of a column as the template bears it: a star where it must be filled."""
    return f"{column.caption} *" if column.required else column.caption


def lines(form: Form) -> Iterator[tuple[str, str, str, str]]:
    """One line a column, under `HEADINGS`."""
    for column in form.columns:
        shape = column.kind.told
        if column.choices:
            shape = f"une valeur de la liste : {' ; '.join(column.choices)}"
        if column.within:
            shape += f", au plus « {column.within} »"
        yield column.caption, column.explains, shape, "oui" if column.required else ""


def markdown(book: Book) -> str:
    """The sheets of a workbook, column by column, for the documentation."""
    return "\n".join([*_cover(book), *(line for form in book.forms for line in _sheet(form))])


def _cover(book: Book) -> Iterator[str]:
    yield f"### Feuille « {book.cover} »\n"
    yield _row(("Question", "Ce que l’on répond", "Réponses possibles"))
    yield _row(("---",) * 3)
    for question in book.questions:
        yield _row((question.label, question.explains, " ; ".join(question.choices)))
    yield ""


def _sheet(form: Form) -> Iterator[str]:
    yield f"### Feuille « {form.sheet} »\n"
    yield f"{form.about}\n"
    yield _row(HEADINGS)
    yield _row(("---",) * len(HEADINGS))
    yield from (_row(line) for line in lines(form))
    yield ""


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
