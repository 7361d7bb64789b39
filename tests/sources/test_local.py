"""The spreadsheets filled on site: what is declared, and what is made of a workbook that was filled."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ctg_lib import folders, parameters, sources
from ctg_lib.errors import UsageError
from ctg_lib.ingestion import ingest, read_all, recognise
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import protect
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources import local
from ctg_lib.sources.card import PLACE_COLUMNS, Chain, Source, Table
from ctg_lib.sources.local_early import EAJE, ESTABLISHMENTS, INCOME, MAM, PERSONS
from ctg_lib.sources.local_forms import (
    EXAMPLE,
    GUIDE,
    IN_PROGRESS,
    LISTS,
    NOT_BEGUN,
    ROUNDED,
    Book,
    Column,
    Form,
    Kind,
    folded,
)
from ctg_lib.store import Store
from tests.attacks.populations import manifest
from tests.sources.local_books import (
    CAF,
    CAF_LINES,
    GROUP,
    LETTERS,
    OFFER,
    OFFER_LINES,
    answers,
    filled,
    protected,
    saved,
    small_files,
)
from tests.sources.tables import EXTRACTS, figure, status

BOOKS = [OFFER, CAF]
each_book = pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.source)
FORMS = [form for book in BOOKS for form in book.forms]
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.sheet)
COLUMNS = [(form, column) for form in FORMS for column in form.columns]


def card(book: Book) -> Source:
    return sources.source(book.source)


def read(book: Book, folder: Path, lines: Any, said: dict[str, object] | None = None, spelling: str = GROUP) -> Table:
    path = saved(filled(book, lines, said, spelling), folder / f"{book.source}.xlsx")
    (table,) = recognise(path).read(path)
    return table


def reason(table: Table, commune: str, variable: str) -> str:
    flags = table.flags.set_index(["territory", "variable"])["detail"]
    return str(flags.get((commune, variable), ""))


# ── Declarations ────────────────────────────────────────────────────────────────────────────────────────────────────


@each_book
def test_sheets_can_be_told_apart_and_named_by_a_spreadsheet(book: Book) -> None:
    names = [book.cover, GUIDE, *(form.sheet for form in book.forms), LISTS]
    assert len({folded(name) for name in names}) == len(names)
    for name in names:
        assert len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")


@each_form
def test_columns_can_be_told_apart_and_say_what_is_expected(form: Form) -> None:
    captions = [folded(column.caption) for column in form.columns]
    assert len(set(captions)) == len(captions)
    assert form.columns[0].kind is Kind.COMMUNE
    assert form.about.endswith(".")
    for column in form.columns:
        assert column.explains.endswith(".")
        assert "'" not in column.caption + column.explains
        assert bool(column.choices) == (column.kind is Kind.CHOICE)
    assert form.lists == (form.of_kind(Kind.NAME) is not None)
    assert form.lists == bool(form.noun or form.of_kind(Kind.CHOICE))


@pytest.mark.parametrize(("form", "column"), COLUMNS, ids=lambda one: getattr(one, "caption", ""))
def test_a_column_serves_a_variable_an_establishment_or_a_filter(form: Form, column: Column) -> None:
    """What nobody reads is not asked."""
    filters = {caption for total in form.totals for caption in total.where}
    named = {total.of for total in form.totals}
    known = column.kind in (Kind.COMMUNE, Kind.NAME, Kind.LATITUDE, Kind.LONGITUDE, Kind.CHOICE)
    assert known or column.variable or column.measure or column.caption in named
    assert column.variable == "" or not form.lists
    assert filters <= {one.caption for one in form.columns if one.choices}


@each_form
def test_totals_count_known_values_of_known_columns(form: Form) -> None:
    for total in form.totals:
        assert total.of == "" or form.column(total.of).kind in (Kind.COUNT, Kind.AMOUNT)
        for caption, values in total.where.items():
            assert set(values) <= set(form.column(caption).choices)
    for total, parts in form.sums.items():
        assert {total, *parts} <= set(form.variables)
        assert total not in parts
    for parts in form.public_sums:
        assert set(parts) <= set(form.variables)
    for overlap in form.overlaps:
        assert {*overlap.parts, overlap.whole} <= set(form.variables)


@each_form
def test_the_example_is_one_that_the_reader_would_take(form: Form) -> None:
    """Parts within their whole, values of the list, numbers in their bounds: an example must not mislead."""
    values = {column.caption: column.example for column in form.columns}
    for column in form.columns:
        if column.kind in (Kind.COUNT, Kind.AMOUNT):
            assert isinstance(column.example, int | float)
            assert 0 <= column.example <= column.high
        if column.choices:
            assert column.example in column.choices
        if column.kind is Kind.DATE:
            assert isinstance(column.example, datetime.date)
        if column.within:
            whole = values[column.within]
            assert isinstance(whole, int | float)
            assert isinstance(column.example, int | float)
            assert column.example <= whole


def test_every_variable_is_filled_by_one_sheet_of_one_workbook() -> None:
    names = [name for book in BOOKS for name in book.variables]
    assert len(set(names)) == len(names)
    assert {
        "EAJE_PLACES", "EAJE_PSU_PLACES", "EAJE_HORS_PSU_PLACES", "MAM_PLACES", "AM_ACTIVES", "AM_PLACES_MOINS_3",
        "AM_55_PLUS", "RPE_ETP", "LAEP_HEURES", "PERISCOLAIRE_INSCRITS", "ACCUEIL_JEUNES_PLACES", "CS_NOMBRE",
        "CLAS_ENFANTS", "CCAS_AIDES", "DEMANDES_NON_SATISFAITES", "EAJE_HEURES_REALISEES", "EAJE_HEURES_THEORIQUES",
        "AAH", "AEEH", "JEUNES_PPA_OU_AL", "FOYERS_DEPENDANTS_50", "IMPAYES", "NON_DECENCE", "CMG_AM",
    } <= set(names)  # fmt: skip


def test_counts_of_persons_have_a_threshold_that_is_never_loosened() -> None:
    """Five, and eleven where the count speaks of income: a later version of the parameter may only be higher."""
    for version in parameters.dated("secret_local_personnes"):
        assert version.value >= 5
    for version in parameters.dated("secret_local_revenus"):
        assert version.value >= 11
    for version in parameters.dated("secret_etablissements_nombre"):
        assert version.value >= 3
    for version in parameters.dated("secret_etablissements_part"):
        assert version.value <= 0.85
    assert set(CAF.secrecy) == set(CAF.variables)
    assert set(CAF.secrecy.values()) == {PERSONS, INCOME}
    income = {name for name, rule in CAF.secrecy.items() if rule == INCOME}
    assert income == {name for name in CAF.variables if name.startswith(("QF_", "FOYERS_"))}
    assert {name for name, rule in OFFER.secrecy.items() if rule == ESTABLISHMENTS} == {"EAJE_HEURES_REALISEES"}
    persons = {"AM_55_PLUS", "DEMANDES_NON_SATISFAITES", "CLAS_ENFANTS", "CCAS_AIDES", "HANDICAP_REFUS", "CS_BENEVOLES"}
    assert persons <= {name for name, rule in OFFER.secrecy.items() if rule == PERSONS}
    assert not {"EAJE_PLACES", "AM_ACTIVES", "RPE_ETP", "REAAP_ACTIONS", "LOGEMENTS_N1"} & set(OFFER.secrecy)


def test_the_sum_of_the_bands_of_income_is_as_secret_as_each_of_them(caf: Table) -> None:
    assert CAF.secrecy["QF_TOUS"] == INCOME
    assert figure(caf, "01001", "QF_TOUS") == 90 + 150 + 220 + 500 + 40
    assert figure(caf, "01002", "QF_TOUS") == 7 + 25 + 30 + 60
    assert reason(caf, "01004", "QF_TOUS") == "non renseigné dans le classeur"


# ── A workbook that was filled ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def offer() -> Table:
    (table,) = card(OFFER).read(EXTRACTS / "offre_locale" / "fictif_offre_locale.xlsx")
    return table


@pytest.fixture(scope="module")
def caf() -> Table:
    (table,) = card(CAF).read(EXTRACTS / "caf_locale" / "fictif_caf_locale.xlsx")
    return table


def test_the_small_files_are_those_that_the_builder_writes(tmp_path: Path) -> None:
    """When a sheet changes: `python -m tests.sources.local_books`."""
    for name, file in small_files().items():
        assert saved(file, tmp_path / "neuf.xlsx").read_bytes() == (EXTRACTS.parents[1] / name).read_bytes(), name


def test_the_year_is_that_of_the_first_sheet_and_the_origin_too(offer: Table, caf: Table) -> None:
    assert (offer.vintage, offer.part, offer.origin) == ("2025", "lettres", "tableur d’essai")
    assert caf.vintage == "2025"


def test_establishments_are_added_up_by_commune(offer: Table) -> None:
    assert figure(offer, "01001", "EAJE_NOMBRE") == 2
    assert figure(offer, "01001", "EAJE_PLACES") == 30 + 12
    assert figure(offer, "01001", "EAJE_PSU_PLACES") == 30
    assert figure(offer, "01001", "EAJE_HORS_PSU_PLACES") == 12
    assert figure(offer, "01001", "MAM_PLACES") == 8
    assert figure(offer, "01002", "EAJE_PLACES") == 20
    assert figure(offer, "01001", "CS_NOMBRE") == 1
    assert figure(offer, "01002", "EVS_NOMBRE") == 1


def test_a_complete_inventory_makes_a_zero_of_what_is_not_there(offer: Table) -> None:
    assert figure(offer, "01008", "EAJE_PLACES") == 0
    assert status(offer, "01008", "EAJE_PLACES") == "published"


def test_a_blank_is_never_a_zero(offer: Table) -> None:
    assert np.isnan(figure(offer, "01004", "AM_55_PLUS"))
    assert status(offer, "01004", "AM_55_PLUS") == "missing"
    assert reason(offer, "01004", "AM_55_PLUS") == "non renseigné dans le classeur"
    assert reason(offer, "01008", "CCAS_AIDES") == "non renseigné dans le classeur"
    assert figure(offer, "01004", "DEMANDES_NON_SATISFAITES") == 0, "un zéro écrit est un zéro"


def test_a_sum_lacks_what_one_establishment_lacks(offer: Table) -> None:
    assert figure(offer, "01001", "EAJE_HEURES_REALISEES") == 45_000, "les heures d’une micro-crèche ne comptent pas"
    assert np.isnan(figure(offer, "01002", "EAJE_HEURES_REALISEES"))
    assert reason(offer, "01002", "EAJE_HEURES_REALISEES").endswith("non renseigné pour 1 ligne sur 1")


@pytest.mark.parametrize("state", [IN_PROGRESS, NOT_BEGUN])
def test_nothing_is_summed_before_the_inventory_is_complete(state: str, tmp_path: Path) -> None:
    label = OFFER.state(OFFER.forms[0]).label
    table = read(OFFER, tmp_path, OFFER_LINES, answers(OFFER, **{label: state}))
    assert np.isnan(figure(table, "01001", "EAJE_PLACES"))
    assert reason(table, "01008", "EAJE_PLACES") == (
        "recensement « EAJE et MAM » non terminé : une somme partielle serait fausse"
    )
    assert figure(table, "01001", "AM_ACTIVES") == 25, "les autres feuilles n’attendent pas"
    assert table.places is not None
    assert "Les Hirondelles" in set(table.places["name"]), "ce qui est trouvé est nommé"


def test_a_sheet_that_was_removed_says_nothing(tmp_path: Path) -> None:
    file = filled(OFFER, OFFER_LINES)
    file.remove(file["CCAS"])
    path = saved(file, tmp_path / "offre_locale.xlsx")
    (table,) = recognise(path).read(path)
    assert reason(table, "01001", "CCAS_AIDES") == "non renseigné dans le classeur"


def test_establishments_keep_their_kind_their_measures_and_their_place(offer: Table) -> None:
    places = offer.places
    assert places is not None
    assert list(places)[:6] == PLACE_COLUMNS
    assert places["id"].is_unique
    found = places.set_index("name").loc["Les Hirondelles"]
    assert (found["commune"], found["kind"], found["places"]) == ("01001", "Multi-accueil", 30)
    assert (found["latitude"], found["longitude"]) == (46.15, 4.92)
    assert np.isnan(places.set_index("name").loc["Le Nid", "latitude"]), "une adresse non donnée n’est pas devinée"
    assert {MAM, "Centre social", "Relais petite enfance", "Accueil de loisirs"} <= set(places["kind"])
    assert set(places["kind"]) & set(EAJE)


def test_the_caf_lists_no_establishment(caf: Table) -> None:
    assert caf.places is None


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (datetime.date(2027, 12, 31), "31/12/2027"),
        (datetime.datetime.fromisoformat("2027-01-02T10:00"), "02/01/2027"),
    ],
)
def test_a_date_is_kept_as_french_writes_it(end: object, shown: str, tmp_path: Path) -> None:
    file = filled(OFFER, OFFER_LINES)
    file["Centre social et EVS"]["D3"] = end
    path = saved(file, tmp_path / "offre_locale.xlsx")
    (table,) = recognise(path).read(path)
    assert table.places is not None
    assert table.places.set_index("name").loc["La Voyelle", "agrement"] == shown


# ── What is read in one way only is taken as it is ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "variable", "value"),
    [
        ("EAJE et MAM", "E3", "30", "EAJE_PSU_PLACES", 30),
        ("EAJE et MAM", "E3", 30.0, "EAJE_PSU_PLACES", 30),
        ("RPE", "C3", "1,5", "RPE_ETP", 1.5),
        ("CCAS", "B3", "  75 ", "CCAS_AIDES", 75),
        ("CCAS", "B3", "-0", "CCAS_AIDES", 0),
        ("EAJE et MAM", "A3", "01001 – Alpha", "EAJE_PSU_PLACES", 30),
        ("EAJE et MAM", "C3", "multi accueil", "EAJE_PSU_PLACES", 30),
        ("EAJE et MAM", "A1", "  COMMUNE ", "EAJE_PSU_PLACES", 30),
    ],
)
def test_what_a_hand_does_without_harm(
    sheet: str, cell: str, typed: object, variable: str, value: float, tmp_path: Path
) -> None:
    file = filled(OFFER, OFFER_LINES)
    file[sheet][cell] = typed
    path = saved(file, tmp_path / "offre_locale.xlsx")
    (table,) = recognise(path).read(path)
    assert figure(table, "01001", variable) == value


def test_a_title_above_an_empty_line_below_and_another_order_of_columns_change_nothing(
    tmp_path: Path, offer: Table
) -> None:
    file = filled(OFFER, OFFER_LINES)
    file["CCAS"].insert_rows(1, 2)
    file["CCAS"]["A1"] = "Centre communal d’action sociale"
    file["EAJE et MAM"].insert_rows(4, 3)
    minders = file["Assistantes maternelles"]
    for row in minders.iter_rows(min_col=2, max_col=3):
        row[0].value, row[1].value = row[1].value, row[0].value
    file["RPE"].delete_rows(2)
    file["Demandes non satisfaites"].title = "Demandes non satisfaites "
    file.create_sheet("Feuil1")
    path = saved(file, tmp_path / "2025 - recensement.xlsx")
    assert recognise(path).id == "offre_locale", "reconnu à sa première feuille"
    (table,) = recognise(path).read(path)
    assert table.values.equals(offer.values)
    assert table.flags.equals(offer.flags)


def test_an_example_left_whole_in_part_or_not_at_all_is_not_read(tmp_path: Path, offer: Table) -> None:
    file = filled(OFFER, OFFER_LINES)
    file["EAJE et MAM"]["F2"] = None
    file["RPE"]["A2"] = EXAMPLE.lower() + " :"
    path = saved(file, tmp_path / "offre_locale.xlsx")
    (table,) = recognise(path).read(path)
    assert table.values.equals(offer.values)


# ── Secrecy ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_table_says_that_nothing_hides_its_small_counts_yet(offer: Table, caf: Table) -> None:
    """What is written is read as it is, so that the total it adds up to is known; nothing shows such a table."""
    assert offer.unprotected
    assert caf.unprotected
    assert figure(offer, "01002", "DEMANDES_NON_SATISFAITES") == 4
    assert offer.contributions["01001", "EAJE_HEURES_REALISEES"] == (45_000,)
    assert offer.contributions["01002", "EAJE_HEURES_REALISEES"] == ()
    with pytest.raises(AssertionError, match="rien ne protège"):
        Store([]).with_tables([(offer, manifest(offer.source))]).read("offre_locale", "2025")


def test_small_counts_never_enter_the_table_that_is_shown(offer: Table, caf: Table) -> None:
    shown = {table.source: protected(table) for table in (offer, caf)}
    assert not any(table.unprotected or table.contributions for table in shown.values())
    for source, commune, variable in (
        ("offre_locale", "01002", "DEMANDES_NON_SATISFAITES"),
        ("offre_locale", "01001", "HANDICAP_REFUS"),
        ("offre_locale", "01002", "CS_BENEVOLES"),
        ("caf_locale", "01002", "AEEH"),
        ("caf_locale", "01002", "QF_MOINS_400"),
    ):
        assert np.isnan(figure(shown[source], commune, variable))
        assert status(shown[source], commune, variable) == "masked_here"
    assert figure(shown["offre_locale"], "01001", "EAJE_ENFANTS_HANDICAP") == 5
    assert figure(shown["offre_locale"], "01004", "AM_ACTIVES") == 3, "des professionnelles, non des usagers"


def test_the_hours_of_too_few_creches_are_hidden(offer: Table) -> None:
    assert status(protected(offer), "01001", "EAJE_HEURES_REALISEES") == "masked_here"
    assert "activité de moins de 3 établissements" in reason(protected(offer), "01001", "EAJE_HEURES_REALISEES")
    assert figure(protected(offer), "01008", "EAJE_HEURES_REALISEES") == 0, "sans crèche, personne n’est à protéger"


def test_a_part_that_leaves_few_out_of_its_whole_is_hidden(offer: Table) -> None:
    """118 of 120 pupils would tell of the 2 others."""
    shown = protected(offer)
    assert status(shown, "01002", "PERISCOLAIRE_INSCRITS") == "masked_here"
    assert "ne se déduise pas d’un total" in reason(shown, "01002", "PERISCOLAIRE_INSCRITS")
    assert figure(shown, "01002", "ELEVES_PREMIER_DEGRE") == 120
    assert figure(shown, "01001", "PERISCOLAIRE_INSCRITS") == 300


def test_what_a_known_sum_would_give_away_is_hidden_too(caf: Table) -> None:
    """The bands make all households, whose number is published: one alone is never hidden."""
    shown = protected(caf)
    assert status(shown, "01002", "QF_1200_PLUS") == "masked_here", "la tranche la moins utile"
    assert "ne se déduise pas d’un total" in reason(shown, "01002", "QF_1200_PLUS")
    assert figure(shown, "01002", "QF_400_799") == 25
    assert figure(shown, "01002", "QF_TOUS") == 122
    assert status(shown, "01001", "QF_400_799") == "published"


def test_what_the_caf_hides_is_secret_and_not_zero(caf: Table, tmp_path: Path) -> None:
    assert status(caf, "01002", "AAH") == "secret_at_source"
    lines = CAF_LINES | {"Handicap": [{"Commune": "01001", "Bénéficiaires de l’AAH": " < 5 "}]}
    table = read(CAF, tmp_path, lines)
    assert status(table, "01001", "AAH") == "secret_at_source"


def test_figures_rounded_by_the_caf_are_said_so_and_bounded(tmp_path: Path) -> None:
    assert CAF.rounding is not None
    lines = {"Handicap": [{"Commune": "01001", "Bénéficiaires de l’AAH": 65, "Enfants ouvrant droit à l’AEEH": 0}]}
    table = read(CAF, tmp_path, lines, answers(CAF, **{CAF.rounding.label: ROUNDED}))
    assert status(table, "01001", "AAH") == "rounded_by_source"
    assert status(table, "01001", "AEEH") == "rounded_by_source", "un zéro arrondi va de 0 à 2"
    assert card(CAF).reach == {".*": 2.0}


def test_two_hidden_bands_need_no_third(tmp_path: Path) -> None:
    bands = ("QF de 0 à 399 €", "QF de 400 à 799 €", "QF de 800 à 1 199 €", "QF de 1 200 € et plus", "QF inconnu")
    line = dict(zip(bands, (5, 6, 40, 50, 60), strict=True))
    shown = protected(read(CAF, tmp_path, {"Quotient familial": [{"Commune": "01001", **line}]}))
    told = ["QF_MOINS_400", "QF_400_799", "QF_800_1199", "QF_1200_PLUS", "QF_INCONNU"]
    assert [status(shown, "01001", name) == "masked_here" for name in told] == [True, True, False, False, False]


# ── Where the workbooks lie, and why they never enter the store ─────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the convention of an invented group."""
    reference = folders.reference()
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    (tmp_path / "reference").symlink_to(reference, target_is_directory=True)
    made = tmp_path / "conventions" / "lettres"
    made.mkdir(parents=True)
    return made


