"""Chapter 40: young people, their studies and employment, and what is there for them."""

from __future__ import annotations

from ctg_lib import indicators, parameters
from ctg_lib.chapters import drawing, places, schools
from ctg_lib.chapters.chapter import Chapter, compared, known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.crossing import YOUTH, crossing
from ctg_lib.chapters.sentences import at_level, kept, say, shown
from ctg_lib.chapters.services_map import served
from ctg_lib.sources import local_services
from ctg_lib.territory import Level
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import listing, period, readable

SHARES = ("je_cho_1524", "je_dip_min", "je_sup")
SCHOOLED = ("je_scol_1517", "je_scol_1824")
OF_COLLEGES = ("je_ips_colleges", "je_ips_col")
ON_SITE = ("je_acc_jeunes", "je_acc_etp", "je_ml")
ALONE = ("je_autonomie",)
SECONDARY = {"college": "Collège", "lycee": "Lycée"}
SECTOR = {"statut": "Secteur"}


def _stay(diagnostic: Diagnostic) -> View | Block | None:
    if not schools.enough(diagnostic.own("je_20_24_100")):
        return None
    return drawing.gaps(diagnostic, ("je_20_24_100",), "Y a-t-il moins de 20-24 ans que de 15-19 ans ?")


def _shares(diagnostic: Diagnostic) -> View | Block | None:
    return drawing.gaps(diagnostic, SHARES, "Diplômes, et chômage des jeunes : comparaison")


def _outside(diagnostic: Diagnostic) -> Block | None:
    """The NEET rate and its history, where enough young people live there for a rate to mean anything."""
    if not _enough(diagnostic):
        return None
    table = compared(diagnostic, "Ni en emploi ni en formation, de 15 à 24 ans", ("je_neet",))
    chart = drawing.trend(
        diagnostic,
        ["je_neet"],
        ["15-24 ans"],
        "Les jeunes ni en emploi ni en formation",
        "Chaque point est la moyenne de cinq années d’enquête. Le producteur ne donne ni le nombre de jeunes ni la "
        "marge d’erreur.",
    )
    return Block.stack([table, *([Block(chart.html)] if chart else [])])


def _enough(diagnostic: Diagnostic, indicator: str = "je_neet", people: str = "je_15_24") -> bool:
    """These rates come without their count: those of that age in the newest census stand for it."""
    living = diagnostic.own(people)
    return (
        readable(diagnostic.own(indicator))
        and readable(living)
        and bool(living["value"] >= parameters.value("denominateur_minimal_part"))
    )


def without_verdict(diagnostic: Diagnostic, indicator: str, people: str, template: str, ending: str) -> str:
    """A rate published without its count, and those around it: how sure it is, nobody says.

    template holds `{value}`. people: who must be numerous enough for the rate to be told.
    """
    row = diagnostic.own(indicator)
    if not readable(row):
        return say(diagnostic, indicator, template)
    around = [at_level(diagnostic, indicator, level) for level in (Level.EPCI, Level.DEPARTEMENT, Level.REGION)]
    others = listing([one for one in around if one])
    when = text(period(row))
    if not _enough(diagnostic, indicator, people):
        label = text(indicators.indicator(indicator).label)
        here = f"trop peu de jeunes {text(diagnostic.territory.at_name)} pour que le chiffre ait un sens"
        return f"{label} ({when})\u00a0: {here}{f' ; {others}' if others else ''}."
    against = f", contre {others}" if others else ""
    return f"{template.format(value=shown(row))} ({when}){against}\u00a0; {ending}."


def _no_college(diagnostic: Diagnostic) -> bool:
    row = diagnostic.own("je_college")
    return readable(row) and row["value"] == 0


