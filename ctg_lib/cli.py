"""`ctg`: a thin front over the library. Messages in French; exit codes as the documentation promises."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ctg_lib.batch import command as batch
from ctg_lib.dates import is_date
from ctg_lib.errors import CtgError, Problem, UsageError
from ctg_lib.export import FORMATS
from ctg_lib.french_commands import FrenchCommand, FrenchGroup
from ctg_lib.terminal import PROGRAM, Terminal

app = typer.Typer(
    cls=FrenchGroup,
    help="Le diagnostic partagé d’une convention territoriale globale.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
command = partial(app.command, cls=FrenchCommand)
out, err = Terminal(), Terminal(stderr=True)
Json = Annotated[bool, typer.Option("--json", help="Écrit du JSON, pour une machine.")]
Place = Annotated[str, typer.Argument(help="Code Insee, SIREN, nom, ou groupe « nom=code,code ».")]
Formats = Annotated[
    str,
    typer.Option("--formats", help=f"En plus de la page et du CSV : « {','.join(FORMATS)} » ; « » pour aucun."),
]
Cold = Annotated[
    bool, typer.Option("--cold", help="Un noyau ordinaire par carnet : mêmes sorties, deux fois plus long.")
]
EVERY_FORMAT = ",".join(FORMATS)
INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> None:
    """Entry point: run a command; an error of ours is its message and its exit code, never a traceback."""
    try:
        # typer turns Ctrl-C into this exit code; outside of a command, Python raises.
        code = app(None if words is None else list(words), prog_name=PROGRAM, standalone_mode=False) or 0
    except CtgError as error:
        err.print(str(error))
        code = error.exit_code
    except OSError as error:
        remedy = "vérifier la place libre et les droits d’écriture."
        where = Problem(f"le disque répond : {type(error).__name__}.", error.filename, remedy=remedy)
        err.print(str(CtgError("Un fichier ou un dossier ne peut pas être lu ou écrit.", [where])))
        code = CtgError.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        err.print("Interrompu ; rien n’est à moitié écrit.")
    sys.exit(code)


@command("diagnostic")
def diagnostic_command(
    territoire: Place,
    date: Annotated[str, typer.Option("--date", help="Date de l’édition, AAAA-MM-JJ ; aujourd’hui par défaut.")] = "",
    cold: Cold = False,
    formats: Formats = EVERY_FORMAT,
    kind: Annotated[
        str, typer.Option("--kind", help="« ctg » : le diagnostic ; « abs » : l’analyse des besoins sociaux d’un CCAS.")
    ] = "ctg",
    depuis: Annotated[
        Path | None, typer.Option("--depuis", help="Dossier d’une édition précédente : la page dit ce qui a changé.")
    ] = None,
    exemple: Annotated[
        bool, typer.Option("--exemple", help="Avec une convention et une offre locale inventées, pour voir.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Écrit le diagnostic d’un territoire dans data/output/<code>/."""
    _write(territoire, date, kind, as_json, exemple, formats, cold, depuis)


@command("batch")
def batch_command(
    territoires: Annotated[list[str] | None, typer.Argument(help="Codes, ou l’une des options ci-dessous.")] = None,
    epci: batch.Epci = "",
    departement: batch.Departement = "",
    liste: batch.Liste = None,
    date: Annotated[str, typer.Option("--date", help="Date de l’édition, AAAA-MM-JJ ; aujourd’hui par défaut.")] = "",
    formats: Formats = "",
    ouvriers: batch.Ouvriers = None,
    scheduler: batch.Scheduler = "",
    delai: batch.Delai = 1800,
    vers: batch.Vers = "",
    forcer: batch.Force = False,
    pourquoi: batch.Pourquoi = False,
    cold: Cold = False,
    as_json: Json = False,
) -> int:
    """Écrit le diagnostic de chaque commune d’un EPCI, d’un département ou d’une liste, si quelque chose a changé."""
    codes = tuple(territoires or ())
    request = batch.Request(
        codes, epci, departement, liste, _day(date), _formats(formats), ouvriers, scheduler, delai, cold, forcer, vers
    )
    return batch.start(request, why=pourquoi, as_json=as_json, out=out, err=err)


