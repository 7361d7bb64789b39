"""Young children by the employment of their parents: who needs to have them looked after, and who is at home.

Two tables of the census, with other ages, that nothing compares: `rp_familles_age` (under 2, 2 to 5; since 2023) and
`rp_td_fam6` (under 3, 3 to 5; before).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctg_lib.indicators.declaration import Indicator, Input, Polarity, Precision, Role, ratio, total
from ctg_lib.sources import rp_familles_age, rp_td_fam6

CODES = "Sens des codes à vérifier dans la nomenclature de l’Insee."
QUARTER = "Un questionnaire sur quatre sous 10 000 habitants : large intervalle."


@dataclass(frozen=True)
class _Children:
    """The children of one age in one of the two tables, by the situation of their parents."""

    source: str
    all_employed: tuple[str, ...]
    none_employed: tuple[str, ...]
    single: tuple[str, ...]
    everyone: tuple[str, ...]
    theme: str
    caveat: str

    def count(self, identifier: str, columns: tuple[str, ...], label: str, question: str) -> Indicator:
        """How many live in a situation."""
        return total(
            identifier,
            Input(self.source, columns),
            label=label,
            question=question,
            theme=self.theme,
            role=Role.NEED,
            unit="enfants",
            reference="Insee, recensement, exploitation complémentaire",
            precision=Precision.CENSUS,
            polarity=Polarity.MORE_NEED,
            caveat=f"{QUARTER} {self.caveat}",
        )

    def share(self, identifier: str, columns: tuple[str, ...], label: str, question: str) -> Indicator:
        """Their share among the children of that age."""
        return ratio(
            identifier,
            Input(self.source, columns),
            Input(self.source, self.everyone),
            label=label,
            question=question,
            theme=self.theme,
            role=Role.NEED,
            unit="part",
            reference="Insee, recensement, exploitation complémentaire",
            precision=Precision.QUARTER,
            polarity=Polarity.MORE_NEED,
            caveat=self.caveat,
        )


def _since_2023(age: str, theme: str) -> _Children:
    of = rp_familles_age.of
    return _Children(
        "rp_familles_age",
        of(age, "A111", "A121", "A221"),
        of(age, "A112", "A122", "A224"),
        of(age, "A111", "A112", "A121", "A122"),
        of(age),
        theme,
        CODES,
    )


def _before(age: str, theme: str) -> _Children:
    of = rp_td_fam6.of
    caveat = f"Ancien tableau : aucune évolution vers celui de 2023, qui a d’autres âges. {CODES}"
    return _Children(
        "rp_td_fam6",
        of(age, "11", "21", "41"),
        of(age, "12", "22", "44"),
        of(age, "11", "12", "21", "22"),
        of(age),
        theme,
        caveat,
    )


_youngest = _since_2023("Y_LT2", "petite_enfance")
_youngest.count(
    "pe_all_emp",
    _youngest.all_employed,
    "Enfants de moins de 2 ans dont tous les parents présents travaillent",
    "Combien de tout-petits à faire garder ?",
)
_youngest.share(
    "pe_all_emp_pct",
    _youngest.all_employed,
    "Part des moins de 2 ans dont tous les parents présents travaillent",
    "La plupart des tout-petits sont-ils à faire garder ?",
)
_youngest.share(
    "pe_no_emp_pct",
    _youngest.none_employed,
    "Part des moins de 2 ans dont aucun parent ne travaille",
    "Combien de tout-petits dans une famille sans emploi ?",
)
_youngest.share(
    "pe_mono_pct",
    _youngest.single,
    "Part des moins de 2 ans qui vivent avec un seul parent",
    "Combien de tout-petits avec un parent seul ?",
)

# How many of them have parents who all work stands with the needs of that age (`enfance`).
_nursery = _since_2023("Y2T5", "enfance")
_nursery.share(
    "en_mono_pct",
    _nursery.single,
    "Part des 2-5 ans qui vivent avec un seul parent",
    "Combien de jeunes enfants avec un parent seul ?",
)

_under_three = _before("00", "petite_enfance")
_under_three.count(
    "pe_all_emp_ancien",
    _under_three.all_employed,
    "Enfants de moins de 3 ans dont tous les parents présents travaillent (ancien tableau)",
    "Combien de moins de trois ans étaient à faire garder ?",
)
_under_three.share(
    "pe_all_emp_pct_ancien",
    _under_three.all_employed,
    "Part des moins de 3 ans dont tous les parents présents travaillent (ancien tableau)",
    "La plupart des moins de trois ans étaient-ils à faire garder ?",
)
_under_three.share(
    "pe_no_emp_pct_ancien",
    _under_three.none_employed,
    "Part des moins de 3 ans dont aucun parent ne travaille (ancien tableau)",
    "Combien de moins de trois ans étaient dans une famille sans emploi ?",
)

_three_to_five = _before("03", "enfance")
_three_to_five.count(
    "en_fam_act_ancien",
    _three_to_five.all_employed,
    "Enfants de 3 à 5 ans dont tous les parents présents travaillent (ancien tableau)",
    "Combien d’enfants étaient à accueillir autour de l’école maternelle ?",
)