def _gap(diagnostic: Diagnostic) -> list[str]:
    college = diagnostic.own("je_college")
    return kept(
        say(diagnostic, "je_20_24_100", "Pour 100 jeunes de 15 à 19 ans, il y en a {value} de 20 à 24 ans")
        if schools.enough(diagnostic.own("je_20_24_100"))
        else None,
        say(diagnostic, "je_cho_1524", "Le chômage déclaré au recensement touche {value} des jeunes actifs"),
        without_verdict(
            diagnostic,
            "je_neet",
            "je_15_24",
            "De 15 à 24 ans, {value} des jeunes ne sont ni en emploi ni en formation",
            "ce chiffre est ancien, et sa marge d’erreur n’est pas publiée",
        ),
        f"Aucun collège n’est installé {text(diagnostic.territory.at_name)} ({text(period(college))})\u00a0: les "
        "collégiens vont dans une autre commune."
        if _no_college(diagnostic)
        else None,
        without_verdict(
            diagnostic,
            "je_licences",
            "en_5_14",
            "Il y a {value} licences sportives pour 100 enfants de moins de 15 ans",
            "un enfant peut en avoir plusieurs",
        ),
    )


def _questions(diagnostic: Diagnostic) -> list[str]:
    return kept(
        "Comment les collégiens et les lycéens vont-ils en cours, et que trouvent-ils sur place en rentrant ?"
        if _no_college(diagnostic)
        else None,
        "Où les jeunes de 11 à 17 ans peuvent-ils se retrouver, quels jours, et avec quels adultes ?",
        "Qui va vers les jeunes qui ne sont ni en emploi ni en formation, et combien en connaît la mission locale ?",
        "Des jeunes partent-ils après le lycée, et qu’est-ce qui les ferait revenir\u00a0: études, logement, "
        "transports, emploi ?",
    )


CHAPTER = Chapter(
    id="40_jeunesse",
    title="Jeunesse",
    needs=("je_15_24", "je_15_24_part", "je_15_19", *SHARES),
    services=("je_college", "je_college_km", "je_lycee_km"),
    others=("je_20_24_100", "je_neet", "je_licences", "en_5_14", "je_lycee", *SCHOOLED, *OF_COLLEGES, *ON_SITE, *ALONE),
    gap=_gap,
    questions=_questions,
    unknown=(
        "Les jeunes de 11 à 17 ans : le recensement chargé s’arrête aux tranches de cinq ans.",
        "Les accueils de jeunes, leurs heures et leurs animateurs : la commune, les associations et la Caf.",
        "Le collège et le lycée de secteur : le Département et le rectorat tiennent la carte scolaire, non chargée.",
        "Les jeunes suivis par la mission locale, et ceux que personne ne suit.",
        "La santé, les écrans, le harcèlement, les projets : les établissements et les jeunes eux-mêmes.",
    ),
    need_views=(
        _stay,
        _shares,
        _outside,
        known("L’école de 15 à 24 ans", SCHOOLED),
        known("Les jeunes qui vivent par eux-mêmes", ALONE),
    ),
    service_views=(
        served(("je_15_24_part",), "Où sont les collèges, les lycées, les lieux des jeunes ?", ("jeunesse",)),
        known("Les lycées", ("je_lycee",)),
        known("Accueils de jeunes et mission locale, recensés sur place", ON_SITE),
        places.on_site(local_services.YOUTH, "Les accueils de jeunes, d’après le recensement local"),
        places.listed("services_publics", "Les collèges et les lycées", kinds=SECONDARY, measures=SECTOR),
        known("Le sport en club avant 15 ans", ("je_licences",)),
        schools.indices("ips", schools.COLLEGES, "collège", "série depuis 2023", schools.MEANING),
        schools.indices(
            "ips_avant_2022",
            schools.COLLEGES,
            "collège",
            "série close",
            "Série close de l’IPS des collèges\u00a0: un écart avec la série d’aujourd’hui n’est pas une évolution.",
        ),
    ),
    gap_views=(crossing(YOUTH),),
    mapped=("je_15_24_part",),
)
