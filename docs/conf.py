"""The documentation site, made from the pages and the docstrings: `make docs`. Nothing in it asks for the network."""

from __future__ import annotations

from ctg_lib import __version__

project = "ctg_lib"
author = "ctg_lib"
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
myst_enable_extensions = ["colon_fence"]

# A name between single backticks, as docstrings write them.
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
add_module_names = False
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "ctg_lib"
html_static_path = ["site"]
html_css_files = ["site.css"]
templates_path = ["site"]
# The front door, at the root of the site.
html_additional_pages = {"index": "entree.html"}
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_domain_indices = False
# Its extracts are read from the pages, which a browser refuses to a page opened as a file.
html_show_search_summary = False
html_theme_options = {"top_of_page_buttons": []}
locale_dirs = []
