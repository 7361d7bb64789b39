"""Programs of the system that some tests need: found, or the test is skipped with its reason.

With `CTG_REQUIRE_SYSTEM` set, as in continuous integration, a missing program is a failure: no check vanishes unseen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest


def system_program(*names: str) -> str:
    """The path of the first of these programs that the machine has: `system_program("chromium", "google-chrome")`."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        _missing(f"programme absent de cette machine : {' ou '.join(names)}")
    return path


def html_checker() -> list[str]:
    """The command that runs the Nu HTML checker; `CTG_VNU_JAR` says where its jar is."""
    jar = os.environ.get("CTG_VNU_JAR", "")
    if not jar or not Path(jar).is_file():
        _missing("vérificateur HTML absent : la variable CTG_VNU_JAR ne mène pas à vnu.jar")
    return [system_program("java"), "-jar", jar]


def word_processor() -> str:
    """LibreOffice, with the part that opens texts: it is a package of its own."""
    program = system_program("soffice", "libreoffice")
    if not (Path(program).resolve().parent / "libswlo.so").is_file():
        _missing("LibreOffice est là sans Writer, qui ouvre les textes")
    return program


def firefox_driver() -> list[str]:
    """The command that opens a page in Firefox; `CTG_PUPPETEER` says where puppeteer-core is.

    It takes the address of the page and where to write its screenshot.
    """
    folder = os.environ.get("CTG_PUPPETEER", "")
    if not folder or not Path(folder, "package.json").is_file():
        _missing("pilote de Firefox absent : la variable CTG_PUPPETEER ne mène pas à puppeteer-core")
    script = Path(__file__).parent / "export" / "firefox.mjs"
    return [system_program("node"), str(script), folder, system_program("firefox-esr", "firefox")]


def without_network() -> list[str]:
    """What to put before a command so that it runs where there is no network but the machine's own loop."""
    loop = f'{system_program("ip", "/usr/sbin/ip")} link set lo up && exec "$@"'
    command = [system_program("unshare"), "--map-root-user", "--net", "sh", "-c", loop, "sh"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        _missing("cette machine ne laisse pas créer un espace réseau vide (unshare --net)")
    return command


def system_libraries(missing: str) -> None:
    """Go on when nothing is missing; `missing`: what the program itself says that it lacks."""
    if missing:
        _missing(missing)


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CTG_REQUIRE_SYSTEM"):
        pytest.fail(f"{reason} (CTG_REQUIRE_SYSTEM l'exige)")
    pytest.skip(reason)
