"""The documentation site, made from the pages and the docstrings: `make docs`. Nothing in it asks for the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ctg_lib import __version__

project, html_title = "ctg_lib", "Diagnostic partagé, la documentation"
version = release = __version__
language = "fr"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
# The sources are the pages where they lie: a link that works in the repository works here.
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "LISEZMOI.md",
    "GLOSSARY.md",
    "CHANGELOG.md",
    "docs/*.md",
    "data/README.md",
    "tests/golden/LISEZMOI.md",
    "tests/sources/README.md",
]
myst_heading_anchors = 4
# The pages have their apostrophes and their quotes already.
smartquotes = False

# A name between single backticks, as docstrings write them.
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
add_module_names = False

html_theme = "furo"
html_static_path = ["site/site.css"]
html_css_files = ["site.css"]
templates_path = ["site"]
# The front door, at the root of the site.
html_additional_pages = {"index": "entree.html"}
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = False
html_use_index = html_domain_indices = False
# Extracts of what is found are read from the pages, which a browser refuses to a page that was opened as a file.
html_show_search_summary = False
html_theme_options: dict[str, Any] = {"top_of_page_buttons": []}

ENGLISH = ("README", "data/README", "docs/ajouter", "docs/api", "tests/sources/README")
# The words of the theme that Sphinx does not translate.
WORDS = {
    'aria-label="Toggle site navigation sidebar"': 'aria-label="Afficher ou cacher le sommaire du site"',
    'aria-label="Toggle table of contents sidebar"': 'aria-label="Afficher ou cacher le sommaire de la page"',
    'aria-label="Toggle Light / Dark / Auto color theme"': 'aria-label="Couleurs claires, sombres ou automatiques"',
    "Skip to content": "Aller au contenu",
    "Back to top": "Haut de la page",
    "On this page": "Sur cette page",
    "<span>Next</span>": "<span>Suite</span>",
    "<span>Previous</span>": "<span>Avant</span>",
    '<div class="title">Home</div>': '<div class="title">Accueil</div>',
    "Made with": "Fait avec",
    "Please activate JavaScript to enable the search functionality.": "La recherche demande JavaScript.",
}


def in_french(app: Any, error: Exception | None) -> None:
    """Give each page the words of its reader, and tell a screen reader which pages are in English."""
    if error or app.builder.name != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for english, french in WORDS.items():
            text = text.replace(english, french)
        if path.relative_to(app.outdir).with_suffix("").as_posix() in ENGLISH:
            text = text.replace('<article role="main"', '<article role="main" lang="en"')
        path.write_text(text, encoding="utf-8")


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("build-finished", in_french)