Exemple = Annotated[bool, typer.Option("--exemple", help="D’une convention inventée, pour voir.")]


@command("bilan")
def review_command(
    territoire: Place,
    date: Annotated[str, typer.Option("--date", help="Date du bilan, AAAA-MM-JJ ; aujourd’hui par défaut.")] = "",
    exemple: Exemple = False,
    formats: Formats = EVERY_FORMAT,
    cold: Cold = False,
    as_json: Json = False,
) -> None:
    """Écrit le bilan d’une convention à une date : retards, dépenses, mesures, calendrier."""
    _write(territoire, date, "bilan", as_json, exemple, formats, cold)


@command("evaluation")
def evaluation_command(
    territoire: Place,
    date: Annotated[str, typer.Option("--date", help="Sa date, AAAA-MM-JJ ; aujourd’hui par défaut.")] = "",
    exemple: Exemple = False,
    formats: Formats = EVERY_FORMAT,
    cold: Cold = False,
    as_json: Json = False,
) -> None:
    """Écrit l’évaluation d’une convention à une date : du départ au résultat, à côté des autres territoires."""
    _write(territoire, date, "evaluation", as_json, exemple, formats, cold)


def _write(
    territoire: str,
    date: str,
    kind: str,
    as_json: bool,
    exemple: bool,
    formats: str,
    cold: bool,
    depuis: Path | None = None,
) -> None:
    """Publish a document, and say what was written."""
    from ctg_lib.territory import Territory

    place, edition = Territory.parse(territoire), _day(date)
    if exemple:
        from ctg_lib.convention import example

        example.show(place.code)
    # Seconds of imports, for nothing where the territory or the date is refused.
    from ctg_lib.chapters.documents import document
    from ctg_lib.export.publication import publish

    wanted, asked = _formats(formats), document(kind)

    def tell(line: str) -> None:
        if not as_json:
            err.print(line)

    tell(f"{place.name} ({place.code}) : les chapitres sont en cours.")
    done = publish(
        place, edition, lambda line: tell(f"  {line}"), cold=cold, formats=wanted, since=depuis, document=asked
    )
    if as_json:
        _print_json({"territory": place.code, "folder": str(done.folder), "warnings": list(done.warnings)})
        return
    for line in done.warnings:
        err.print(f"À savoir : {line}")
    out.print(f"Écrit : {done.folder / asked.file}")


def _formats(text: str) -> tuple[str, ...]:
    asked = tuple(one.strip() for one in text.split(",") if one.strip())
    if unknown := [one for one in asked if one not in FORMATS]:
        raise UsageError(
            "Ces formats n’existent pas.",
            [Problem(f"« {one} ».", remedy=f"formats : {', '.join(FORMATS)}.") for one in unknown],
        )
    return asked


@command("explain")
def explain_command(
    territoire: Annotated[str, typer.Argument(help="Code Insee, SIREN, nom, groupe ; ou la clé d’un chiffre.")] = "",
    indicateur: Annotated[str, typer.Argument(help="Identifiant de l’indicateur (voir « ctg indicators »).")] = "",
    millesime: Annotated[str, typer.Option("--millesime", help="Par défaut, celui qui est affiché.")] = "",
    chiffre: Annotated[str, typer.Option("--chiffre", help="Un nombre imprimé : quels indicateurs sont-ce ?")] = "",
    colonne: Annotated[str, typer.Option("--colonne", help="SOURCE.COLONNE : ce qui s’en sert, partout.")] = "",
    source: Annotated[str, typer.Option("--source", help="Une source : tout ce qui en vient.")] = "",
    as_json: Json = False,
) -> None:
    """D’un chiffre imprimé jusqu’au fichier, à la ligne et à la colonne ; ou d’une colonne à ce qui s’en sert."""
    from ctg_lib import diagnostic
    from ctg_lib.lineage.command import Asked, answer

    told = answer(Asked(territoire, indicateur, millesime, chiffre, colonne, source), diagnostic)
    if as_json:
        _print_json(told.content)
    else:
        out.print(told.text)


