"""A page opened in Chromium with every request but its own file refused, and counted."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.system import html_checker

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Watched:
    """A page, what it asked for, and what it complained of."""

    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def watch(
    chromium: Browser, path: Path, *, width: int = 1200, script: bool = True, inject: bool = False, **reader: Any
) -> Watched:
    """Open a file. script: whether its scripts run. inject: allow the tests to add a script of theirs (axe).

    reader: what the reader has set, as Playwright names it (`forced_colors`, `color_scheme`, `reduced_motion`).
    """
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=script,
        bypass_csp=inject,
        offline=True,
        locale="fr-FR",
        **reader,
    )
    watched = Watched(context, context.new_page())
    own = path.as_uri()

    def decide(route: Route) -> None:
        if route.request.url.split("#")[0] == own:
            route.continue_()
        else:
            watched.requests.append(route.request.url)
            route.abort()

    context.route("**/*", decide)
    page = watched.page
    # Requests that a policy stops before any route are seen here all the same; inlined data are no requests.
    page.on("request", lambda one: one.url.startswith(("data:", own)) or watched.requests.append(one.url))
    page.on("websocket", lambda one: watched.requests.append(one.url))
    page.on("console", lambda one: one.type in ("error", "warning") and watched.errors.append(one.text))
    page.on("pageerror", lambda one: watched.errors.append(str(one)))
    page.goto(own, wait_until="load")
    return watched


def violations(watched: Watched) -> list[str]:
    """What axe-core finds, one line a node; of what passes, one node a rule, or most of its time goes there."""
    watched.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    asked = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    found = watched.page.evaluate("asked => axe.run(document, asked)", asked)
    assert len(found["passes"]) > 20, "axe n’a presque rien examiné"
    return [f"{rule['id']} : {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


def html_errors(path: Path) -> list[str]:
    """What the Nu HTML checker of the W3C finds in a page, warnings included."""
    command = [*html_checker(), "--format", "json", "--stdout", "--exit-zero-always", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(told.stdout)["messages"]
    return [f"ligne {one.get('lastLine')} : {one['message']}" for one in messages if one["type"] != "info"]


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine's own loop: its address, and what it has been asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
