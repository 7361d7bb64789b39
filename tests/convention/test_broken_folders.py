"""A convention's folder, broken: `ctg check` tells everything that is wrong in it, each with its place and remedy."""

from __future__ import annotations

import datetime
import errno
import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ctg_lib import cli, folders
from ctg_lib.analysis import access_table
from ctg_lib.convention.new import lay_down
from ctg_lib.territory import Territory
from tests.published import SORBIERS

CONVENTION, COMITE, GOALS = "convention.yaml", "comite.yaml", "objectifs.yaml"
SEEN, LOG, OFFER = "observations.xlsx", "suivi.xlsx", "offre_locale.xlsx"
FICHE_1, FICHE_2, FICHE_3 = "actions/01_recenser.yaml", "actions/02_horaires.yaml", "actions/03_ados.yaml"
FICHE_4, FICHE_5, FICHE_6 = "actions/04_droits.yaml", "actions/05_cafe_parents.yaml", "actions/06_aines.yaml"
KEPT = "chiffres/2023-11-27.csv"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Break = Callable[[Path], object]


@dataclass(frozen=True)
class Told:
    """One problem as it must be told. row: the line of a workbook, or of a text, by what stands in it once broken."""

    file: str
    words: str
    row: int | str | None = None
    column: str = ""
    sheet: str = ""

    def place(self, folder: Path) -> str:
        row = self.row
        if isinstance(row, str):
            lines = (folder / self.file).read_text(encoding="utf-8").splitlines()
            row = next(number for number, line in enumerate(lines, start=1) if self.row in line)
        # A fiche is named from its own folder.
        found = [
            self.file.removeprefix("actions/"),
            f"feuille « {self.sheet} »" if self.sheet else "",
            f"ligne {row}" if row else "",
            f"colonne « {self.column} »" if self.column else "",
        ]
        return ", ".join(one for one in found if one)


@dataclass(frozen=True)
class Case:
    """What somebody did to a folder that was right, and everything that must be told of it."""

    name: str
    breaks: tuple[Break, ...]
    told: tuple[Told, ...]
    code: int = 3


def case(name: str, *parts: Break | Told, code: int = 3) -> Case:
    told = tuple(one for one in parts if isinstance(one, Told))
    return Case(name, tuple(one for one in parts if not isinstance(one, Told)), told, code)


# ── What people do ───────────────────────────────────────────────────────────────────────────────────────────────────


def typed(file: str, *pairs: tuple[str, str]) -> Break:
    """Words of a text replaced by others, where they stand first."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"{file}: {old}"
            text = text.replace(old, new, 1)
        (folder / file).write_text(text, encoding="utf-8")

    return change


def without(file: str, *keys: str) -> Break:
    """Whole blocks taken away, by their top key."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        for key in keys:
            text, times = re.subn(rf"^{key}:.*\n(?:[ ].*\n)*", "", text, flags=re.MULTILINE)
            assert times == 1, f"{file}: {key}"
        (folder / file).write_text(text, encoding="utf-8")

    return change


def book(file: str, change: Callable[[Any], object]) -> Break:
    """A workbook opened, changed and saved."""

    def changed(folder: Path) -> None:
        workbook = openpyxl.load_workbook(folder / file)
        change(workbook)
        workbook.save(folder / file)

    return changed


def cells(file: str, sheet: str, **values: object) -> Break:
    """Cells typed, by their address."""
    return book(file, lambda one: [one[sheet].__setitem__(cell, value) for cell, value in values.items()])


def content(file: str, made: bytes | Callable[[bytes], bytes]) -> Break:
    """The bytes of a file replaced."""

    def change(folder: Path) -> None:
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made(path.read_bytes()) if callable(made) else made)

    return change


