"""Forty ways for a file to be wrong: each one error that lists every problem, in French, and a store left untouched."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ctg_lib.errors import CtgError, InputError
from ctg_lib.ingestion import ingest
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.sources.tables import EXTRACTS

CC = "filosofi/cc_filosofi_2021_COM.csv"
RP = "rp/dossier_complet_extrait.csv"
AGES = "rp_ages/rp2023_ages_extrait.csv"
BIRTHS = "etat_civil/etat_civil_extrait.csv"
CAF = "caf_communes/s_ben_com_f_extrait.csv"
EPCI = "couverture_petite_enfance/txcouv_pe_epci_2023.csv"
NEW = "filosofi_2023/filosofi_2023_communes_extrait.csv"
BPE = "bpe/bpe_2025_extrait.csv"
HOMES = "rp_logement/rp2023_logement_extrait.csv"


@dataclass(frozen=True)
class Case:
    """A change made to a small file, and the problems that it must give: (row, column, words of the message)."""

    name: str
    file: str
    change: Callable[[bytes], bytes]
    told: list[tuple[int | None, str | None, str]]
    suffix: str = ""


def swap(*pairs: str, count: int = -1) -> Callable[[bytes], bytes]:
    """Replace texts in turn: `swap("a", "b", "c", "d")`; each must be found."""

    def change(content: bytes) -> bytes:
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old.encode() in content, old
            content = content.replace(old.encode(), new.encode(), count)
        return content

    return change


def without(*columns: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
        kept = [place for place, name in enumerate(rows[0]) if name not in columns]
        assert len(kept) == len(rows[0]) - len(columns)
        return "\n".join(";".join(row[place] for place in kept) for row in rows).encode()

    return change


def add(line: str) -> Callable[[bytes], bytes]:
    return lambda content: content + line.encode() + b"\n"


def packed(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", content)
    return buffer.getvalue()


CASES = [
    Case("colonne retirée", BIRTHS, without("deces"), [(1, "deces", "manque")]),
    Case(
        "deux colonnes retirées",
        BIRTHS,
        without("deces", "naissances"),
        [(1, "naissances", "manque"), (1, "deces", "manque")],
    ),
    Case("colonne renommée", AGES, swap(";SEX;", ";SEXE;"), [(1, "SEX", "manque")]),
    Case("colonne en minuscules", BIRTHS, swap("TIME_PERIOD", "time_period"), [(1, "TIME_PERIOD", "« time_period »")]),
    Case("tout l’en-tête en minuscules", RP, lambda b: b.replace(b"CODGEO", b"codgeo"), [(1, "CODGEO", "« codgeo »")]),
    Case("virgule pour séparateur", BIRTHS, swap(";", ","), [(1, None, "une virgule")]),
    Case("tabulation pour séparateur", CAF, swap(";", "\t"), [(1, None, "une tabulation")]),
    Case(
        "latin-1",
        "filosofi/cc_filosofi_2015_COM.csv",
        lambda b: b.decode().encode("latin-1"),
        [(2, None, "latin-1")],
    ),
    Case("UTF-16", CAF, lambda b: b.decode().encode("utf-16"), [(None, None, "UTF-16")]),
    Case("lignes en double", CAF, add("2024-12;42302;1220;3650;115;405;325;675;180"), [(17, "dtreffre", "en double")]),
    Case(
        "même commune, autres chiffres",
        RP,
        lambda b: b + b"42302" + b.splitlines()[1][5:] + b"\n",
        [(7, "CODGEO", "en double")],
    ),
    Case(
        "effectifs négatifs",
        BIRTHS,
        swap("42302;2024;59;56", "42302;2024;-59;-56"),
        [(54, "naissances", "négatif"), (54, "deces", "négatif")],
    ),
    Case("taux de 150 %", CC, swap("25720;60,0;8,0", "25720;60,0;150"), [(8, "TP6021", "dépasse le maximum")]),
    Case("taux de 150 %, nouvelle série", NEW, swap("20880;30.4", "20880;150"), [(6, "PR_MD60", "dépasse")]),
    Case("fichier vide", CAF, lambda b: b"", [(None, None, "aucune ligne")]),
    Case("que des blancs", CAF, lambda b: b"\n \r\n", [(None, None, "aucune ligne")]),
    Case("en-tête seul", CAF, lambda b: b.splitlines()[0] + b"\n", [(1, None, "que son en-tête")]),
    Case("première ligne vide", CAF, lambda b: b";;;\n" + b, [(1, None, "la première ligne est vide")]),
    Case("gzip coupé", CC, lambda b: gzip.compress(b)[:-40], [(None, None, "coupée")], ".gz"),
    Case(
        "gzip abîmé",
        CC,
        lambda b: (g := gzip.compress(b))[:60] + bytes(60) + g[120:],
        [(None, None, "abîmée")],
        ".gz",
    ),
    Case("Parquet nommé CSV", CAF, lambda b: b"PAR1" + b + b"PAR1", [(None, None, "binaire")]),
    Case("classeur nommé CSV", CAF, packed, [(None, None, "binaire")]),
    Case("milliers séparés d’une espace", CAF, swap(";1260;", ";1 260;"), [(4, "indfoy_ndur", "« 1 260 »")]),
    Case("milliers séparés d’une espace fine", CAF, swap(";1260;", ";1\u202f260;"), [(4, "indfoy_ndur", "260")]),
    Case("lettre perdue", CAF, swap(";1260;", ";l260;"), [(4, "indfoy_ndur", "« l260 »")]),
    Case("nombre plus grand que tout", HOMES, swap(";3687.9;", ";1e999;"), [(None, "DWELLINGS", "dépasse")]),
    Case(
        "zéro initial perdu",
        CC,
        swap("\n05169;", "\n5169;"),
        [(2, "CODGEO", "zéro initial")],
    ),
    Case("commune inconnue", CAF, swap("2024-12;42302", "2024-12;42999"), [(16, "numcomdo", "« 42999 »")]),
    Case("EPCI inconnu", EPCI, swap("2023;244200770", "2023;244299999"), [(6, "numepci", "« 244299999 »")]),
    Case("niveau inconnu", NEW, swap("42302;COM", "42302;COMM"), [(9, "GEO_OBJECT", "« COMM »")]),
    Case("ligne coupée", CAF, lambda b: b[:-20] + b"\n", [(16, None, "au lieu de 9")]),
    Case("séparateur doublé", CAF, swap("42302;1260", "42302;;1260"), [(4, None, "10 cases au lieu de 9")]),
    Case("guillemet ouvert", CAF, swap("2020-12;42218", '2020-12;"42218'), [(3, None, "guillemet")]),
    Case("colonne en double", CAF, swap("indfoy_af", "indfoy_rsa"), [(1, "indfoy_rsa", "le même nom")]),
    Case("ligne de total", RP, add("Total" + ";1" * 38), [(7, "CODGEO", "ligne de total")]),
    Case(
        "fichier interne de la Caf",
        CAF,
        swap("2024-12;42302;1220;3650", "2024-12;42302;1219;3648"),
        [(16, "indfoy_ndur", "multiple de 5"), (16, "indnbp_ndur", "multiple de 5")],
    ),
    Case("autre mois", CAF, swap("2023-12;42302", "2023-06;42302"), [(13, "dtreffre", "« 2023-06 »")]),
    Case("trois naissances et demie", BIRTHS, swap("42302;2024;59", "42302;2024;3.5"), [(54, "naissances", "entier")]),
    Case("deux millésimes de BPE", BPE, swap(";2025;", ";2024;", count=1), [(None, "AN", "2024, 2025")]),
    Case("type d’équipement mal formé", BPE, swap(";B201;", ";b201;", count=1), [(None, "TYPEQU", "« b201 »")]),
    Case(
        "tranche d’âge retirée",
        AGES,
        lambda b: b"\n".join(line for line in b.splitlines() if b";Y0T4;" not in line),
        [(None, "AGE", "F_Y0T4"), (None, "AGE", "M_Y0T4")],
    ),
    Case(
        "une tranche d’une commune",
        AGES,
        lambda b: b"\n".join(line for line in b.splitlines() if not line.startswith(b"42302;COM;M;Y40T44;")),
        [(None, None, "42302 (commune) n’a pas de ligne pour M_Y40T44")],
    ),
    Case(
        "un O pour un zéro",
        NEW,
        swap("42302;COM;2023", "42302;COM;2O23"),
        [(9, "TIME_PERIOD", "« 2O23 »")],
    ),
    Case("millésimes mêlés", CC, swap("RD21", "RD20"), [(1, None, "20, 21")]),
    Case("aucun format connu", BPE, lambda b: b"a;b;c\n1;2;3\n", [(1, None, "a, b, c")]),
    Case(
        "plusieurs fautes à la fois",
        CAF,
        swap("2020-12;42302;1260", "2020-12;1004;-5", "2024-12;42302;1220", "2024-12;42302;x"),
        [(4, "numcomdo", "« 1004 »"), (4, "indfoy_ndur", "négatif"), (16, "indfoy_ndur", "« x »")],
    ),
]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that already holds every small file."""
    root = tmp_path_factory.mktemp("store")
    paths = [EXTRACTS / name for name in (CC, RP, AGES, BIRTHS, CAF, EPCI, NEW, BPE, HOMES)]
    ingest(paths, Store([root]), chain=Chain.REPUBLISHED, date="2026-01-01")
    return root