def test_the_workbooks_of_a_folder_are_found_by_name_or_by_their_first_sheet(folder: Path) -> None:
    saved(filled(OFFER, OFFER_LINES), folder / "offre_locale_2025.xlsx")
    saved(filled(CAF, CAF_LINES), folder / "chiffres de la Caf.xlsx")
    (folder / "caf_locale.ods").write_bytes(b"PK\x03\x04opendocument.spreadsheet")
    for name in ("~$offre_locale_2025.xlsx", ".~lock.offre_locale.xlsx#", "budget.ods", "LISEZMOI.txt"):
        (folder / name).write_bytes(b"x")
    saved(filled(OFFER, {}), folder / "offre_locale.xlsx")
    found = [path.name for path in local.workbooks("lettres")]
    assert found == ["caf_locale.ods", "chiffres de la Caf.xlsx", "offre_locale_2025.xlsx"]
    assert local.workbooks("ailleurs") == []


def test_a_workbook_is_read_as_collected_on_site_whoever_brings_it(tmp_path: Path) -> None:
    path = saved(filled(OFFER, OFFER_LINES), tmp_path / "offre_locale.xlsx")
    ((table, where),) = read_all([path], Store([]), chain=Chain.PRODUCER, date="2026-11-24")
    assert where.chain == Chain.LOCAL
    assert where.origin == "tableur d’essai"
    assert where.part == "lettres-01"
    (laid,) = protect([(table, where)], {}, Rules.ours(), Ledger.blank())
    store = Store([]).with_tables([laid])
    values, flags = store.read("offre_locale", "2025")
    assert values.loc[("commune", "01001"), "EAJE_PLACES"] == 42
    assert "DEMANDES_NON_SATISFAITES" in set(flags.loc[flags["status"] == "masked_here", "variable"])
    assert table.places is not None
    assert list(store.places("offre_locale", "2025")["name"]) == list(table.places["name"])