def ods(_: bytes) -> bytes:
    """What LibreOffice saves, under the name of ours."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    return stream.getvalue()


# ── The folders ──────────────────────────────────────────────────────────────────────────────────────────────────────

D = datetime.datetime
SEATS, TABLE = "Observations", "Consultations"
NOT_YAML, EMPTY = "pas écrit comme il faut (YAML)", "est vide, ou n’a pas de clés"
NOT_LISTED, NOT_EXPECTED = "n’est pas dans la liste", "n’est pas un des mots attendus"
PERSON, LATER = "le nom ou les coordonnées d’une personne", "hors de la convention"
LACKING = "il manque, pour une fiche « validée », "


def row(file: str, sheet: str, *values: object) -> Break:
    """A row added under the others."""
    return book(file, lambda one: one[sheet].append(values))


def pictures(*names: str) -> Break:
    """Files that are no pictures, laid among the logos."""
    return lambda folder: [content(f"logos/{name}", b"%PDF-1.7 Mairie")(folder) for name in names]


def titled(sheet: str, title: str) -> Callable[[Any], object]:
    return lambda one: setattr(one[sheet], "title", title)


CASES = [
    # ── Dates ──
    case(
        "un début écrit en lettres",
        typed(CONVENTION, ("debut: 2024-01-01", "debut: en janvier")),
        Told(CONVENTION, "une date est attendue", "debut: en janvier", "debut"),
    ),
    case(
        "un 31 février dans trois fichiers",
        typed(CONVENTION, ("signature: 2023-12-18", "signature: 2024-02-31")),
        typed(COMITE, ("date: 2023-07-06", "date: 2023-02-31")),
        typed(FICHE_3, ("debut: 2024-09-01", "debut: 2024-09-31")),
        Told(CONVENTION, "le 2024-02-31 n’est pas dans le calendrier", "signature: 2024", "signature"),
        Told(COMITE, "n’est pas dans le calendrier", "2023-02-31", "reunions.0.date"),
        Told(FICHE_3, "n’est pas dans le calendrier", "2024-09-31", "calendrier.debut"),
    ),
    case(
        "une signature après la fin",
        typed(CONVENTION, ("signature: 2023-12-18", "signature: 2029-01-15")),
        Told(CONVENTION, "la signature est après la fin", "signature: 2029", "signature"),
    ),
    case(
        "des chiffres d’après la signature",
        typed(CONVENTION, ("edition: 2023-11-27", "edition: 2024-11-27")),
        Told(CONVENTION, "est après la signature", "edition: 2024", "edition"),
    ),
    case(
        "une durée de six ans",
        typed(CONVENTION, ("duree: 4", "duree: 6")),
        Told(CONVENTION, "Remède : choisir parmi : 4, 5.", "duree: 6", "duree"),
    ),
    case(
        "une action qui finit avant de commencer, et ses étapes",
        typed(FICHE_4, ("fin: 2026-12-31", "fin: 2024-01-31")),
        Told(FICHE_4, "la fin est avant le début", "calendrier:", "calendrier"),
        Told(FICHE_4, "« Ouverture de la permanence » n’est pas entre", "calendrier:", "calendrier"),
        Told(FICHE_4, "« Bilan avec les partenaires » n’est pas entre", "calendrier:", "calendrier"),
    ),
    case(
        "des années hors de la convention",
        typed(FICHE_3, ("fin: 2026-08-31", "fin: 2029-08-31")),
        typed(FICHE_6, ("annee: 2026", "annee: 2031")),
        Told(FICHE_3, LATER, "2029-08-31", "calendrier.fin"),
        Told(FICHE_6, LATER, "annee: 2031", "budget.1.annee"),
    ),
    case(
        "un membre parti avant d’arriver",
        typed(
            COMITE,
            ("\nreunions:", "\n  - id: ancien\n    role: ancien membre\n    college: Caf\nreunions:"),
            ("role: ancien membre\n", "role: ancien membre\n    du: 2025-01-01\n    au: 2024-01-01\n"),
        ),
        Told(COMITE, "la fin est avant le début", "au: 2024-01-01", "membres.4.au"),
    ),
    case(
        "une dépense bien après la convention",
        row(LOG, "Dépenses", 1, D(2035, 1, 1), "Caf", 10),
        Told(LOG, "trop loin de la convention", 22, "Date", "Dépenses"),
    ),
    case(
        "des dates en texte dans un classeur",
        cells(SEEN, SEATS, G3="31/02/2023", N3="hier"),
        Told(SEEN, "n’est pas une date pour le tableur", 3, "Date", SEATS),
        Told(SEEN, "n’est pas une date pour le tableur", 3, "Décidé le", SEATS),
    ),
    # ── Words ──
    case(
        "le territoire d’un autre dossier",
        typed(CONVENTION, ('"42302"', '"42207"')),
        Told(CONVENTION, "n’est pas le territoire du dossier", "territoire:", "territoire"),
    ),
    case(
        "un thème inconnu dans quatre fichiers",
        typed(CONVENTION, ("- jeunesse", "- jeunes")),
        typed(GOALS, ("themes: [jeunesse]", "themes: [ados]")),
        typed(FICHE_3, ("themes: [jeunesse, vie_sociale]", "themes: [loisirs]")),
        cells(SEEN, SEATS, C4="Crèches"),
        Told(CONVENTION, "le thème « jeunes »", "themes:", "themes"),
        Told(GOALS, "le thème « ados »", "themes: [ados]", "enjeux.2.themes"),
        Told(FICHE_3, "le thème « loisirs »", "themes:", "themes"),
        Told(SEEN, NOT_LISTED, 4, "Thème", SEATS),
    ),
    case(
        "un indicateur inconnu dans trois fichiers",
        typed(GOALS, ("pe_tcg", "pe_tgc")),
        typed(
            FICHE_1,
            ("indicateurs: [pe_naiss_3ans", "indicateurs: [naissances"),
            ("indicateur: ctx_pop_legale", "indicateur: habitants"),
        ),
        cells(SEEN, SEATS, I3="pe_naissances"),
        Told(GOALS, "sans doute « pe_tcg »", "pe_tgc", "enjeux.0.indicateurs"),
        Told(FICHE_1, "l’indicateur « naissances » n’existe pas", "[naissances", "indicateurs"),
        Told(FICHE_1, "l’indicateur « habitants » n’existe pas", "indicateur: habitants", "suivi.3.indicateur"),
        Told(SEEN, "l’indicateur « pe_naissances » n’existe pas", 3, "Indicateurs attendus", SEATS),
    ),
    case(
        "un chapitre inconnu",
        typed(COMITE, ("20_petite_enfance:", "20_creches:")),
        Told(COMITE, "le chapitre « 20_creches » n’existe pas", "20_creches:", "chapitres.20_creches"),
    ),
    case(
        "un statut inconnu",
        typed(FICHE_2, ("statut: validée", "statut: presque")),
        cells(LOG, "Avancement", C3="presque"),
        Told(FICHE_2, NOT_EXPECTED, "statut: presque", "statut"),
        Told(LOG, NOT_LISTED, 3, "Statut", "Avancement"),
    ),
    case(
        "un collège inconnu",
        typed(COMITE, ("college: Caf", "college: Département")),
        cells(SEEN, SEATS, F5="mairie"),
        Told(COMITE, NOT_EXPECTED, "college: Département", "membres.3.college"),
        Told(SEEN, NOT_LISTED, 5, "Collège", SEATS),
    ),
    case(
        "une clé mal écrite",
        typed(FICHE_2, ("constats:", "constat:")),
        Told(FICHE_2, "la clé manque", None, "constats"),
        Told(FICHE_2, "cette clé n’existe pas", "constat:", "constat"),
    ),
    case(
        "une clé qui est un nombre",
        typed(CONVENTION, ("duree: 4", "duree: 4\n5: ans")),
        Told(CONVENTION, "cette clé n’existe pas", "5: ans", "5"),
    ),
    # ── Money, numbers, identifiers ──
    case(
        "des financeurs qui ne font pas le coût",
        typed(FICHE_1, ("Commune: 2500", "Commune: 2000")),
        typed(FICHE_2, ("Familles: 5000", "Familles: 4999.6")),
        Told(FICHE_1, "les financements font 3 500 € et le coût 4 000 €", "budget:", "budget"),
        Told(FICHE_2, "les financements font 29 999,60 € et le coût 30 000,00 €", "budget:", "budget"),
    ),
    case(
        "des nombres qui n’en sont pas",
        typed(FICHE_1, ("cible: 100", "cible: .inf"), ("cout: 4000", "cout: .nan"), ("numero: 1", "numero: un")),
        Told(FICHE_1, "un nombre est attendu", "cible: .inf", "suivi.0.cible"),
        Told(FICHE_1, "un nombre est attendu", "cout: .nan", "budget.0.cout"),
        Told(FICHE_1, "un nombre entier est attendu", "numero: un", "numero"),
    ),
    case(
        "des objectifs qui tournent en rond",
        typed(
            GOALS, ("niveau: stratégique\n    enjeux: [E1]", "niveau: stratégique\n    dans: O1.1\n    enjeux: [E1]")
        ),
        Told(GOALS, "tournent en rond : O1 → O1.1 → O1", "dans: O1.1", "objectifs.0.dans"),
    ),
    case(
        "des renvois qui ne mènent nulle part",
        typed(
            GOALS,
            ("dans: O2", "dans: O9"),
            ("enjeux: [E3, E4, E5]", "enjeux: [E3, E4, E7]"),
            ("observations: [6]", "observations: [66]"),
        ),
        typed(FICHE_1, ("objectif: O1.1", "objectif: O7"), ("enjeux: [E1]", "enjeux: [E9]")),
        Told(GOALS, "l’objectif « O9 » n’existe pas", "dans: O9", "objectifs.4.dans"),
        Told(GOALS, "l’enjeu « E7 » n’existe pas", "E7", "objectifs.5.enjeux.2"),
        Told(GOALS, "l’observation 66 n’est pas", "[66]", "enjeux.2.observations.0"),
        Told(FICHE_1, "l’objectif « O7 » n’est pas dans", "objectif: O7", "objectif"),
        Told(FICHE_1, "l’enjeu « E9 » n’est pas dans", "enjeux: [E9]", "enjeux.0"),
    ),
    case(
        "deux fiches avec un numéro",
        typed(FICHE_2, ("numero: 2", "numero: 1")),
        Told(FICHE_1, "le numéro 1 sert à plusieurs fiches", "numero: 1", "numero"),
        Told(FICHE_2, "le numéro 1 sert à plusieurs fiches", "numero: 1", "numero"),
    ),
    case(
        "des identifiants en double",
        typed(COMITE, ("\nreunions:", '\n  - id: "caf"\n    role: autres personnels\n    college: Caf\nreunions:')),
        typed(GOALS, ("id: E6", 'id: "E5"'), ("id: O3.2", 'id: "O3.1"'), ("enjeux: [E6]", "enjeux: [E5]")),
        cells(SEEN, SEATS, A11=8),
        Told(COMITE, "désigne déjà un autre membre", 'id: "caf"', "membres.4.id"),
        Told(GOALS, "l’identifiant « E5 » sert 2 fois", "id: E5", "enjeux.4.id"),
        Told(GOALS, "l’identifiant « E5 » sert 2 fois", 'id: "E5"', "enjeux.5.id"),
        Told(GOALS, "l’identifiant « O3.1 » sert 2 fois", "id: O3.1", "objectifs.6.id"),
        Told(GOALS, "l’identifiant « O3.1 » sert 2 fois", 'id: "O3.1"', "objectifs.7.id"),
        Told(SEEN, "le numéro 8 sert déjà à la ligne 10", 11, "Numéro", SEATS),
    ),
    # ── The comité ──
    case(
        "un présent qui n’est pas membre",
        typed(COMITE, ("      caf: 4", "      maire: 1\n      caf: 4")),
        Told(COMITE, "« maire » n’est l’« id » d’aucun membre", "maire: 1", "reunions.0.presents.maire"),
    ),
    case(
        "plus de présents que de sièges",
        typed(COMITE, ("elus: 3\n      dgs: 1", "elus: 5\n      dgs: 1")),
        Told(COMITE, "5 présents pour 3 personnes", "elus: 5", "reunions.0.presents.elus"),
    ),
    # ── Fiches ──
    case(
        "une fiche validée qui n’a rien",
        without(FICHE_2, "pilotes", "budget", "calendrier", "suivi", "validations"),
        Told(FICHE_2, f"{LACKING}le pilote de la collectivité", None, "pilotes"),
        Told(FICHE_2, f"{LACKING}le pilote de la Caf", None, "pilotes"),
        Told(FICHE_2, f"{LACKING}la date de l’accord de la collectivité", None, "validations"),
        Told(FICHE_2, f"{LACKING}la date de l’accord de la Caf", None, "validations"),
        Told(FICHE_2, f"{LACKING}une ligne de budget", None, "budget"),
        Told(FICHE_2, f"{LACKING}un début et une fin", None, "calendrier"),
        Told(FICHE_2, f"{LACKING}un indicateur de résultat avec sa valeur de départ", None, "suivi"),
    ),
    case(
        "une fiche abandonnée sans raison",
        typed(FICHE_3, ("statut: à valider", "statut: abandonnée")),
        Told(FICHE_3, "une fiche abandonnée dit pourquoi", None, "motif"),
    ),
    case(
        "un abandon noté sans raison",
        cells(LOG, "Avancement", E10=None),
        Told(LOG, "une fiche abandonnée dit pourquoi", 10, "Pourquoi", "Avancement"),
    ),
    # ── Workbooks ──
    case(
        "des formules dans trois classeurs",
        cells(SEEN, TABLE, I3="=26*2"),
        cells(LOG, "Dépenses", D3="=2000+400"),
        cells(OFFER, "EAJE et MAM", E3="=15*2"),
        Told(SEEN, "la case contient une formule", 3, "Nombre", TABLE),
        Told(LOG, "la case contient une formule", 3, "Montant", "Dépenses"),
        Told(OFFER, "la case contient une formule", 3, "Places", "EAJE et MAM"),
    ),
    case(
        "un en-tête fusionné",
        book(SEEN, lambda one: one[SEATS].merge_cells("C1:D1")),
        Told(SEEN, "cellules fusionnées (C1:D1)", 1, "", SEATS),
        Told(SEEN, "la colonne manque", 1, "Lieu", SEATS),
        Told(SEEN, "la colonne n° 4 contient des valeurs", 1, "", SEATS),
    ),
    case(
        "une ligne masquée",
        book(LOG, lambda one: setattr(one["Mesures"].row_dimensions[4], "hidden", True)),
        Told(LOG, "la ligne 4 est masquée", None, "", "Mesures"),
    ),
    case(
        "une feuille renommée",
        book(LOG, titled("Dépenses", "Dépense")),
        Told(LOG, "la renommer « Dépenses »", None, "", "Dépense"),
    ),
    case(
        "une colonne supprimée",
        book(LOG, lambda one: one["Avancement"].delete_cols(3)),
        Told(LOG, "la colonne manque", 1, "Statut", "Avancement"),
    ),
    case(
        "un classeur OpenDocument sous le nom du nôtre",
        content(SEEN, ods),
        Told(SEEN, "c’est un classeur OpenDocument (.ods)"),
    ),
    case(
        "un classeur à mot de passe, un ancien, un coupé en route",
        content(LOG, OLE + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0")),
        content(SEEN, OLE + b"\0" * 512),
        content(OFFER, lambda whole: whole[: len(whole) // 2]),
        Told(LOG, "protégé par un mot de passe"),
        Told(SEEN, "ancien classeur Excel (.xls)"),
        Told(OFFER, "le fichier est abîmé"),
    ),
    case(
        "des fichiers vides",
        content(CONVENTION, b""),
        content(SEEN, b""),
        content(FICHE_6, b""),
        Told(CONVENTION, EMPTY),
        Told(SEEN, "le fichier est vide"),
        Told(FICHE_6, EMPTY),
    ),
    # ── YAML ──
    case(
        "un texte en latin-1",
        content(GOALS, lambda whole: whole.decode().encode("cp1252", "replace")),
        Told(GOALS, "n’est pas en UTF-8"),
    ),
    case(
        "des tabulations",
        typed(COMITE, ("    role: élus", "\t\trole: élus")),
        Told(COMITE, NOT_YAML, "\t\trole"),
    ),
    case(
        "une clé écrite deux fois",
        typed(FICHE_2, ("titre:", "titre: Un autre titre\ntitre:")),
        Told(FICHE_2, "la clé est écrite deux fois", "titre: Garder", "titre"),
    ),
    case(
        "une liste en place des clés",
        content(CONVENTION, b"- Sorbiers\n- Caf\n"),
        Told(CONVENTION, EMPTY),
    ),
    case(
        "un texte qui se contient, un texte sans fin, une commande",
        content(CONVENTION, b"themes: &themes [*themes]\n"),
        content(COMITE, b"membres: " + b"[" * 2000),
        content(GOALS, b"exemple: true\nenjeux: !!python/object/apply:os.getcwd []\n"),
        Told(CONVENTION, NOT_YAML, "themes:"),
        Told(COMITE, NOT_YAML),
        Told(GOALS, NOT_YAML, "enjeux:"),
    ),
    case(
        "un dossier nommé comme une fiche",
        lambda folder: (folder / "actions" / "07_ecole.yaml").mkdir(),
        Told("actions/07_ecole.yaml", "le fichier ne peut pas être lu"),
    ),
    # ── Persons ──
    case(
        "une personne dans un rôle et à la tête d’une action",
        typed(COMITE, ("role: élus de la commune", "role: Mme Untel, adjointe")),
        typed(FICHE_5, ("caf: Conseillère ou conseiller en développement", "caf: Mme Untel")),
        Told(COMITE, PERSON, "role: Mme", "membres.0.role"),
        Told(FICHE_5, PERSON, "caf: Mme", "pilotes.caf"),
    ),
    case(
        "une personne dans une case, et le reste est dit aussi",
        cells(SEEN, SEATS, E4="Léa DUPONT"),
        typed(CONVENTION, ("duree: 4", "duree: 6")),
        Told(SEEN, "semble donner des noms de personnes", 4, "E", SEATS),
        Told(CONVENTION, NOT_EXPECTED, "duree: 6", "duree"),
        code=5,
    ),
    # ── The log ──
    case(
        "le suivi d’une fiche qui n’existe pas",
        row(LOG, "Avancement", 12, D(2025, 1, 1), "engagée"),
        Told(LOG, "il n’y a pas de fiche 12", 19, "Fiche", "Avancement"),
    ),
    case(
        "des statuts qui ne se suivent pas",
        row(LOG, "Avancement", 3, D(2025, 6, 1), "réalisée"),
        row(LOG, "Avancement", 6, D(2026, 1, 1), "pérennisée"),
        Told(LOG, "fiche 3 : une fiche abandonnée ne reprend pas", 19, "Statut", "Avancement"),
        Told(LOG, "« pérennisée » ne peut pas suivre « engagée »", 20, "Statut", "Avancement"),
    ),
    case(
        "une étape et un financeur que la fiche n’a pas",
        row(LOG, "Étapes", 1, "Inauguration", D(2025, 1, 1)),
        row(LOG, "Dépenses", 1, D(2025, 1, 1), "Région", 100),
        Told(LOG, "« Inauguration » n’est pas une étape de la fiche 1", 8, "Étape", "Étapes"),
        Told(LOG, "« Région » n’est pas un financeur de la fiche 1", 22, "Financeur", "Dépenses"),
    ),
    case(
        "une mesure du diagnostic tapée à la main",
        row(LOG, "Mesures", 1, "Naissances par an", D(2025, 1, 1), 80),
        Told(LOG, "il est lu, jamais saisi", 15, "Indicateur", "Mesures"),
    ),
    case(
        "plus de réponses que de répondants",
        cells(SEEN, TABLE, I3=119),
        Told(SEEN, "plus de personnes ont donné cette réponse", 3, "Nombre", TABLE),
    ),
    # ── What stands beside ──
    case(
        "des chiffres signés retouchés",
        content(KEPT, lambda whole: whole + b"\n"),
        Told(KEPT, "n’est plus celui qui a été écrit"),
    ),
    case(
        "des logos qui n’en sont pas",
        pictures("Commune.png", "Caf.svg"),
        Told("logos/Caf.svg", "pas une image"),
        Told("logos/Commune.png", "pas une image"),
    ),
    case(
        "une règle de secret plus lâche",
        typed(CONVENTION, ("secret:\n", "secret:\n  personnes: 3\n")),
        Told(CONVENTION, "3 masquerait moins que la règle", "personnes: 3", "secret.personnes"),
    ),
    case(
        "tout à la fois",
        typed(CONVENTION, ("duree: 4", "duree: 6")),
        typed(COMITE, ("college: Caf", "college: Cafs")),
        typed(GOALS, ("niveau: stratégique", "niveau: haut")),
        typed(FICHE_1, ("numero: 1", "numero: 0")),
        cells(SEEN, SEATS, A3="un"),
        cells(LOG, "Dépenses", D3="beaucoup"),
        cells(OFFER, "EAJE et MAM", E3="trente"),
        content(KEPT, b""),
        pictures("Caf.png"),
        Told(CONVENTION, NOT_EXPECTED, "duree: 6", "duree"),
        Told(COMITE, NOT_EXPECTED, "college: Cafs", "membres.3.college"),
        Told(GOALS, NOT_EXPECTED, "niveau: haut", "objectifs.0.niveau"),
        Told(FICHE_1, "le nombre est trop petit", "numero: 0", "numero"),
        Told(SEEN, "« un » n’est pas un nombre", 3, "Numéro", SEATS),
        Told(LOG, "« beaucoup » n’est pas un nombre", 3, "Montant", "Dépenses"),
        Told(OFFER, "« trente » n’est pas un nombre", 3, "Places", "EAJE et MAM"),
        Told(KEPT, "n’est plus celui qui a été écrit"),
        Told("logos/Caf.png", "pas une image"),
    ),
]


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of Sorbiers, laid as a real convention is, before anybody breaks it."""
    # The distances to services take seconds, and are the business of other tests.
    monkeypatch.setattr(access_table, "laid", lambda _: [])
    return Path(shutil.copytree(folders.examples() / SORBIERS, data / "conventions" / SORBIERS))


