"""The whole life of a convention, by the command line alone: from an empty folder to its evaluation, dates forward.

What is typed is invented, functions are nobody’s; the published figures are those of the embedded sample. Whatever a
command does, the files that people wrote keep their bytes.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from ctg_lib import cli
from ctg_lib.convention import dossier, frozen, new, objectives, observation_book
from ctg_lib.convention.opened import held
from ctg_lib.convention.parts.evaluation import CAUTION
from ctg_lib.sources.local_forms import folded
from ctg_lib.views.view import spoken
from tests.convention.evaluated import SORBIERS, measure
from tests.convention.test_evaluation_parts import causes
from tests.published import own_data
from tests.sources.local_books import OFFER, answers, filled, saved, type_line

PLACE = SORBIERS.code
# The day of the figures that are signed, of two reviews, of a later diagnostic, of the evaluation.
D1, YEAR_1, YEAR_2, D2, D3 = "2026-11-24", "2027-12-31", "2028-12-31", "2029-01-15", "2030-10-31"
REFUSED = 3


@dataclass(frozen=True)
class Life:
    """A folder of a convention, and the commands that are run on it."""

    data: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def folder(self) -> Path:
        return self.data / "conventions" / PLACE

    def ctg(self, *words: str, code: int = 0) -> str:
        """What a command says; what people wrote is byte for byte what it was, and the exit code the one expected."""
        before = self.written()
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        printed = self.capsys.readouterr()
        told = re.sub(r"[\u00a0\u202f]", " ", printed.out + printed.err)
        assert ended.value.code == code, told
        assert "Traceback" not in told
        assert self.written() == before, f"ctg {' '.join(words)} a changé un fichier"
        return told

    def published(self, *words: str) -> Path:
        """The folder that a document was written into, without any other format than its page."""
        told = self.ctg(*words, "--formats", "")
        return Path(re.findall(r"^Écrit : (.+)$", told, flags=re.MULTILINE)[0]).parent

    def written(self) -> dict[str, str]:
        """The hash of each file that people write in."""
        paths = [path for path in self.folder.rglob("*") if path.is_file() and path.parent.name != frozen.FOLDER]
        return {path.relative_to(self.folder).as_posix(): digest(path) for path in paths}

    def uncomment(self, name: str, block: str, mark: str = "# ") -> None:
        """Fill lines of a YAML file as its first lines ask for: the « # » goes, with its space or alone."""
        retyped(self.folder / name, {block: re.sub(f"^{mark}", "", block, flags=re.MULTILINE)})

    def rows(self, name: str, lines: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        """Type rows below those of a workbook, by sheet."""
        book = openpyxl.load_workbook(self.folder / name)
        for sheet, several in lines.items():
            for line in several:
                type_line(book[sheet], line)
        saved(book, self.folder / name)

    def fiche(self, name: str, content: Mapping[str, Any]) -> None:
        path = self.folder / "actions" / name
        path.write_text(yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False), encoding="utf-8")

    def dossier(self) -> dossier.Dossier:
        return dossier.read(SORBIERS)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): digest(path) for path in folder.rglob("*") if path.is_file()}


def page(folder: Path) -> str:
    """A page as it is read: its words, on one line, its spaces plain."""
    return " ".join(lines(folder))


def lines(folder: Path) -> list[str]:
    """The words of each line, cell or title of a page."""
    (path,) = (path for path in folder.glob("*.html") if path.stem in ("diagnostic", "bilan", "evaluation"))
    bare = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    pieces = re.split(r"<(?=(?:td|th|tr|p|li|ul|h\d|br|small|summary|table)\b)", bare)
    return [words for piece in pieces if (words := plain(spoken(f"<{piece}")))]


def plain(text: str) -> str:
    return " ".join(text.split())


def day(year: int, month: int, number: int) -> datetime.date:
    return datetime.date(year, month, number)


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Life:
    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / "data")))
    monkeypatch.delenv("CTG_CONVENTIONS", raising=False)
    # Rich writes to the streams of the moment, unless it was given others before.
    monkeypatch.setattr(cli.out, "_file", None)
    monkeypatch.setattr(cli.err, "_file", None)
    return Life(tmp_path / "data", capsys)