@command("qualite")
def quality_command(
    territoire: Place,
    date: Annotated[str, typer.Option("--date", help="D’où compter l’ancienneté ; aujourd’hui par défaut.")] = "",
    as_json: Json = False,
) -> None:
    """Ce que valent les données d’un territoire : chargées, anciennes, absentes, secrètes, et le remède."""
    from ctg_lib import diagnostic
    from ctg_lib.lineage.quality import quality

    today = _day(date)
    told = quality(diagnostic(territoire, today), today)
    if as_json:
        _print_json(told.as_dict())
    else:
        out.print(told.as_text())


@command("check")
def check_command(
    territoire: Annotated[str, typer.Argument(help="Le territoire dont contrôler le dossier de convention.")] = "",
    page: Annotated[
        Path | None, typer.Option("--page", help="Ou une page diagnostic.html ; indicators.csv est lu à côté.")
    ] = None,
) -> None:
    """Contrôle un dossier de convention, ou une page avant de la diffuser : chaque problème, avec sa ligne."""
    if bool(territoire) == (page is not None):
        raise UsageError("Donner un territoire, ou une page avec --page : l’un des deux.")
    if page is None:
        _check_folder(territoire)
        return
    from ctg_lib.export import checks, data

    if not page.is_file():
        raise UsageError(f"{page} n’est pas un fichier.", [Problem("donner le chemin de la page.", page.name)])
    checks.check(
        page.read_text(encoding="utf-8", errors="replace"), data.read_csv(page.with_name("indicators.csv")), page.name
    )
    out.print(f"{page} peut être diffusée : aucun problème.")


def _check_folder(territoire: str) -> None:
    from ctg_lib.convention.check import check, read_on_site
    from ctg_lib.territory import Territory

    place, today = Territory.parse(territoire), _day("")
    held, read = check(place, today).told, read_on_site(place, today)
    out.print(f"{place.name} ({place.code}) : {held}, aucun problème dans le dossier.")
    for line in read:
        out.print(f"  {line}")


@command("compare")
def compare_command(
    avant: Annotated[Path, typer.Argument(help="Dossier de l’édition la plus ancienne.")],
    apres: Annotated[Path, typer.Argument(help="Dossier de l’édition la plus récente.")],
    as_json: Json = False,
) -> None:
    """Ce qui a changé entre deux éditions d’un diagnostic, et pourquoi : donnée, méthode ou périmètre."""
    from ctg_lib.export import editions

    old, new = editions.read(avant), editions.read(apres)
    found = editions.compared(old, new)
    if as_json:
        _print_json([editions.as_dict(one) for one in found])
        return
    out.print(editions.summary(old, found))
    for one in found:
        out.print(f"{editions.label(one)} : {editions.former(one)} devient {editions.told(one.after)}")
        out.print(f"  {editions.reason(one)}")


@command("sources")
def sources_command(as_json: Json = False) -> None:
    """Ce qui est chargé, de quand, d’où, et ce qui est attendu."""
    from ctg_lib.chapters.inventory import sources_loaded

    captions = {
        "title": "Titre",
        "vintages": "Millésimes",
        "age": "Ancienneté",
        "chain": "Provenance",
        "ingested": "Lu le",
        "next": "Prochaine parution",
        "waiting": "Indicateurs en attente",
    }
    _print_list(sources_loaded(_day("")), captions, as_json)


@command("indicators")
def indicators_command(
    theme: Annotated[str, typer.Option("--theme", help="Un seul thème.")] = "",
    dictionnaire: Annotated[bool, typer.Option("--dictionnaire", help="Le dictionnaire entier, en Markdown.")] = False,
    as_json: Json = False,
) -> None:
    """Le catalogue des indicateurs."""
    if dictionnaire:
        from ctg_lib.export.dictionary import markdown

        sys.stdout.write(markdown())
        return
    from ctg_lib.chapters.inventory import indicators_declared

    captions = {"theme": "Thème", "label": "Libellé", "formula": "Calcul", "sources": "Sources"}
    _print_list(indicators_declared(theme or None), captions, as_json)


