"""Six editions of an invented country in the format of Etalab's package: every name and figure here is fictitious.

Département 01: Alpha merges with Bravo (2023, which stays commune déléguée) and with Charlie (2025, which disappears);
Echo leaves Delta (2024); Foxtrot changes code with its seat (2022); Golf is outside any EPCI. One commune at Mayotte,
one in an overseas collectivity, one city with two arrondissements. Golf wrongly lists Bravo among its former codes, as
the real file does for 60455.
"""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

from ctg_lib.sources.decoupage_populations import EDITIONS, Edition

ALPHA, BRAVO, CHARLIE, DELTA, ECHO = "01001", "01002", "01003", "01004", "01005"
FOXTROT_BEFORE, FOXTROT, GOLF, CITY, MAYOTTE, COLLECTIVITY = "01006", "01007", "01008", "01055", "97601", "97501"
DISTRICTS = ("01381", "01382")
EPCI, EPCI_GONE = "200000001", "200000002"
NAMES = {
    ALPHA: "Alpha",
    BRAVO: "Bravo",
    CHARLIE: "Charlie",
    DELTA: "Delta",
    ECHO: "Écho",
    FOXTROT_BEFORE: "Foxtrot",
    FOXTROT: "Foxtrot",
    GOLF: "Golf",
    CITY: "Ville",
    MAYOTTE: "Île",
    COLLECTIVITY: "Atoll",
}
MAYOTTE_POPULATION = 5000


def persons(code: str, year: int) -> int:
    """Invented population of one original commune: different for each code and year."""
    if code == MAYOTTE:
        return MAYOTTE_POPULATION
    return 100 * int(code[-3:]) + (year - 2000)


def perimeters(cog: int) -> dict[str, list[str]]:
    """Communes of an edition → the original communes that they hold."""
    held = {code: [code] for code in (ALPHA, BRAVO, CHARLIE, DELTA, GOLF, CITY, MAYOTTE, COLLECTIVITY)}
    held[FOXTROT_BEFORE if cog < 2022 else FOXTROT] = [FOXTROT_BEFORE]
    if cog >= 2023:
        held[ALPHA] += held.pop(BRAVO)
    if cog >= 2025:
        held[ALPHA] += held.pop(CHARLIE)
    held[DELTA] = [DELTA, ECHO] if cog < 2024 else [DELTA]
    if cog >= 2024:
        held[ECHO] = [ECHO]
    return held


def place(code: str) -> dict[str, str]:
    """Département, région and zone of a code."""
    if code == MAYOTTE:
        return {"departement": "976", "region": "06", "zone": "drom"}
    if code == COLLECTIVITY:
        return {"departement": "975", "region": "975", "zone": "com"}
    return {"departement": "01", "region": "84", "zone": "metro"}


def package(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """The four files of one edition. In 3.1.1, communes.json has Alpha without Bravo, as the real one has."""
    cog, held = edition.cog, perimeters(edition.cog)
    former = {ALPHA: [CHARLIE] * (cog >= 2025), GOLF: [BRAVO] * (cog >= 2023), FOXTROT: [FOXTROT_BEFORE]}
    rows: list[dict[str, Any]] = []
    for code, parts in held.items():
        stale = [ALPHA] if edition.version == "3.1.1" and code == ALPHA else parts
        row: dict[str, Any] = {"code": code, "nom": NAMES[code], "type": "commune-actuelle", **place(code)}
        row["population"] = sum(persons(part, edition.communes_year) for part in stale)
        if place(code)["zone"] != "com":
            row["typeLiaison"] = 1 if NAMES[code][0] in "AEÉÎ" else 0
        if former.get(code):
            row["anciensCodes"] = former[code]
        rows.append(row)
    if cog >= 2023:
        rows.append({"code": BRAVO, "nom": "Bravo", "type": "commune-deleguee", "chefLieu": ALPHA, "typeLiaison": 0})
        rows.append({"code": ALPHA, "nom": "Vieil-Alpha", "type": "commune-deleguee", "chefLieu": ALPHA})
    if cog < 2024:
        rows.append({"code": ECHO, "nom": "Écho", "type": "commune-deleguee", "chefLieu": DELTA, "typeLiaison": 1})
    rows += [
        {"code": code, "nom": f"Ville {rank}e", "type": "arrondissement-municipal", "commune": CITY, "typeLiaison": 0}
        for rank, code in enumerate(DISTRICTS, start=1)
    ]
    groups = [{"code": EPCI, "nom": "CC des  Lettres", "type": "CC", "membres": _members(edition, held)}]
    if cog == 2021:
        groups.append({"code": EPCI_GONE, "nom": "CC d'Antan", "type": "CC", "membres": []})
    return {"communes": rows, "epci": groups, "departements": _departements(), "regions": _regions()}


def _members(edition: Edition, held: dict[str, list[str]]) -> list[dict[str, Any]]:
    members = []
    for code, parts in held.items():
        if code in (GOLF, COLLECTIVITY):
            continue
        count = sum(persons(part, edition.epci_year) for part in parts)
        members.append({"code": code, "populationMunicipale": count, "populationTotale": count + 7})
    return members


def _departements() -> list[dict[str, Any]]:
    return [
        {"code": "01", "nom": "Ain", "region": "84", "chefLieu": ALPHA, "typeLiaison": 5, "zone": "metro"},
        {"code": "976", "nom": "Mayotte", "region": "06", "chefLieu": MAYOTTE, "typeLiaison": 0, "zone": "drom"},
        {"code": "975", "nom": "Atolls", "region": "975", "chefLieu": COLLECTIVITY, "typeLiaison": 4, "zone": "com"},
    ]


def _regions() -> list[dict[str, Any]]:
    return [
        {"code": "84", "nom": "Grande Région", "chefLieu": ALPHA, "typeLiaison": 3, "zone": "metro"},
        {"code": "06", "nom": "Mayotte", "chefLieu": MAYOTTE, "typeLiaison": 0, "zone": "drom"},
        {"code": "975", "nom": "Atolls", "chefLieu": COLLECTIVITY, "typeLiaison": 4, "zone": "com"},
    ]


def archive(path: Path, files: dict[str, Any]) -> None:
    """A .tgz of some files under package/data/; a value that is not bytes is written as JSON."""
    with tarfile.open(path, "w:gz") as bundle:
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            entry = tarfile.TarInfo(f"package/data/{name}.json")
            entry.size = len(raw)
            bundle.addfile(entry, io.BytesIO(raw))


def write_archives(folder: Path) -> Path:
    """The six archives of the invented country."""
    folder.mkdir(parents=True, exist_ok=True)
    for edition in EDITIONS:
        archive(folder / edition.archive, package(edition))
    return folder