# ── What people write ────────────────────────────────────────────────────────────────────────────────────────────────

SEEN = {
    "Date": day(2026, 9, 14),
    "Qui observe": "responsable de l’enfance",
    "Collège": "collectivité",
    "Force": "observation répétée",
}
# One observation for each verdict that the figures may propose.
OBSERVATIONS: list[dict[str, object]] = [
    {**SEEN, "Numéro": 1, "Thème": "Accès aux droits", "Observation": "Les foyers au RSA semblent peu nombreux.",
     "Indicateurs attendus": "ad_rsa_pct", "Sens attendu": "plus faible", "Comparé à": "département"},
    {**SEEN, "Numéro": 2, "Thème": "Petite enfance", "Observation": "On voit moins de poussettes qu’avant.",
     "Indicateurs attendus": "pe_naiss_3ans", "Sens attendu": "en baisse"},
    {**SEEN, "Numéro": 3, "Thème": "Parentalité et familles", "Observation": "Les parents seuls semblent nombreux.",
     "Indicateurs attendus": "pa_mono_pct", "Sens attendu": "plus élevé", "Comparé à": "département"},
    {**SEEN, "Numéro": 4, "Thème": "Petite enfance", "Observation": "Il manque un lieu pour se retrouver.",
     "Qui observe": "association de parents", "Collège": "habitants"},
]  # fmt: skip
VERDICTS = {1: "confirmée", 2: "nuancée", 3: "contredite", 4: "non objectivable"}
OFFER_2025 = {
    "EAJE et MAM": [
        {"Commune": PLACE, "Nom de l’établissement": "Les Hirondelles", "Type": "Multi-accueil",
         "Financement": "PSU", "Places": 30},
        {"Commune": PLACE, "Nom de l’établissement": "Les Mésanges", "Type": "Micro-crèche",
         "Financement": "Paje (hors PSU)", "Places": 12},
    ],
    "Assistantes maternelles": [
        {"Commune": PLACE, "Agréées": 30, "En activité": 25, "Places pour les moins de 3 ans": 65},
    ],
}  # fmt: skip


def offer(life: Life, name: str, year: int, eaje: int) -> None:
    """The workbook of the local offer, with the places of its first crèche; the other figures stay the same."""
    crèches = [{**OFFER_2025["EAJE et MAM"][0], "Places": eaje}, OFFER_2025["EAJE et MAM"][1]]
    said = answers(OFFER, **{"Année des chiffres": year})
    book = filled(OFFER, {**OFFER_2025, "EAJE et MAM": crèches}, said, PLACE)
    saved(book, life.folder / name)


