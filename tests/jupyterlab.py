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
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

# For a JupyterLab started with `--expose-app-in-browser`.
RUN_ALL = "() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
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


def joined(page: Page, address: str, name: str) -> None:
    """Waits until the notebook of that name, that was opened, has joined its kernel."""
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell", timeout=120_000)
    assert _becomes(page, lambda: _joins(address, name, "idle"), 120), "no kernel was joined"


def run(page: Page, address: str, name: str, start: Callable[[], object]) -> None:
    """Runs the notebook of that name, that was opened, from top to bottom. start: what asks JupyterLab for it.

    What is asked before the page itself knows that it has joined is lost, whatever it shows: the server says whether
    the kernel works, at two looks since a moment is not a run, and where it does not the page is asked again.
    """
    joined(page, address, name)
    for _ in range(6):
        start()
        if _becomes(page, lambda: _joins(address, name, "busy"), 20):
            return
    raise AssertionError("the kernel was given nothing to do")


def stop_kernels(address: str) -> None:
    """Those that the pages closed left running."""
    for one in _told(address, "kernels"):
        # One may have ended meanwhile.
        with contextlib.suppress(urllib.error.HTTPError):
            _asked(address, f"kernels/{one['id']}", "DELETE")


def _joins(address: str, name: str, state: str) -> bool:
    """Whether the notebook of that name has joined its kernel, and the kernel is in that state."""
    kernels = [one["kernel"] for one in _told(address, "sessions") if Path(one["path"]).name == name]
    return any(one["connections"] and one["execution_state"] == state for one in kernels)


def _becomes(page: Page, true: Callable[[], bool], seconds: int) -> bool:
    """Whether something becomes true, and still is at a second look."""
    until, before = time.monotonic() + seconds, False
    while time.monotonic() < until:
        now = true()
        if now and before:
            return True
        before = now
        page.wait_for_timeout(400)
    return False


def _told(address: str, what: str) -> list[dict[str, Any]]:
    """The kernels or the sessions of the server.

    It lists none while a kernel is starting: it counts that one before it knows when it was last active, and answers
    with an error of its own.
    """
    until = time.monotonic() + 60
    while True:
        try:
            found: list[dict[str, Any]] = json.loads(_asked(address, what))
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.INTERNAL_SERVER_ERROR or time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return found


def _asked(address: str, what: str, method: str = "GET") -> bytes:
    """What JupyterLab answers."""
    place = urlsplit(address)
    allowed = {"Authorization": f"token {place.query.removeprefix('token=')}"}
    url = f"{place.scheme}://{place.netloc}/api/{what}"
    with urllib.request.urlopen(urllib.request.Request(url, headers=allowed, method=method), timeout=60) as answer:
        body: bytes = answer.read()
    return body