@command("fetch")
def fetch_command(
    source: Annotated[list[str] | None, typer.Argument(help="Sources ; toutes par défaut.")] = None,
) -> None:
    """Télécharge les fichiers des producteurs dans data/raw/ ; seule commande qui va sur le réseau."""
    from ctg_lib import sources
    from ctg_lib.sources.fetching import fetch

    # Every name is known before anything is downloaded.
    for card in [sources.source(name) for name in source or sources.catalogue()]:
        for path in fetch(card, say=err.print):
            out.print(f"{card.id} : {path}")


@command("ingest")
def ingest_command(
    fichiers: Annotated[list[Path], typer.Argument(help="Fichiers à lire.")],
    source: Annotated[str, typer.Option("--source", help="Nommer la source au lieu de la reconnaître.")] = "",
    officiel: Annotated[bool, typer.Option("--officiel", help="Fichier du producteur lui-même.")] = False,
    origine: Annotated[str, typer.Option("--origine", help="Par quelle voie le fichier est arrivé.")] = "",
    date: Annotated[str, typer.Option("--date", help="Date de lecture, AAAA-MM-JJ.")] = "",
) -> None:
    """Lit des fichiers dans la base : tout est enregistré, ou rien."""
    from ctg_lib.ingestion import ingest
    from ctg_lib.sources.card import Chain
    from ctg_lib.store import Store

    chain = Chain.PRODUCER if officiel else Chain.REPUBLISHED
    for one in ingest(fichiers, Store(), chain=chain, date=_day(date), origin=origine, source=source or None):
        named = f"{one.manifest.source} {one.manifest.vintage} ({one.manifest.part})"
        rows = "1 territoire enregistré" if one.manifest.rows == 1 else f"{one.manifest.rows} territoires enregistrés"
        state = rows if one.written else "déjà là, rien à changer"
        out.print(f"{named} : {state}, {Chain(one.manifest.chain).label}.")
        for row in one.changed.itertuples():
            out.print(f"  {row.territory} {row.variable} : {_figure(row.before)} devient {_figure(row.after)}")


@command("new")
def new_command(
    territoire: Annotated[str, typer.Argument(help="Code Insee, SIREN, nom, ou groupe « nom=code,code ».")],
    as_json: Json = False,
) -> None:
    """Pose dans data/conventions/<code>/ les classeurs à remplir, sans toucher à ce qui y est déjà."""
    from ctg_lib.convention.new import lay_down
    from ctg_lib.territory import Territory

    folder = lay_down(Territory.parse(territoire))
    if as_json:
        _print_json({"folder": str(folder.path), "written": list(folder.written), "kept": list(folder.kept)})
        return
    for name in folder.written:
        out.print(f"Posé : {folder.path / name}")
    for name in folder.kept:
        out.print(f"Déjà là, laissé tel quel : {folder.path / name}")


def _day(date: str) -> str:
    """The date given, else today's: the only place that reads the clock."""
    if not date:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    if not is_date(date):
        raise UsageError(f"« {date} » n’est pas une date de la forme AAAA-MM-JJ.")
    return date


def _figure(value: float) -> str:
    """A cell as a French spreadsheet shows it, unrounded."""
    return "vide" if value != value else f"{value:.12g}".replace(".", ",")


def _print_json(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _print_list(rows: list[dict[str, object]], captions: dict[str, str], as_json: bool) -> None:
    """Each row under its identifier, one line a caption: nothing to fold, whatever the width of the screen."""
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        out.print(row["id"])
        for name, caption in captions.items():
            value = row[name]
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            if shown:
                out.print(f"  {caption} : {shown}")


if __name__ == "__main__":
    main()