def rejected(path: Path, root: Path) -> CtgError:
    """The one error of reading a file into a store, which must not change."""
    before = snapshot(root)
    with pytest.raises(CtgError) as caught:
        ingest([path], Store([root]), chain=Chain.REPUBLISHED, date="2026-01-02")
    assert snapshot(root) == before
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_error_that_lists_every_problem(case: Case, filled: Path, tmp_path: Path) -> None:
    source = EXTRACTS / case.file
    path = tmp_path / (source.name + case.suffix)
    changed = case.change(source.read_bytes())
    assert changed != source.read_bytes()
    path.write_bytes(changed)
    error = rejected(path, filled)
    assert type(error) is InputError
    assert error.exit_code == 3
    assert path.name in error.title
    assert len(error.problems) == len(case.told), str(error)
    for problem, (row, column, words) in zip(error.problems, case.told, strict=True):
        assert words in f"{problem.what} {problem.remedy}", str(error)
        assert problem.file == path.name
        assert problem.column == column
        assert problem.remedy
        if row is not None:
            assert problem.row == row
        # Each message is one French sentence: a capital is not needed, a full stop is.
        assert problem.what.endswith("."), problem.what
        assert not re.search(r"\b(error|invalid|expected|line|row|column|file)\b", str(problem)), str(problem)


