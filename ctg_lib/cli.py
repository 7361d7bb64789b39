"""`ctg`: a thin front over the library. Messages in French; exit codes as the documentation promises."""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as Grid

from ctg_lib.errors import CtgError, UsageError

app = typer.Typer(
    help="Le diagnostic partagé d’une convention territoriale globale.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Écrire du JSON, pour une machine.")]


def main() -> None:
    """Entry point: run a command; an error of ours is its message and its exit code, never a traceback."""
    try:
        app()
    except CtgError as error:
        err.print(str(error), markup=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        err.print("Interrompu ; rien n’a été écrit.", markup=False)
        sys.exit(130)


@app.command("diagnostic")
def diagnostic_command(
    territoire: Annotated[str, typer.Argument(help="Code Insee, SIREN, nom, ou groupe « nom=code,code ».")],
    date: Annotated[str, typer.Option("--date", help="Date de l’édition, AAAA-MM-JJ ; aujourd’hui par défaut.")] = "",
    as_json: Json = False,
) -> None:
    """Écrit le diagnostic d’un territoire dans data/output/<code>/."""
    from ctg_lib.export.publication import publish
    from ctg_lib.territory import Territory

    place = Territory.parse(territoire)
    said = (lambda _: None) if as_json else (lambda line: err.print(f"  {line}", markup=False))
    if not as_json:
        err.print(f"{place.name} ({place.code}) : les chapitres sont en cours.", markup=False)
    done = publish(place, _edition(date), said)
    if as_json:
        _print_json({"territory": place.code, "folder": str(done.folder), "warnings": list(done.warnings)})
        return
    for line in done.warnings:
        err.print(f"À savoir : {line}", markup=False)
    out.print(f"Diagnostic écrit : {done.folder / 'diagnostic.html'}", markup=False)


@app.command("explain")
def explain_command(
    territoire: Annotated[str, typer.Argument(help="Code Insee, SIREN, nom, ou groupe.")],
    indicateur: Annotated[str, typer.Argument(help="Identifiant de l’indicateur (voir « ctg indicators »).")],
    millesime: Annotated[str, typer.Option("--millesime", help="Par défaut, celui qui est affiché.")] = "",
    as_json: Json = False,
) -> None:
    """D’un chiffre imprimé jusqu’au fichier, à la ligne et à la colonne d’où il vient."""
    from ctg_lib import diagnostic
    from ctg_lib.chapters.explanation import explain

    told = explain(diagnostic(territoire, ""), indicateur, millesime or None)
    if as_json:
        _print_json(told.as_dict())
    else:
        out.print(told.as_text(), markup=False)


@app.command("sources")
def sources_command(as_json: Json = False) -> None:
    """Ce qui est chargé, de quand, d’où, et ce qui est attendu."""
    from ctg_lib.chapters.inventory import sources_loaded

    rows = sources_loaded()
    if as_json:
        _print_json(rows)
        return
    shown = {
        "id": "Source",
        "vintages": "Millésimes",
        "chain": "Provenance",
        "ingested": "Lu le",
        "next": "Prochaine parution",
    }
    _print_rows(rows, {**shown, "waiting": "Indicateurs en attente"})


@app.command("indicators")
def indicators_command(
    theme: Annotated[str, typer.Option("--theme", help="Un seul thème.")] = "",
    as_json: Json = False,
) -> None:
    """Le catalogue des indicateurs."""
    from ctg_lib.chapters.inventory import indicators_declared

    rows = indicators_declared(theme or None)
    if as_json:
        _print_json(rows)
        return
    _print_rows(
        rows, {"id": "Indicateur", "theme": "Thème", "label": "Libellé", "formula": "Calcul", "sources": "Sources"}
    )


@app.command("fetch")
def fetch_command(
    source: Annotated[list[str] | None, typer.Argument(help="Sources ; toutes par défaut.")] = None,
) -> None:
    """Télécharge les fichiers des producteurs dans data/raw/ ; seule commande qui va sur le réseau."""
    from ctg_lib import sources
    from ctg_lib.sources.fetching import fetch

    for name in source or list(sources.catalogue()):
        for path in fetch(sources.source(name)):
            out.print(f"{name} : {path}", markup=False)


@app.command("ingest")
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
    for one in ingest(fichiers, Store(), chain=chain, date=_edition(date), origin=origine, source=source or None):
        named = f"{one.manifest.source} {one.manifest.vintage} ({one.manifest.part})"
        state = f"{one.manifest.rows} territoires enregistrés" if one.written else "déjà là, rien à changer"
        out.print(f"{named} : {state}, {chain.label}.", markup=False)
        for row in one.changed.itertuples():
            out.print(f"  {row.territory} {row.variable} : {row.before} devient {row.after}", markup=False)


def _edition(date: str) -> str:
    """The date given, else today's: the only place that reads the clock."""
    if not date:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    try:
        return datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        raise UsageError(f"« {date} » n’est pas une date de la forme AAAA-MM-JJ.") from None


def _print_json(content: object) -> None:
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _print_rows(rows: list[dict[str, object]], columns: dict[str, str]) -> None:
    """A table of some keys, under French captions."""
    grid = Grid()
    for caption in columns.values():
        grid.add_column(caption, overflow="fold")
    for row in rows:
        grid.add_row(*(_shown(row[name]) for name in columns))
    out.print(grid)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    main()
