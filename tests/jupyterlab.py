"""A JupyterLab of a test's own: started as asked, with settings that it alone reads, and stopped with the test."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

# A notebook that another test left open in the workspace keeps its indicator, hidden.
IDLE = ".jp-Notebook-ExecutionIndicator[data-status=idle]:visible"


@contextlib.contextmanager
def serving(
    command: Sequence[str], within: Path, folder: Path, environment: Mapping[str, str], **settings: object
) -> Iterator[str]:
    """Run a command that starts JupyterLab, with no browser opened; gives the address that it prints.

    within: where it runs. folder: for its settings and its log. settings: of the server, beside those of every test.
    """
    config = folder / "jupyter"
    config.mkdir()
    server_app = {"allow_root": True, "open_browser": False, **settings}
    (config / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": server_app}), encoding="utf-8")
    places = dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"), str(config))
    log = folder / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            command,
            cwd=within,
            env={**environment, **places},
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + 120
        while not (found := re.search(r"http://127\.0\.0\.1:\d+/lab[\w/.]*\?token=\w+", log.read_text("utf-8"))):
            assert server.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.5)
        yield found[0]
    finally:
        # Not the whole group: `make` passes the signal on, and JupyterLab, told twice, may never end. Nor does it end
        # while a kernel is starting: it is then given no more time than this.
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=60)


def joined(page: Page, address: str) -> None:
    """Waits until the notebook that was opened has its kernel.

    The first « idle » shown is that of a kernel not yet joined, and cells sent to it then are lost.
    """
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", timeout=120_000)
    page.wait_for_selector(IDLE, timeout=120_000)
    until = time.monotonic() + 120
    while not any(one["connections"] and one["execution_state"] == "idle" for one in _kernels(address)):
        assert time.monotonic() < until, "no kernel was joined"
        page.wait_for_timeout(500)
    page.wait_for_timeout(1500)


def stop_kernels(address: str) -> None:
    """Those that the pages closed left running."""
    for one in _kernels(address):
        _asked(address, "DELETE", f"/{one['id']}")


def _kernels(address: str) -> list[dict[str, Any]]:
    """Those that run.

    JupyterLab lists none while one of them is starting: it counts that one before it knows when it was last active,
    and answers with an error of its own.
    """
    until = time.monotonic() + 60
    while True:
        try:
            found: list[dict[str, Any]] = json.loads(_asked(address))
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.INTERNAL_SERVER_ERROR or time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return found


def _asked(address: str, method: str = "GET", which: str = "") -> bytes:
    """What JupyterLab answers of its kernels."""
    place = urlsplit(address)
    allowed = {"Authorization": f"token {place.query.removeprefix('token=')}"}
    url = f"{place.scheme}://{place.netloc}/api/kernels{which}"
    with urllib.request.urlopen(urllib.request.Request(url, headers=allowed, method=method), timeout=60) as answer:
        body: bytes = answer.read()
    return body