def checked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """`ctg check 42302` in this process: its exit code, what it says, what it says is wrong."""
    for console in (cli.out, cli.err):
        monkeypatch.setattr(console, "_file", None)
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", SORBIERS])
    said = capsys.readouterr()
    return int(str(ended.value.code)), *(one.replace("\u00a0", " ").replace("\u202f", " ") for one in said)


def listed(wrong: str) -> list[str]:
    return [line.removeprefix("  - ") for line in wrong.splitlines() if line.startswith("  - ")]


def prints(folder: Path) -> dict[str, str]:
    """The hash of every file of a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_told(told: Sequence[Told], wrong: str, folder: Path) -> None:
    """Each expected problem is a line that says its place, what and a remedy, and there is no other line."""
    lines = listed(wrong)
    for one in told:
        fitting = [line for line in lines if line.startswith(f"{one.place(folder)} : ") and one.words in line]
        assert fitting, f"{one.place(folder)} : …{one.words}…\n{wrong}"
        lines.remove(fitting[0])
    assert lines == []
    assert all(re.search(r" Remède : \S", line) for line in listed(wrong)), wrong
    assert "Traceback" not in wrong


def test_there_are_at_least_forty_broken_folders() -> None:
    assert len({one.name for one in CASES}) == len(CASES) >= 40


def test_the_folder_that_nobody_broke_passes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prints(folder)
    code, said, wrong = checked(capsys, monkeypatch)
    assert (code, wrong) == (0, "")
    assert "6 fiches action, aucun problème dans le dossier." in said
    told = "42302/offre_locale.xlsx : 30 chiffres pour le diagnostic, 8 services nommés, de 2025."
    assert told in said.replace("\u00a0", " ")
    assert prints(folder) == before


def test_each_spreadsheet_of_the_folder_is_accounted_for(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is taken, one of a year to come, one still blank under another name, one that is none of ours."""
    (folder / "offre_locale.xlsx").rename(folder / "offre_locale_2025.xlsx")
    lay_down(Territory.of(SORBIERS))
    (folder / "caf_locale.xlsx").rename(folder / "caf_locale_2024.xlsx")
    (folder / "offre_locale.xlsx").unlink()
    book = openpyxl.Workbook()
    book.active.append(["Crèche", "Places"])
    book.save(folder / "places_creches.xlsx")
    monkeypatch.setattr(cli, "_day", lambda _: "2024-12-31")
    code, said, wrong = checked(capsys, monkeypatch)
    assert (code, wrong) == (0, "")
    told = [line.strip().removeprefix(f"{SORBIERS}/") for line in said.splitlines()[1:]]
    ahead = "30 chiffres pour le diagnostic, 8 services nommés, de 2025 : année à venir, il n’est pas pris."
    assert told == [
        "caf_locale_2024.xlsx : pas encore rempli.",
        f"offre_locale_2025.xlsx : {ahead}",
        "places_creches.xlsx : pas reconnu, il n’est pas lu.",
    ]


