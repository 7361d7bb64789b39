from __future__ import annotations

import pytest

from ctg_lib import articles
from ctg_lib.territory import Territory


@pytest.mark.parametrize(
    ("code", "of_name", "at_name"),
    [
        ("42302", "de Sorbiers", "à Sorbiers"),
        ("42001", "d’Aboën", "à Aboën"),
        ("42017", "du Bessat", "au Bessat"),
        ("42158", "des Noës", "aux Noës"),
        ("42183", "de La Ricamarie", "à La Ricamarie"),
        ("42092", "de L’Étrat", "à L’Étrat"),
        ("60703", "des Marais", "aux Marais"),
        ("66104", "de Los Masos", "à Los Masos"),
        ("98735", "de Papeete", "à Papeete"),  # no kind of link in the collectivities: told from the first letter
        ("98711", "d’Anaa", "à Anaa"),
        ("42", "de la Loire", "dans la Loire"),
        ("69", "du Rhône", "dans le Rhône"),
        ("01", "de l’Ain", "dans l’Ain"),
        ("05", "des Hautes-Alpes", "dans les Hautes-Alpes"),
        ("71", "de Saône-et-Loire", "en Saône-et-Loire"),
        ("28", "d’Eure-et-Loir", "en Eure-et-Loir"),
        ("75", "de Paris", "à Paris"),
        ("2A", "de la Corse-du-Sud", "en Corse-du-Sud"),
        ("971", "de la Guadeloupe", "en Guadeloupe"),
        ("974", "de La Réunion", "à La Réunion"),
        ("976", "de Mayotte", "à Mayotte"),
        ("244200770", "de Saint-Étienne Métropole", "à Saint-Étienne Métropole"),
        ("200066587", "de la CC des Monts du Lyonnais", "dans la CC des Monts du Lyonnais"),
        ("244500468", "d’Orléans Métropole", "à Orléans Métropole"),
        ("246700488", "de l’Eurométropole de Strasbourg", "dans l’Eurométropole de Strasbourg"),
        ("200046977", "de la Métropole de Lyon", "dans la Métropole de Lyon"),
        ("FR", "de la France", "en France"),
    ],
)
def test_each_kind_of_name_in_a_sentence(code: str, of_name: str, at_name: str) -> None:
    place = Territory.of(code)
    assert (place.of_name, place.at_name) == (of_name, at_name)


@pytest.mark.parametrize(
    ("code", "of_name", "at_name"),
    [
        ("84", "d’Auvergne-Rhône-Alpes", "en Auvergne-Rhône-Alpes"),
        ("32", "des Hauts-de-France", "dans les Hauts-de-France"),
        ("44", "du Grand Est", "dans le Grand Est"),
        ("75", "de la Nouvelle-Aquitaine", "en Nouvelle-Aquitaine"),
        ("94", "de Corse", "en Corse"),
        ("04", "de La Réunion", "à La Réunion"),
    ],
)
def test_regions_in_a_sentence(code: str, of_name: str, at_name: str) -> None:
    place = Territory.region(code)
    assert (place.of_name, place.at_name) == (of_name, at_name)


def test_every_territory_has_its_words_and_no_typewriter_mark() -> None:
    france = Territory.of("FR")
    departements = {one.parents()[-3] for one in france.members()[::40]}
    for place in [*france.members()[::40], *departements]:
        for words in (place.name, place.of_name, place.at_name):
            assert words == words.strip()
            assert not {"'", '"'} & set(words)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("CA de Blois ''Agglopolys''", "CA de Blois «\u00a0Agglopolys\u00a0»"),
        ('CA "Saintes - Grandes Rives - L\'Agglo"', "CA «\u00a0Saintes - Grandes Rives - L’Agglo\u00a0»"),
        ("L'Étrat", "L’Étrat"),
    ],
)
def test_published_marks_become_typographic(published: str, shown: str) -> None:
    assert articles.typographic(published) == shown