@each_book
def test_a_workbook_is_never_ingested_and_nothing_is_written(book: Book, tmp_path: Path) -> None:
    path = saved(filled(book, OFFER_LINES if book is OFFER else CAF_LINES), tmp_path / f"{book.source}.xlsx")
    store = Store([tmp_path / "store"])
    with pytest.raises(UsageError, match="ne s’enregistre pas dans la base") as caught:
        ingest([path], store, chain=Chain.LOCAL, date="2026-11-24")
    assert caught.value.exit_code == 2
    (problem,) = caught.value.problems
    assert problem.file == path.name
    assert "data/conventions/<code>/" in str(problem.remedy)
    assert not (tmp_path / "store").exists()


def test_a_workbook_among_other_files_keeps_them_all_out_of_the_store(tmp_path: Path) -> None:
    path = saved(filled(OFFER, OFFER_LINES), tmp_path / "offre_locale.xlsx")
    other = EXTRACTS / "bpe" / "bpe_2025_extrait.csv"
    with pytest.raises(UsageError, match="ne s’enregistre pas dans la base"):
        ingest([other, path], Store([tmp_path / "store"]), chain=Chain.PRODUCER, date="2026-11-24")
    assert not (tmp_path / "store").exists()


def test_a_year_to_come_is_read_for_whoever_sets_it_aside(tmp_path: Path) -> None:
    path = saved(filled(OFFER, OFFER_LINES), tmp_path / "offre_locale.xlsx")
    ((table, _),) = read_all([path], Store([]), chain=Chain.LOCAL, date="2024-12-31")
    assert table.vintage == "2025"


def test_the_workbooks_of_two_territories_stand_side_by_side(tmp_path: Path) -> None:
    paths = []
    for number, commune in enumerate(("01001", "01002")):
        lines = {"CCAS": [{"Commune": commune, "Aides accordées": 20 + number}]}
        paths.append(saved(filled(OFFER, lines, None, commune), tmp_path / f"offre_locale_{commune}.xlsx"))
    read = read_all(paths, Store([]), chain=Chain.LOCAL, date="2026-11-24")
    store = Store([]).with_tables(protect(read, {}, Rules.ours(), Ledger.blank()))
    values, _ = store.read("offre_locale", "2025", ["CCAS_AIDES"])
    assert values["CCAS_AIDES"].to_dict() == {("commune", "01001"): 20, ("commune", "01002"): 21}
    assert sorted(part.manifest.part for part in store.parts["offre_locale", "2025"]) == [
        "classeur-01001",
        "classeur-01002",
    ]
    assert set(LETTERS) > {"01001", "01002"}
