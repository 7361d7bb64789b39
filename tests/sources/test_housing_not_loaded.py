"""Three sources of housing whose files are not at hand: small fictitious files in their true format."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources import dpe, lovac, rpls
from ctg_lib.sources.card import Source
from tests.sources.tables import altered, figure, one, read, status

VACANT = "lovac/fictif_lovac_communes_2026.csv"
SOCIAL = "rpls/fictif_data_RPLS2024_COM.csv"
CERTIFICATES = "dpe/fictif_dpe03existant.csv"


def test_an_edition_describes_the_january_of_the_year_before(extracts: Path) -> None:
    tables = read(lovac.SOURCE, extracts / VACANT)
    assert [vintage for vintage, _ in tables] == ["2024-01", "2025-01"]
    newest = tables["2025-01", "communes"]
    columns = ("pp_vacant", "pp_vacant_plus_2ans", "ff_pp_total")
    assert [figure(newest, "01001", name) for name in columns] == [80, 30, 1000]
    assert figure(tables["2024-01", "communes"], "01001", "ff_pp_total") == 990


def test_the_older_name_of_the_stock(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / VACANT, tmp_path, lambda text: text.replace("ff_pp_total", "pp_total"))
    assert recognise(path).id == "lovac"
    assert figure(read(lovac.SOURCE, path)["2025-01", "communes"], "01004", "ff_pp_total") == 14_000


def test_secrecy_of_small_numbers_of_vacant_dwellings(extracts: Path) -> None:
    table = read(lovac.SOURCE, extracts / VACANT)["2025-01", "communes"]
    assert status(table, "01002", "pp_vacant_plus_2ans") == "secret_at_source"
    assert figure(table, "01002", "ff_pp_total") == 150


def test_social_dwellings_and_the_rows_under_secrecy(extracts: Path) -> None:
    table = one(rpls.SOURCE, extracts / SOCIAL)
    assert (table.vintage, table.part) == ("2024-01", "communes")
    assert figure(table, "01001", "medLoy") == 5.98
    assert figure(table, "01002", "nbLsPls") == 8
    assert status(table, "01002", "txVac") == "secret_at_source"


def test_arrondissements_stand_beside_their_commune(extracts: Path, tmp_path: Path) -> None:
    row = "{};0;10;1;1,0;1,0;1,0;1,0;6,0;6,0\n"
    path = altered(extracts / SOCIAL, tmp_path, lambda text: text + row.format("75056") + row.format("75101"))
    table = one(rpls.SOURCE, path)
    assert ("commune", "75101") not in table.values.index
    assert "1 ligne d’arrondissements, déjà comptés dans leur commune" in table.ignored


def test_certificates_are_counted_by_class(extracts: Path) -> None:
    table = one(dpe.SOURCE, extracts / CERTIFICATES)
    assert (table.vintage, table.part) == ("2026-09", "diagnostics")
    assert [figure(table, "01001", f"etiquette_{letter}") for letter in "ABCDEFG"] == [0, 0, 1, 1, 0, 1, 1]
    assert table.ignored == ("1 diagnostic d’immeubles entiers", "1 diagnostic sans commune")


@pytest.mark.parametrize(
    ("card", "name", "old", "new", "told"),
    [
        (lovac.SOURCE, VACANT, "01001;Alpha;80", "01001;Alpha;80.5", "n’est pas un nombre entier de logements"),
        (lovac.SOURCE, VACANT, "01001;", "01004;", "ligne en double pour 01004"),
        (lovac.SOURCE, VACANT, "CODGEO_26", "CODE", "la colonne des codes (CODGEO_26…)"),
        (rpls.SOURCE, SOCIAL, ";3,5;", ";350;", "dépasse le maximum possible (100)"),
        (rpls.SOURCE, SOCIAL, "01001;0", "1001;0", "le zéro initial a été perdu"),
        (rpls.SOURCE, SOCIAL, "01001;0", "01001;2", "n’est pas de la forme 0 ou 1"),
        (dpe.SOURCE, CERTIFICATES, '"D","C"', '"H","C"', "n’est pas de la forme une lettre de A à G"),
        (dpe.SOURCE, CERTIFICATES, "0000002B", "0000001A", "ligne en double pour 2601E0000001A"),
        (dpe.SOURCE, CERTIFICATES, "2026-08-30", "30/08/2026", "n’est pas de la forme AAAA-MM-JJ"),
    ],
)
def test_what_is_refused(
    extracts: Path, tmp_path: Path, card: Source, name: str, old: str, new: str, told: str
) -> None:
    path = altered(extracts / name, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        card.read(path)
    assert told in str(caught.value)


def test_a_directory_of_social_housing_without_its_year_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "parc_social.csv"
    shutil.copy(extracts / SOCIAL, path)
    with pytest.raises(InputError, match="l’année n’est pas dans le nom du fichier"):
        rpls.SOURCE.read(path)


def test_certificates_of_no_commune_are_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / CERTIFICATES, tmp_path, lambda text: text.replace("01001", "").replace("01002", ""))
    with pytest.raises(InputError, match="aucun diagnostic de logement rattaché à une commune"):
        dpe.SOURCE.read(path)
