"""Registers of a convention filled as people fill them; what is in them is invented, under real codes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from ctg_lib import folders
from ctg_lib.convention import templates
from ctg_lib.convention.registers import Register
from tests.sources.local_books import saved, type_line

SORBIERS = {"42302": "Sorbiers"}


def blank(register: Register) -> Any:
    """The template of a register for Sorbiers, opened as a person opens it."""
    return openpyxl.load_workbook(io.BytesIO(templates.workbook(register, "42302", SORBIERS)))


def filled(register: Register, lines: Mapping[str, Sequence[Mapping[str, object]]]) -> Any:
    """The template with rows typed into it, by sheet."""
    file = blank(register)
    for sheet, several in lines.items():
        for line in several:
            type_line(file[sheet], line)
    return file


def laid(file: Any, name: str) -> Path:
    """A workbook in the folder of Sorbiers."""
    folder = folders.conventions() / "42302"
    folder.mkdir(parents=True, exist_ok=True)
    return saved(file, folder / name)
