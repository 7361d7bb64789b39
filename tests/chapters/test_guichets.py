"""Where rights are asked for and care is given: what the chapters say of the lists, and what they do not say."""

from __future__ import annotations

import re

import pytest

from ctg_lib import folders
from ctg_lib.chapters import enfance, guichets, opened, sante
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.ingestion import ingest
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.sources.tables import EXTRACTS

LISTS = (
    "france_services/liste-fs-20240801_extrait.csv",
    "services_publics/services_2026-10-09_extrait.csv",
    "apl/drees_apl_extrait.csv",
    "apl/drees_apl_generalistes_2022-2024_moyennes_calculees.csv",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The embedded sample, and the small real files of the lists before it."""
    root = tmp_path_factory.mktemp("listes")
    ingest([EXTRACTS / name for name in LISTS], Store([root]), chain=Chain.REPUBLISHED, date="2026-11-24")
    return Shelf(Store([root, folders.PROJECT / "data" / "sample"]))


@pytest.fixture(scope="module")
def around(shelf: Shelf) -> dict[str, Diagnostic]:
    """A diagnostic a place, for all the chapters opened there."""
    return {code: seen(shelf, code) for code in ("42302", "42218", "42045", "42084", "244200770")}


def seen(shelf: Shelf, code: str) -> Diagnostic:
    return Diagnostic(Territory.of(code), "2026-11-24", shelf)


def plain(sentences: list[str]) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(sentences))


def test_sorbiers_has_no_office_and_a_bus_that_names_it(shelf: Shelf) -> None:
    told = plain(guichets.told(seen(shelf, "42302")))
    assert "Aucune France services n’est installée à Sorbiers (août 2024, puis octobre 2026)." in told
    assert "un bus dessert Sorbiers\u00a0: Bus France services UDAF de la Loire Sud, sans jour ni heure." in told
    assert "L’annuaire de l’administration (octobre 2026) ne dit pas quelles communes un bus dessert" in told


def test_the_bus_stands_in_the_list_with_its_comment(shelf: Shelf) -> None:
    block = guichets.france_services(seen(shelf, "42302"))
    assert block is not None
    assert "bus qui dit desservir la commune" in block.html
    assert "Sorbiers, St Etienne quartier Tarentaize" in block.html
    assert "'" not in block.html.replace("&#x27;", "")


def test_where_there_is_an_office_nothing_is_said_to_lack(shelf: Shelf) -> None:
    assert guichets.offices(seen(shelf, "42218")) is None
    assert guichets.buses(seen(shelf, "42218")) is None


def test_without_the_lists_nothing_is_said() -> None:
    alone = Diagnostic(Territory.of("42302"), "2026-11-24", Shelf(Store([EXTRACTS / "aucun"])))
    assert guichets.told(alone) == []
    assert guichets.france_services(alone) is None


def test_no_question_is_asked_of_a_leisure_centre_that_is_not_there(shelf: Shelf) -> None:
    assert enfance.ELSEWHERE in enfance.CHAPTER.questions(seen(shelf, "42089"))
    assert enfance.CENTRES in enfance.CHAPTER.questions(seen(shelf, "42302"))


def test_sorbiers_and_its_doctors(shelf: Shelf) -> None:
    told = plain(sante.CHAPTER.gap(seen(shelf, "42302")))
    assert "en consultations accessibles par an et par habitant, est de 2,9 (2024), contre 3,5 dans la Loire" in told
    assert "C’est au-dessus de 2,5" in told
    assert "(seuil à vérifier)" in told
    assert "3,2 en 2022, 2,9 en 2024" in told
    assert "la Drees n’en publie pas" in told
    assert "Ce rapport ne compte que ceux d’ici\u00a0; l’accès compte aussi ceux des communes voisines" in told
    assert (
        "Sans les médecins de plus de 65 ans, ici et dans les communes voisines, cet accès serait de 2,7 (2024)."
        in told
    )
    assert "sages-femmes, maisons de santé pluridisciplinaires et laboratoires d’analyses médicales." in told


def test_a_commune_that_changed_perimeter_has_no_trend_and_no_doctor_to_share(shelf: Shelf) -> None:
    told = plain(sante.CHAPTER.gap(seen(shelf, "42084")))
    assert "Ce n’est pas au-dessus de 2,5" in told
    assert "Au fil des éditions" not in told
    assert "Aucun médecin, aucune pharmacie" in told
    assert "habitants pour un généraliste" not in told


@pytest.mark.parametrize("code", ["42302", "42218", "42045", "42084", "244200770"])
@pytest.mark.parametrize("chapter", ["55_vie_sociale", "60_acces_droits", "78_sante"])
def test_every_part_opens_anywhere(around: dict[str, Diagnostic], code: str, chapter: str) -> None:
    page = opened(chapter, around[code])
    for part in (page.needs, page.services, page.gap, page.unknown, page.questions):
        assert part().html
