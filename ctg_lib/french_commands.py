"""Commands whose help and usage errors are in French: typer's own words are English.

A command line that cannot be understood ends as a `UsageError`, like every other wrong use.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from ctg_lib.errors import Problem, UsageError
from ctg_lib.typesetting import typeset

HELP = "Affiche cette aide."
HEADINGS = {"argument": "À donner\u00a0", "option": "Options\u00a0"}


class FrenchCommand(TyperCommand):
    """One command: its arguments and options under French headings."""

    # Taken from typer, so that what is too many is told here.
    allow_extra_args = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does, with French refusals."""
        try:
            rest = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _refusal(ctx, error) from None
        if rest:
            raise _usage(ctx, f"En trop : {' '.join(map(str, rest))}.")
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page that `--help` prints."""
        _write_usage(ctx, formatter)
        _write_parameters(ctx, formatter)


class FrenchGroup(TyperGroup):
    """`ctg` itself: the list of its commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As typer does, with French refusals; without a word, the help is the answer."""
        if not args:
            raise UsageError(f"Il manque une commande.\n\n{ctx.get_help()}")
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _refusal(ctx, error) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names."""
        if args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands, n=1)
            hint = f"essayer « ctg {near[0]} »." if near else f"commandes : {', '.join(self.commands)}."
            raise UsageError("La commande n’existe pas.", [Problem(f"« {args[0]} ».", remedy=hint)])
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page that `ctg` and `ctg --help` print."""
        _write_usage(ctx, formatter)
        with formatter.section("Commandes\u00a0"):
            formatter.write_dl([(name, typeset(command.help or "")) for name, command in self.commands.items()])
        _write_parameters(ctx, formatter)


def _write_usage(ctx: Any, formatter: Any) -> None:
    formatter.write_usage("ctg", _usage_line(ctx), prefix="Usage\u00a0: ")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(typeset(ctx.command.help))


def _usage_line(ctx: Any) -> str:
    if ctx.parent is None:
        return "COMMANDE …"
    options = ["[options]"] if len(_of_kind(ctx, "option")) > 1 else []
    return " ".join([ctx.info_name, *options, *map(_argument, _of_kind(ctx, "argument"))])


def _argument(parameter: Any) -> str:
    name = parameter.name.upper() + (" …" if parameter.nargs != 1 else "")
    return name if parameter.required else f"[{name}]"


def _write_parameters(ctx: Any, formatter: Any) -> None:
    for kind, heading in HEADINGS.items():
        rows = [(_spelling(one), _told(one)) for one in _of_kind(ctx, kind)]
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _of_kind(ctx: Any, kind: str) -> list[Any]:
    return [one for one in ctx.command.get_params(ctx) if one.param_type_name == kind]


def _spelling(parameter: Any) -> str:
    """« TERRITOIRE », « --date DATE », « --json »."""
    if parameter.param_type_name == "argument":
        return _argument(parameter)
    value = "" if parameter.is_flag else f" {parameter.name.upper()}"
    return ", ".join(parameter.opts) + value


def _told(parameter: Any) -> str:
    return HELP if parameter.name == "help" else typeset(str(parameter.help or ""))


def _refusal(ctx: Any, error: Any) -> UsageError:
    """What typer refuses, in French; the classes of these errors are not public, their names are."""
    option = getattr(error, "option_name", "")
    match type(error).__name__:
        case "MissingParameter":
            return _usage(ctx, f"Il manque {_spelling(error.param)} : {_told(error.param)}")
        case "NoSuchOption":
            return _usage(ctx, f"L’option {option} n’existe pas.")
        case "BadOptionUsage":
            flag = any(option in one.opts and one.is_flag for one in _of_kind(ctx, "option"))
            return _usage(ctx, f"L’option {option} {'ne prend pas de valeur' if flag else 'attend une valeur'}.")
    return _usage(ctx, "La commande est mal écrite.")


def _usage(ctx: Any, what: str) -> UsageError:
    options = ", ".join(name for one in _of_kind(ctx, "option") for name in one.opts)
    remedy = f"écrire « ctg {_usage_line(ctx)} » ; options : {options}."
    return UsageError("La commande ne peut pas être comprise.", [Problem(what, remedy=remedy)])
