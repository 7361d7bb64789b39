"""The passage between the code lists of the BPE: the types that count a facility in each vintage, and what is followed.

Declared once in `bpe_passage.yaml`. Insee says that two vintages of the base are not directly comparable: a facility is
followed, with a reserve, only inside a run of vintages that the table declares; everything else is refused.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ctg_lib.errors import UsageError
from ctg_lib.vintage import ALLOWED, Comparison, Verdict

_CODE = r"[A-G][0-9]{3}"
_YEAR = r"20[0-9]{2}"
_RESERVE = "l’Insee déconseille de comparer directement deux millésimes de la base"


class Facility(BaseModel):
    """One facility across vintages; the keys are French because whoever knows the base keeps the table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"[a-z0-9_]+")
    nom: str = Field(min_length=3)
    codes: dict[str, tuple[str, ...]]
    suivi: tuple[tuple[str, ...], ...]
    raison: str = Field(min_length=20)
    source: str = Field(min_length=5)
    verifie: bool
    relu_le: datetime.date

    @model_validator(mode="after")
    def _consistent(self) -> Facility:
        followed = [vintage for run in self.suivi for vintage in run]
        if len(followed) != len(set(followed)) or not set(followed) <= set(self.codes):
            raise ValueError(f"« {self.id} » : « suivi » nomme un millésime deux fois, ou un qui n’a pas de codes")
        return self

    @property
    def told(self) -> str:
        return self.raison if self.verifie else f"{self.raison} (à vérifier)"


@cache
def every() -> dict[str, Facility]:
    """The facilities declared, by id, in the order of the file."""
    path = Path(__file__).with_suffix(".yaml")
    found = [Facility(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return {one.id: one for one in found}


def facility(identifier: str) -> Facility:
    """One facility; UsageError names those that the table has."""
    if identifier not in every():
        known = ", ".join(every())
        raise UsageError(f"L’équipement « {identifier} » n’est pas dans la table de passage. Connus : {known}.")
    return every()[identifier]


def compare(identifier: str, before: str, after: str) -> Comparison:
    """Whether the counts of a facility in two vintages may be set side by side; the order does not matter."""
    one = facility(identifier)
    if before == after:
        return ALLOWED
    unknown = [vintage for vintage in (before, after) if vintage not in one.codes]
    if unknown:
        reason = f"la table de passage ne dit pas comment cet équipement est compté en {' ni en '.join(unknown)}"
        return Comparison(Verdict.REFUSED, reason)
    if any({before, after} <= set(run) for run in one.suivi):
        return Comparison(Verdict.WARNED, f"{_RESERVE} ; ici, {one.told}")
    return Comparison(Verdict.REFUSED, one.told)


def counted(identifier: str, vintage: str, values: pd.DataFrame) -> pd.Series:
    """How many of a facility in each row of a table of that vintage; UsageError when it has not all the types.

    values: as the reader of the BPE gives them, one column a type.
    """
    one = facility(identifier)
    codes = one.codes.get(vintage, ())
    missing = [code for code in codes if code not in values]
    if not codes or missing:
        what = f"les types {', '.join(missing)} manquent" if codes else "le millésime n’est pas dans la table"
        raise UsageError(f"« {one.nom} » ne se compte pas en {vintage} : {what}.")
    return values[list(codes)].sum(axis=1, skipna=False)
