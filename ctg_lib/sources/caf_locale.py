"""What the Caf knows of a commune and publishes in no open file: `caf_locale.xlsx`, one sheet a table."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import local
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.local_early import INCOME, PERSONS, RESIDENCE
from ctg_lib.sources.local_forms import EXACT, ROUNDED, Book, Column, Form, Kind, Overlap, Question


def _households(
    caption: str,
    explains: str,
    example: int,
    variable: str,
    within: str = "",
    secrecy: str = PERSONS,
    *,
    public_above: bool = False,
) -> Column:
    return Column(
        caption,
        explains,
        Kind.COUNT,
        example,
        variable,
        secrecy=secrecy,
        within=within,
        public_above=public_above,
    )


RESOURCES = Form(
    "Part des prestations",
    "Une ligne par commune : les foyers dont les ressources viennent surtout des prestations. La Caf les compte parmi "
    "des foyers de référence (ni étudiants, ni 65 ans et plus, ressources connues) : donner aussi ce nombre.",
    (
        RESIDENCE,
        _households(
            "Foyers de référence",
            "Les foyers allocataires sur lesquels la part est calculée.",
            900,
            "FOYERS_REFERENCE",
            secrecy=INCOME,
        ),
        _households(
            "Prestations : 50 % et plus",
            "Ceux dont les prestations font au moins la moitié des ressources.",
            140,
            "FOYERS_DEPENDANTS_50",
            "Foyers de référence",
            INCOME,
        ),
        _households(
            "Prestations : 100 %",
            "Ceux qui n’ont pas d’autre ressource que les prestations.",
            75,
            "FOYERS_DEPENDANTS_100",
            "Prestations : 50 % et plus",
            INCOME,
        ),
    ),
)

BANDS = ("QF_MOINS_400", "QF_400_799", "QF_800_1199", "QF_1200_PLUS", "QF_INCONNU")
ALL_BANDS = "QF_TOUS"
QUOTIENT = Form(
    "Quotient familial",
    "Une ligne par commune : les foyers allocataires selon leur quotient familial. Les cinq colonnes font ensemble "
    "tous les foyers.",
    (
        RESIDENCE,
        *(
            _households(caption, f"Les foyers dont le quotient familial est {words}.", example, variable, "", INCOME)
            for variable, caption, words, example in zip(
                BANDS,
                ("QF de 0 à 399 €", "QF de 400 à 799 €", "QF de 800 à 1 199 €", "QF de 1 200 € et plus", "QF inconnu"),
                ("de 0 à 399 €", "de 400 à 799 €", "de 800 à 1 199 €", "de 1 200 € et plus", "inconnu"),
                (95, 160, 230, 610, 45),
                strict=True,
            )
        ),
    ),
    sums={ALL_BANDS: BANDS},
    public_sums=(BANDS,),
)

DISABILITY = Form(
    "Handicap",
    "Une ligne par commune. La Cnaf ne publie ces prestations à aucun niveau plus fin que l’intercommunalité.",
    (
        RESIDENCE,
        _households(
            "Bénéficiaires de l’AAH",
            "Les bénéficiaires de l’allocation aux adultes handicapés.",
            88,
            "AAH",
            public_above=True,
        ),
        _households(
            "Enfants ouvrant droit à l’AEEH",
            "Les enfants pour qui l’allocation d’éducation de l’enfant handicapé est versée.",
            27,
            "AEEH",
            public_above=True,
        ),
    ),
)

YOUTH = Form(
    "Jeunes de 18 à 24 ans",
    "Une ligne par commune : les foyers dont l’allocataire a de 18 à 24 ans.",
    (
        RESIDENCE,
        _households(
            "Prime d’activité ou aide au logement",
            "Ceux qui perçoivent l’une au moins des deux.",
            64,
            "JEUNES_PPA_OU_AL",
        ),
        _households(
            "dont prime d’activité",
            "Ceux qui perçoivent la prime d’activité.",
            41,
            "JEUNES_PPA",
            "Prime d’activité ou aide au logement",
        ),
        _households(
            "dont aide au logement",
            "Ceux qui perçoivent une aide au logement.",
            35,
            "JEUNES_AL",
            "Prime d’activité ou aide au logement",
        ),
    ),
    overlaps=(Overlap(("JEUNES_PPA", "JEUNES_AL"), "JEUNES_PPA_OU_AL"),),
)

CARE = Form(
    "Garde d’enfants (CMG)",
    "Une ligne par commune : les foyers qui reçoivent le complément de libre choix du mode de garde, selon le mode.",
    (
        RESIDENCE,
        _households("Assistante maternelle", "Les foyers qui emploient une assistante maternelle.", 120, "CMG_AM"),
        _households("Garde à domicile", "Les foyers qui emploient une garde à domicile.", 9, "CMG_DOMICILE"),
        _households("Micro-crèche ou entreprise", "Les foyers aidés par une structure.", 22, "CMG_STRUCTURE"),
    ),
    # The Cnaf publishes how many households receive it, whatever the mode.
    public_sums=(("CMG_AM", "CMG_DOMICILE", "CMG_STRUCTURE"),),
)

HOUSING = Form(
    "Logement",
    "Une ligne par commune : les difficultés de logement que la Caf connaît à la fin de l’année.",
    (
        RESIDENCE,
        _households("Impayés de loyer", "Les foyers aidés au logement dont un impayé est signalé.", 23, "IMPAYES"),
        _households("Logements non décents", "Les logements pour lesquels l’aide est retenue.", 6, "NON_DECENCE"),
    ),
)

BOOK = Book(
    source="caf_locale",
    cover="Fiche Caf",
    title="Chiffres de la Caf qui ne sont dans aucun fichier publié",
    about=(
        "La Caf y donne des effectifs par commune. Un effectif que la Caf ne peut pas communiquer s’écrit « s » : il "
        "est dit secret, et n’est pas pris pour un zéro."
    ),
    forms=(RESOURCES, QUOTIENT, DISABILITY, YOUTH, CARE, HOUSING),
    rounding=Question(
        "Les effectifs sont",
        "Ce que la Caf a fait des effectifs avant de les donner. Arrondis, ils sont lus avec leurs bornes.",
        (EXACT, ROUNDED),
    ),
    secret_codes=("s", "<5", "<11"),
)


def read(path: Path) -> list[Table]:
    """One table of communes, at the year that the first sheet states, as it was filled."""
    return [local.table(path, SOURCE)]


SOURCE = Source(
    id="caf_locale",
    title="Effectifs par commune fournis par la Caf (caf_locale.xlsx)",
    short="Caf, fichier local",
    producer="La Caf du département",
    licence="Donnée transmise dans le cadre de la convention, non publiée",
    page="docs/fichiers_locaux.md",
    levels=("commune",),
    headers={},
    read=read,
    schema=BOOK.schema,
    secrecy=local.secrecy(BOOK),
    caveat=(
        "Régime Caf seul (la MSA n’y est pas), photographie de décembre. Un foyer allocataire n’est ni un ménage ni "
        "une personne, et peut percevoir plusieurs prestations."
    ),
    lag="à demander à la Caf chaque année, une fois décembre traité",
    without_address="« ctg new » pose le classeur dans data/conventions/, la Caf le remplit.",
    reach={".*": local.REACH},
    workbook=(BOOK.cover,),
    book=BOOK,
)