# One in six in the tests of every day, the others among the long ones.
SPREAD = [pytest.param(one, id=one.name, marks=pytest.mark.slow if at % 6 else ()) for at, one in enumerate(CASES)]


@pytest.mark.parametrize("case", SPREAD)
def test_a_broken_folder_is_told_whole(
    case: Case, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for breaks in case.breaks:
        breaks(folder)
    before = prints(folder)
    code, said, wrong = checked(capsys, monkeypatch)
    assert_told(case.told, wrong, folder)
    assert (code, said) == (case.code, "")
    assert prints(folder) == before


@pytest.mark.parametrize(
    ("locked", "words"), [(SEEN, "la lecture en est interdite"), (COMITE, "le fichier ne peut pas être lu")]
)
def test_a_locked_file_is_told_with_the_rest(
    locked: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shared folder locks what is open elsewhere: whoever runs the tests may have every right on the disk."""
    typed(CONVENTION, ("duree: 4", "duree: 6"))(folder)
    before, unlocked = prints(folder), Path.open

    def refusing(self: Path, *args: Any, **options: Any) -> Any:
        if self.name == locked:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return unlocked(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refusing)
        code, said, wrong = checked(capsys, monkeypatch)
    assert_told([Told(locked, words), Told(CONVENTION, NOT_EXPECTED, "duree: 6", "duree")], wrong, folder)
    assert (code, said) == (3, "")
    assert prints(folder) == before