@pytest.mark.parametrize(
    ("name", "file", "change"),
    [
        ("BOM", BIRTHS, lambda b: b"\xef\xbb\xbf" + b),
        ("CRLF", BIRTHS, lambda b: b.replace(b"\n", b"\r\n")),
        ("CR", BIRTHS, lambda b: b.replace(b"\n", b"\r")),
        ("lignes vides", BIRTHS, lambda b: b.replace(b"\n", b"\n\n") + b";;;\n"),
        ("sans fin de ligne", BIRTHS, lambda b: b.rstrip(b"\n")),
        ("guillemets", BIRTHS, lambda b: re.sub(rb"[^;\n]+", rb'"\g<0>"', b)),
        ("espaces autour", BIRTHS, lambda b: b.replace(b";", b" ; ")),
        ("gzip", BIRTHS, gzip.compress),
        ("virgule décimale", HOMES, lambda b: b.replace(b".", b",")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_spreadsheets_do_to_a_file_without_harm(
    name: str, file: str, change: Callable[[bytes], bytes], filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / Path(file).name
    path.write_bytes(change((EXTRACTS / file).read_bytes()))
    store = Store([tmp_path / "store"])
    read = ingest([path], store, chain=Chain.REPUBLISHED, date="2026-01-02")
    for table in read:
        expected, flags = Store([filled]).read(table.table.source, table.table.vintage)
        found = store.read(table.table.source, table.table.vintage)
        assert found[0].equals(expected)
        assert found[1].equals(flags)


@pytest.mark.parametrize(
    ("path", "words"),
    [("absent.csv", "n’existe pas"), (".", "dossier")],
)
def test_what_is_not_a_file(path: str, words: str, filled: Path, tmp_path: Path) -> None:
    error = rejected(tmp_path / path, filled)
    assert error.exit_code == 3
    assert words in str(error)


def test_two_wrong_files_are_told_together_and_the_good_one_waits(filled: Path, tmp_path: Path) -> None:
    bad = []
    for number, text in enumerate((";1220;", ";3650;")):
        bad.append(tmp_path / f"faux{number}.csv")
        bad[-1].write_bytes((EXTRACTS / CAF).read_bytes().replace(text.encode(), b";x;"))
    good = tmp_path / "bon.csv"
    good.write_bytes((EXTRACTS / CAF).read_bytes().replace(b";1220;", b";1225;"))
    before = snapshot(filled)
    with pytest.raises(InputError, match="2 fichiers ne peuvent pas être lus") as caught:
        ingest([bad[0], good, bad[1]], Store([filled]), chain=Chain.REPUBLISHED, date="2026-01-02")
    assert {str(problem.file) for problem in caught.value.problems} == {"faux0.csv", "faux1.csv"}
    assert snapshot(filled) == before


@pytest.mark.parametrize("name", ["values.parquet", "flags.parquet", "manifest.json"])
def test_a_damaged_store_is_told_and_not_written_over(name: str, tmp_path: Path) -> None:
    root = tmp_path / "store"
    path = tmp_path / "naissances.csv"
    path.write_bytes((EXTRACTS / BIRTHS).read_bytes())
    ingest([path], Store([root]), chain=Chain.REPUBLISHED, date="2026-01-01")
    (damaged,) = root.glob(f"etat_civil/2024/*/{name}")
    damaged.write_bytes(damaged.read_bytes()[:-50])
    path.write_bytes(path.read_bytes().replace(b"42302;2024;59", b"42302;2024;60"))
    error = rejected(path, root)
    assert type(error) is InputError
    assert error.exit_code == 3
    assert "effacer ce dossier et relire" in str(error)
    with pytest.raises(InputError):
        Store([root]).read("etat_civil", "2024")


def test_a_parquet_that_is_not_the_legal_populations(filled: Path, tmp_path: Path) -> None:
    (source,) = filled.glob("rp/2022/*/values.parquet")
    path = tmp_path / "populations.parquet"
    path.write_bytes(source.read_bytes())
    error = rejected(path, filled)
    assert error.exit_code == 3
    assert "n’est pas la table des populations légales" in str(error)