PLACES: dict[str, Any] = {
    "numero": 1,
    "titre": "Ouvrir des places d’accueil",
    "statut": "à valider",
    "themes": ["petite_enfance"],
    "constats": "Des familles attendent une place.",
    "indicateurs": ["pe_loc_places", "pe_naiss_3ans"],
    "enjeux": ["E1"],
    "objectif": "O1.1",
    "description": "Un local est aménagé, puis ouvert.",
    "public": {"cible": "Familles de jeunes enfants", "nombre": 40},
    "territoire": "Toute la commune",
}
PILOTS = {"collectivite": "Responsable de l’enfance", "caf": "Conseillère ou conseiller en développement"}
SIGNED = {side: {"date": day(2026, 12, 10), "edition": day(2026, 11, 24)} for side in ("collectivite", "caf")}
BASE = {"valeur": 0, "date": day(2026, 11, 30)}
AGREED: dict[str, Any] = {
    **PLACES,
    "statut": "validée",
    "pilotes": PILOTS,
    "budget": [
        {"annee": 2027, "cout": 20000, "financements": {"Commune": 12000, "Caf": 8000}},
        {"annee": 2028, "cout": 10000, "financements": {"Commune": 6000, "Caf": 4000}},
    ],
    "calendrier": {
        "debut": day(2027, 1, 15),
        "fin": day(2028, 9, 30),
        "etapes": [
            {"date": day(2027, 6, 30), "quoi": "Le local est aménagé"},
            {"date": day(2028, 1, 31), "quoi": "Le lieu ouvre"},
        ],
    },
    "suivi": [
        measure("résultat", "Familles qui ont obtenu une place", unite="familles", source="Relais petite enfance",
                reference=BASE, cible=30, frequence="chaque année", qui="Relais petite enfance"),
        measure("impact", "Places recensées", indicateur="pe_loc_places", cible=120),
        measure("impact", "Prime d’activité", indicateur="ad_ppa_pct", millesime="2022-12"),
    ],
    "questions": ["Les places ont-elles trouvé preneur ?"],
    "validations": SIGNED,
}  # fmt: skip
OFFICE: dict[str, Any] = {
    **PLACES,
    "numero": 2,
    "titre": "Tenir une permanence pour les démarches",
    "statut": "validée",
    "themes": ["acces_droits"],
    "constats": "Des démarches ne sont pas menées à terme.",
    "indicateurs": ["ad_rsa_pct"],
    "enjeux": [],
    "description": "Une permanence par semaine à la mairie.",
    "pilotes": PILOTS,
    "budget": [{"annee": year, "cout": 5000, "financements": {"Commune": 5000}} for year in (2027, 2028)],
    "calendrier": {"debut": day(2027, 2, 1), "fin": day(2028, 12, 31)},
    "suivi": [
        measure("résultat", "Démarches menées à terme", unite="démarches", source="Mairie", reference=BASE, cible=300,
                frequence="chaque semestre", qui="Mairie"),
    ],
    "validations": SIGNED,
}  # fmt: skip
HALL: dict[str, Any] = {
    **PLACES,
    "numero": 3,
    "titre": "Un lieu pour les parents",
    "themes": ["parentalite"],
    "constats": "Les parents manquent d’un endroit où se retrouver.",
    "indicateurs": [],
    "calendrier": {"debut": day(2027, 9, 1), "fin": day(2029, 8, 31)},
}
# What each thing that a validated fiche lacks is called, key by key.
LACKING = (
    "le pilote de la collectivité",
    "le pilote de la Caf",
    "la date de l’accord de la collectivité",
    "la date de l’accord de la Caf",
    "une ligne de budget",
    "un début et une fin",
    "un indicateur de résultat avec sa valeur de départ",
)


def log(fiche: int, date: datetime.date, state: str, why: str = "") -> dict[str, object]:
    return {"Fiche": fiche, "Date": date, "Statut": state, "Par": "coordination", "Pourquoi": why or None}


def spent(fiche: int, date: datetime.date, funder: str, euros: float) -> dict[str, object]:
    return {"Fiche": fiche, "Date": date, "Financeur": funder, "Montant": euros}


def step(name: str, date: datetime.date) -> dict[str, object]:
    return {"Fiche": 1, "Étape": name, "Faite le": date}


def taken(fiche: int, name: str, date: datetime.date, value: float) -> dict[str, object]:
    return {"Fiche": fiche, "Indicateur": name, "Date": date, "Valeur": value, "Par": "coordination"}


FIRST_YEAR = {
    "Avancement": [
        log(1, day(2027, 1, 20), "engagée"),
        log(1, day(2027, 3, 1), "en cours"),
        log(2, day(2027, 2, 1), "engagée"),
    ],
    "Étapes": [step("Le local est aménagé", day(2027, 8, 15))],
    "Dépenses": [
        spent(1, day(2027, 9, 1), "Commune", 12000),
        spent(1, day(2027, 9, 1), "Caf", 7000),
        spent(2, day(2027, 11, 30), "Commune", 6500),
    ],
    "Mesures": [taken(1, "Familles qui ont obtenu une place", day(2027, 12, 15), 12)],
}
SECOND_YEAR = {
    "Avancement": [
        log(1, day(2028, 9, 15), "réalisée"),
        log(2, day(2028, 1, 10), "en cours"),
        log(3, day(2028, 3, 1), "abandonnée", "Aucun local ne convient."),
    ],
    "Étapes": [step("Le lieu ouvre", day(2028, 1, 25))],
    "Dépenses": [spent(1, day(2028, 2, 1), "Commune", 6000), spent(2, day(2028, 6, 30), "Commune", 3000)],
    "Mesures": [
        taken(1, "Familles qui ont obtenu une place", day(2028, 9, 1), 33),
        taken(2, "Démarches menées à terme", day(2028, 6, 30), 140),
    ],
}


