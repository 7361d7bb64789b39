"""`ctg new`: the folder of a convention, with the spreadsheets to fill; what a person wrote there is never touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ctg_lib import folders, sources
from ctg_lib.convention import (
    charter,
    committee,
    frozen,
    log_book,
    logos,
    objectives,
    observation_book,
    plan,
    templates,
)
from ctg_lib.convention.registers import Register
from ctg_lib.errors import Problem, UsageError
from ctg_lib.sources.card import Source
from ctg_lib.territory import Level, Territory
from ctg_lib.typesetting import typeset

README = "LISEZMOI.txt"
LEVELS = (Level.COMMUNE, Level.EPCI, Level.GROUPE)
REGISTERS = (observation_book.BOOK, log_book.BOOK)


@dataclass(frozen=True)
class Folder:
    """What became of each file of the folder: written now, or already there and left alone."""

    path: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def lay_down(territory: Territory) -> Folder:
    """Write into `data/conventions/<code>/` the files that are not there yet.

    Raises UsageError for a territory that signs no convention of its own (département, région, France).
    """
    if territory.level not in LEVELS:
        problem = Problem(
            f"« {territory.name} » n’en signe pas.",
            remedy="donner une commune, une intercommunalité ou un groupe de communes.",
        )
        raise UsageError("Une convention est signée par une commune, une intercommunalité ou un groupe.", [problem])
    folder = folders.conventions() / territory.code
    folder.mkdir(parents=True, exist_ok=True)
    fate = {name: _written(folder / name, content) for name, content in _contents(territory).items()}
    written = tuple(name for name, new in fate.items() if new)
    return Folder(folder, written, tuple(name for name in fate if name not in written))


def filled_on_site() -> list[Source]:
    """The sources whose files are spreadsheets that `ctg new` lays down."""
    return [card for card in sources.catalogue().values() if card.book]


def _contents(territory: Territory) -> dict[str, Callable[[], bytes]]:
    """Each file of the folder, by its name, made only when it is to be written."""
    communes = {one.code: one.name for one in territory.members()}

    def workbook(card: Source) -> Callable[[], bytes]:
        return lambda: templates.workbook(card.book, territory.spelling, communes) if card.book else b""

    def register(book: Register) -> Callable[[], bytes]:
        return lambda: templates.workbook(book, territory.spelling, communes)

    return {
        **{f"{card.id}.xlsx": workbook(card) for card in filled_on_site()},
        **{f"{book.source}.xlsx": register(book) for book in REGISTERS},
        f"{plan.FOLDER}/{plan.MODEL}": lambda: plan.model().encode(),
        charter.FILE: lambda: charter.model(territory).encode(),
        committee.FILE: lambda: committee.model(territory).encode(),
        objectives.FILE: lambda: objectives.model(territory).encode(),
        README: lambda: typeset(_readme(territory)).encode(),
    }


def _written(path: Path, content: Callable[[], bytes]) -> bool:
    """Write a file unless one stands there; half a file is taken away."""
    path.parent.mkdir(exist_ok=True)
    try:
        stream = path.open("xb")
    except FileExistsError:
        return False
    try:
        with stream:
            stream.write(content())
    except BaseException:
        path.unlink()
        raise
    return True


def _readme(territory: Territory) -> str:
    books = "\n".join(
        f"  {card.id}.xlsx\n      {card.book.title}.\n      {card.book.about}" for card in filled_on_site() if card.book
    )
    return f"""Convention territoriale globale {territory.of_name} ({territory.code})

Ce dossier est le vôtre : rien de ce que vous y écrivez n’est jamais remplacé. Chaque fichier peut rester vide : il ne
dit alors rien. « ctg check {territory.code} » dit tout ce qui ne va pas, dans tous les fichiers à la fois, sans rien
refaire.

1. Les chiffres du terrain, dans un tableur (Excel ou LibreOffice), enregistrés en .xlsx :

{books}

2. La convention, dans un éditeur de texte (le Bloc-notes suffit) :

  {charter.FILE}
      Qui signe, les dates, la durée, les thèmes ; le secret, plus sévère si vous le voulez.
  {committee.FILE}
      Le comité : qui siège par fonction, qui vote, les réunions, les décisions, les chapitres validés.
  {objectives.FILE}
      Les enjeux, puis les objectifs.
  {plan.FOLDER}/
      Une fiche action par fichier : copier {plan.MODEL} sous un autre nom, et le remplir.

3. Ce que plusieurs remplissent, une ligne à la fois, dans un tableur :

  {observation_book.BOOK.source}.xlsx
      {observation_book.BOOK.about}
  {log_book.BOOK.source}.xlsx
      {log_book.BOOK.about}

La feuille « Mode d’emploi » de chaque classeur explique chaque colonne. Trois choses à savoir :

  - une case vide veut dire « non renseigné » : s’il n’y en a pas, écrire 0 ;
  - ni nom de personne, ni date de naissance, ni numéro d’allocataire : le classeur serait refusé ;
  - les petits effectifs sont masqués avant toute diffusion.

4. Ensuite :

  make diagnostic TERRITOIRE={territory.spelling}
      refait le diagnostic, avec la convention et les fiches.
  ctg bilan {territory.code} --date 2027-12-31
      dit où l’on en est à une date : retards, dépenses, mesures.
  ctg evaluation {territory.code} --date 2030-10-31
      met le résultat en face du départ, et à côté des autres territoires.

Le dossier « {frozen.FOLDER} », s’il apparaît, est écrit par l’outil : les chiffres de chaque édition, pour pouvoir
relire ce qui a été validé. N’y touchez pas.

Les logos de la collectivité et de la Caf se posent dans un dossier « {logos.FOLDER} », un fichier PNG ou JPEG chacun,
nommé du nom de l’organisme : les pages les portent en tête, et ce nom est lu à qui ne voit pas l’image.

Pour garder les années précédentes, laisser l’ancien classeur à côté sous un autre nom (offre_locale_2025.xlsx) :
chaque année a le sien.
"""
