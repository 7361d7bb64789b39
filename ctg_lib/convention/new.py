"""`ctg new`: the folder of a convention, with the spreadsheets to fill; what a person wrote there is never touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ctg_lib import folders, sources
from ctg_lib.convention import charter, guide, logos, plan, templates
from ctg_lib.errors import Problem, UsageError
from ctg_lib.sources.card import Source
from ctg_lib.territory import Level, Territory

README = "LISEZMOI.txt"
LEVELS = (Level.COMMUNE, Level.EPCI, Level.GROUPE)


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

    books = {f"{card.id}.xlsx": workbook(card) for card in filled_on_site()}
    fiche = {f"{plan.FOLDER}/{plan.MODEL}": lambda: plan.model().encode()}
    convention = {charter.FILE: lambda: charter.model(territory).encode()}
    return books | fiche | convention | {README: lambda: guide.typeset(_readme(territory)).encode()}


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

Ce dossier est le vôtre : rien de ce que vous y écrivez n’est jamais remplacé.

À remplir dans un tableur (Excel ou LibreOffice), et à enregistrer en .xlsx :

{books}

La feuille « Mode d’emploi » de chaque classeur explique chaque colonne. Trois choses à savoir :

  - une case vide veut dire « non renseigné » : s’il n’y en a pas, écrire 0 ;
  - ni nom de personne, ni date de naissance, ni numéro d’allocataire : le classeur serait refusé ;
  - la première feuille demande l’année, et si chaque recensement est complet.

Ensuite, refaire le diagnostic : « make diagnostic TERRITOIRE={territory.spelling} ». Les classeurs remplis sont lus à
chaque fois. S’il y a des fautes, toutes sont dites ensemble, par feuille, ligne et colonne.

Les fiches action s’écrivent dans le dossier « {plan.FOLDER} » : copier {plan.MODEL} sous un autre nom, et
le remplir dans un éditeur de texte. « ctg check {territory.code} » dit tout ce qui ne va pas, sans rien refaire.

Les petits effectifs sont masqués avant toute diffusion. {charter.FILE} permet d’être plus sévère, jamais moins,
et de noter l’accord des gestionnaires pour l’activité de leurs établissements.

Les logos de la collectivité et de la Caf se posent dans un dossier « {logos.FOLDER} », un fichier PNG ou JPEG chacun,
nommé du nom de l’organisme : les pages les portent en tête, et ce nom est lu à qui ne voit pas l’image.

Pour garder les années précédentes, laisser l’ancien classeur à côté sous un autre nom (offre_locale_2025.xlsx) :
chaque année a le sien.
"""