# ── Its life ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_a_convention_from_an_empty_folder_to_its_evaluation(life: Life) -> None:
    laid_down_and_silent(life)
    prepared(life)
    first = life.published("diagnostic", PLACE, "--date", D1)
    the_figures_meet_what_is_observed(life, page(first))
    agreed_too_early_then_for_good(life)
    signed(life)
    edition = life.folder / frozen.FOLDER / f"{D1}.csv"
    kept = digest(edition)
    review_1 = the_first_review(life)
    before = hashes(review_1)
    the_second_review(life)
    assert hashes(review_1) == before
    what_changed_since_is_named(life)
    the_evaluation(life)
    assert hashes(review_1) == before
    assert digest(edition) == kept
    assert [path.name for path in sorted(edition.parent.iterdir())] == [f"{D1}.csv", f"{D2}.csv"]
    again = life.ctg("new", PLACE)
    assert "Posé" not in again
    assert again.count("Déjà là, laissé tel quel") == len(new.lay_down(SORBIERS).kept)


def laid_down_and_silent(life: Life) -> None:
    """Untouched, the folder is sound and gives nothing; each workbook of figures is said to be blank."""
    told = life_new(life)
    assert told.count("Posé : ") == len(life.written())
    said = life.ctg("check", PLACE)
    assert "aucun problème dans le dossier" in said
    assert said.count(" : pas encore rempli.") == len(new.filled_on_site())
    found = life.dossier()
    assert held(found) == ()
    assert (found.cited, found.editions, found.actions, found.log.told) == (set(), set(), (), ())


