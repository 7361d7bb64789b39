"""What a commune counts itself, because nobody publishes it: places, services, requests (`offre_locale.xlsx`)."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import local, local_early, local_services
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.local_forms import Book

BOOK = Book(
    source="offre_locale",
    cover="Fiche offre locale",
    title="Offre locale : ce que la commune recense",
    about=(
        "Personne ne publie la liste des crèches, des assistantes maternelles en activité ni des demandes restées sans "
        "réponse. Recenser est une compétence de la commune (CASF, art. L. 214-1-3). Ce classeur la met en forme."
    ),
    forms=(*local_early.FORMS, *local_services.FORMS),
)


def read(path: Path) -> list[Table]:
    """One table of communes as it was filled, at the year that the first sheet states; establishments in `places`."""
    return [local.table(path, SOURCE)]


SOURCE = Source(
    id="offre_locale",
    title="Offre et besoins recensés sur place (offre_locale.xlsx)",
    short="Recensement local",
    producer="La commune ou l’intercommunalité, avec les gestionnaires",
    licence="Donnée de la collectivité, non publiée",
    page="docs/fichiers_locaux.md",
    levels=("commune",),
    headers={},
    read=read,
    schema=BOOK.schema,
    secrecy=local.secrecy(BOOK),
    caveat=(
        "Chiffres déclarés par ceux qui tiennent les services, à la fin de l’année dite dans le classeur ; une case "
        "vide est non renseignée, jamais zéro. Les communes ne comptent pas toutes de la même façon : ne comparer que "
        "des classeurs remplis selon le même mode d’emploi."
    ),
    lag="mis à jour par la commune, une fois par an au moins",
    without_address="« ctg new » pose le classeur dans data/conventions/, la commune le remplit.",
    workbook=(BOOK.cover,),
    book=BOOK,
)
