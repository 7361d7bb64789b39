"""`python -m tests.export.chromium_alone PROGRAM FILE`: a page in Chromium, told as `firefox.mjs` tells it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.export.watching import watch


def main(program: str, file: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        opened = watch(browser, Path(file))
        opened.page.mouse.wheel(0, 20_000)
        opened.page.wait_for_timeout(500)
        told = {"requests": opened.requests, "errors": opened.errors, "title": opened.page.title()}
        browser.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