def life_new(life: Life) -> str:
    """`ctg new` writes into an empty folder: nobody wrote anything yet."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", PLACE])
    assert not ended.value.code
    return life.capsys.readouterr().out


def prepared(life: Life) -> None:
    """Who prepares it, what is seen, what is at stake, and the places that exist."""
    life.uncomment("convention.yaml", "# signataires:\n#   - Commune\n#   - Caf")
    life.uncomment("convention.yaml", "# themes:\n#   - petite_enfance\n#   - jeunesse")
    members = (life.folder / "comite.yaml").read_text(encoding="utf-8")
    block = members[members.index("#  - id: elus") : members.index("#  - id: parents")]
    life.uncomment("comite.yaml", block, mark="#")
    goals = (life.folder / objectives.FILE).read_text(encoding="utf-8")
    start = goals.index("# enjeux:")
    agreement = goals.index("#     # Le jour où chaque côté l’a validé")
    after = goals.index("# objectifs:")
    life.uncomment(objectives.FILE, goals[start:agreement])
    life.uncomment(objectives.FILE, goals[after:])
    retyped(
        life.folder / objectives.FILE,
        {
            objectives.STATEMENT: "Que chaque jeune enfant ait une place.",
            objectives.PURPOSE: "Accueillir chaque jeune enfant",
            objectives.PURPOSE_WITHIN: "Ouvrir des places",
            "[pe_naiss_3ans]": "[pe_naiss_3ans, pe_loc_places]",
            "observations: [1, 4]": "observations: [2, 4]",
        },
    )
    life.rows("observations.xlsx", {observation_book.OBSERVED.sheet: OBSERVATIONS})
    offer(life, "offre_locale.xlsx", 2025, eaje=30)
    assert "4 observations" in life.ctg("check", PLACE)


def retyped(path: Path, words: Mapping[str, str]) -> None:
    """Other words in a text file, in place of some that stand there once."""
    text = path.read_text(encoding="utf-8")
    for before, after in words.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def the_figures_meet_what_is_observed(life: Life, told: str) -> None:
    """Each observation stands on the page beside its figures, with one of the four verdicts; the figures are kept."""
    assert "1 confirmée, 1 nuancée, 1 contredite et 1 non objectivable" in told
    assert "Le comité n’a encore rien décidé" in told
    assert "Que chaque jeune enfant ait une place." in told
    assert (life.folder / frozen.FOLDER / f"{D1}.csv").is_file()
    decided = {
        number: {"Verdict du comité": verdict, "Décidé le": day(2026, 12, 1), "Édition des chiffres": day(2026, 11, 24)}
        for number, verdict in VERDICTS.items()
    }
    book = openpyxl.load_workbook(life.folder / "observations.xlsx")
    sheet = book[observation_book.OBSERVED.sheet]
    columns = {folded(cell.value): cell.column for cell in sheet[1] if cell.value}
    for row in range(3, sheet.max_row + 1):
        for caption, value in decided.get(sheet.cell(row, columns[folded("Numéro")]).value, {}).items():
            sheet.cell(row, columns[folded(caption)], value)
    saved(book, life.folder / "observations.xlsx")
    life.ctg("check", PLACE)
    assert {one.number: str(one.verdict) for one in life.dossier().observations.seen} == VERDICTS


def agreed_too_early_then_for_good(life: Life) -> None:
    """A fiche to validate is sound; said to be validated before its time, it is refused for all that it lacks."""
    life.fiche("01_places.yaml", PLACES)
    life.fiche("03_parents.yaml", HALL)
    assert "2 fiches action" in life.ctg("check", PLACE)
    life.fiche("01_places.yaml", {**PLACES, "statut": "validée"})
    told = life.ctg("check", PLACE, code=REFUSED)
    assert [what for what in LACKING if what not in told] == []
    assert told.count("01_places.yaml") == len(LACKING)
    life.fiche("01_places.yaml", AGREED)
    life.fiche("02_permanence.yaml", OFFICE)
    life.uncomment(objectives.FILE, agreement_of(life))
    meetings = (life.folder / "comite.yaml").read_text(encoding="utf-8")
    start, end = meetings.index("#  - date: 2026-12-15"), meetings.index("# ── Ce que chaque côté")
    life.uncomment("comite.yaml", meetings[start:end].rstrip(), mark="#")
    start, end = meetings.index("#  20_petite_enfance:"), meetings.index("# ── Les communes semblables")
    life.uncomment("comite.yaml", meetings[start:end].rstrip(), mark="#")
    assert "1 réunion, 4 observations, 1 enjeu et 3 fiches action" in life.ctg("check", PLACE)


def agreement_of(life: Life) -> str:
    goals = (life.folder / objectives.FILE).read_text(encoding="utf-8")
    return goals[goals.index("#     # Le jour où chaque côté l’a validé") : goals.index("objectifs:")].rstrip()


def signed(life: Life) -> None:
    life.uncomment("convention.yaml", "# signature: 2026-12-15\n# debut: 2027-01-01")
    life.uncomment("convention.yaml", f"# edition: {D1}")
    life.ctg("check", PLACE)
    found = life.dossier()
    assert found.charter.fin == day(2030, 12, 31)
    assert found.editions == {day(2026, 11, 24)}
    assert {"pe_loc_places", "ad_ppa_pct", "pa_mono_pct"} <= found.cited


def the_first_review(life: Life) -> Path:
    """What is late, over its budget, or was not measured, is named."""
    life.rows("suivi.xlsx", FIRST_YEAR)
    life.ctg("check", PLACE)
    folder = life.published("bilan", PLACE, "--date", YEAR_1)
    told = page(folder)
    assert folder.name == f"{PLACE}-bilan-{YEAR_1}"
    assert "3 fiches action : 1 à valider, 1 engagée et 1 en cours" in told
    # The third fiche was to begin in September; the first milestone came after its day.
    assert "1 action pas encore engagée (fiche 3)" in told
    assert "1 étape faite après sa date (fiche 1)" in told
    assert "fait le 15 août 2027, 46 jours après" in told
    assert "dépassement à regarder (fiche 2)" in told
    assert "1 500 € de plus (6 500 € pour 5 000 € prévus)" in told
    assert "25 500 € dépensés, pour 25 000 € prévus jusqu’à 2027 compris" in told
    # What was taken is told with the way done; what was due and was not taken, with its day.
    assert "12 15 décembre 2027 30 40 %" in told
    assert "1 indicateur n’a pas été relevé à la date attendue (fiche 2)" in told
    assert "Démarches menées à terme 2. Tenir une permanence pour les démarches chaque semestre 31 juillet 2027" in told
    return folder


def the_second_review(life: Life) -> None:
    """A year later, beside the first; a figure of the local offer had been typed wrong."""
    life.rows("suivi.xlsx", SECOND_YEAR)
    offer(life, "offre_locale.xlsx", 2025, eaje=34)
    life.ctg("check", PLACE)
    folder = life.published("bilan", PLACE, "--date", YEAR_2)
    told = page(folder)
    assert folder.name == f"{PLACE}-bilan-{YEAR_2}"
    assert "1 en cours, 1 réalisée et 1 abandonnée" in told
    # The excess of the first year is still told; the milestone of this one came before its day.
    assert "1 étape faite après sa date (fiche 1). Budget : 34 500 € dépensés, pour 40 000 € prévus" in told
    assert "en 2027 : 1 500 € de plus (6 500 € pour 5 000 € prévus)" in told
    assert "33 1er septembre 2028 30 110 %" in told
    assert "140 30 juin 2028 300 47 %" in told


def what_changed_since_is_named(life: Life) -> None:
    """What was validated on the first figures says which are others today; the states are those of the log."""
    told = page(life.published("diagnostic", PLACE, "--date", D2))
    assert "1 confirmée, 1 nuancée, 1 contredite et 1 non objectivable. Décidé par le comité" in told
    assert "Abandonnées, non comptées plus haut : 3. Un lieu pour les parents (Aucun local ne convient)" in told
    assert "Signataires Commune et Caf" in told
    assert "en cours, année 3 sur 4" in told
    assert "L’enjeu E1 a été validé sur les chiffres du 24 novembre 2026" in told
    assert "107 → 111 (2025, chiffre corrigé depuis)" in told
    chapter = "Le chapitre « Petite enfance » a été validé sur les chiffres du 24 novembre 2026"
    assert f"{chapter}. Depuis, 5 chiffres ont changé." in told
    assert "ne sont pas conservés" not in told


def the_evaluation(life: Life) -> None:
    """From what was signed to what is found, next to other territories, and never why."""
    offer(life, "offre_locale_2029.xlsx", 2029, eaje=50)
    folder = life.published("evaluation", PLACE, "--date", D3)
    told = page(folder)
    assert [line for line in lines(folder) if causes(line)] == []
    assert told.count(plain(CAUTION)) == 2
    assert "0 familles (30 novembre 2026) 30 familles 33 familles (1er septembre 2028) Cible atteinte" in told
    assert "0 démarches (30 novembre 2026) 300 démarches 140 démarches (30 juin 2028) En chemin vers la cible" in told
    # What was signed stays where one started from, though it was corrected since.
    assert "107 (2025) 120 127 (2029) Cible atteinte La source a corrigé depuis le chiffre de départ" in told
    assert "111 en 2025 (corrigé depuis la signature), 127 en 2029, soit +14 %" in told
    assert "12,0 % (décembre 2022) — 11,7 % (décembre 2024) Sans cible" in told
    assert "on ne peut pas dire s’il change autrement qu’à Saint-Étienne Métropole (16,7 % puis 16,4 %)" in told
    assert "3 fiches : 1 « en cours », 1 « réalisée », 1 « abandonnée ». 1 fiche en retard." in told
    assert folder.name == f"{PLACE}-evaluation-{D3}"
