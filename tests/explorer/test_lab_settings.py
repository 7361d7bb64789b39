"""The settings of `make lab`: each is one that JupyterLab knows, and all that would ask the network is off."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyterlab.handlers.announcements import NeverCheckForUpdate
from jupyterlab.labapp import LabApp
from traitlets.utils.importstring import import_item

from tests.published import PROJECT
from tests.system import system_program

FOLDER = PROJECT / "notebooks" / ".jupyter"
SCHEMAS = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


DEFAULTS = read("labconfig/default_setting_overrides.json")


@pytest.mark.parametrize("plugin", DEFAULTS)
def test_each_default_is_a_setting_that_jupyterlab_knows(plugin: str) -> None:
    package, _, name = plugin.partition(":")
    schema = json.loads((SCHEMAS / package / f"{name}.json").read_text(encoding="utf-8"))
    assert set(DEFAULTS[plugin]) <= set(schema["properties"])


def test_it_is_in_french_and_asks_for_nothing() -> None:
    assert DEFAULTS["@jupyterlab/translation-extension:plugin"] == {"locale": "fr_FR"}
    notifications = DEFAULTS["@jupyterlab/apputils-extension:notification"]
    assert notifications == {"fetchNews": "false", "checkForUpdates": False}
    server = read("jupyter_lab_config.json")["LabApp"]
    assert set(server) <= set(LabApp.class_trait_names(config=True))
    assert server["news_url"] is None
    assert server["extension_manager"] == "readonly"
    assert import_item(server["check_for_updates_class"]) is NeverCheckForUpdate


def test_the_page_that_it_opens_is_there() -> None:
    address = read("jupyter_lab_config.json")["LabApp"]["default_url"]
    assert (PROJECT / address.removeprefix("/lab/tree/")).is_file()


@pytest.mark.parametrize("own", [None, "/etc/ailleurs"])
def test_make_reads_them_before_those_that_the_analyst_names(own: str | None) -> None:
    """`make -pn` runs nothing and prints what each verb is given."""
    told = subprocess.run(
        [system_program("make"), "-pn", "lab"],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **({"JUPYTER_CONFIG_PATH": own} if own else {})},
    ).stdout
    given = re.findall(r"(?m)^lab: JUPYTER_CONFIG_PATH := (.*)$", told)
    assert given == [":".join([str(FOLDER), *([own] if own else [])])]
