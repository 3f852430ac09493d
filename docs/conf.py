"""How the documentation is built. Nothing is fetched: the build works with no network."""

from __future__ import annotations

import importlib.metadata
import inspect
import logging
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.domains.python import ObjectEntry, PythonDomain
from sphinx.pycode.parser import Parser

project = "KAI Workbench"
author = "The KAI Workbench developers"
project_copyright = author
release = importlib.metadata.version("kai-workbench")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
nitpicky = False
# The words of a Literal are looked up as names; two classes may have an attribute of that name.
suppress_warnings = ["ref.python"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

napoleon_google_docstring = False
napoleon_numpy_docstring = True
napoleon_use_ivar = True
napoleon_use_rtype = False

autodoc_member_order = "groupwise"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autodoc_default_options = {
    "members": True,
    "imported-members": True,
    "undoc-members": True,
    "show-inheritance": True,
}

html_theme = "furo"
html_title = "KAI Workbench"
html_static_path = ["_static"]
html_show_sphinx = False
# Formulas become MathML while building: every other renderer wants a script from a content network, or LaTeX.
html_math_renderer = "mathml"


def _belongs_elsewhere(
    _app: object,
    what: str,
    name: str,
    thing: Any,
    skip: bool,  # noqa: FBT001  # Sphinx gives it by position
    _options: object,
) -> bool | None:
    """Leave out of a room's page what the room merely imports from the standard library or a package."""
    if skip or what != "module":
        return None
    home = getattr(thing, "__module__", None) or ""
    ours = home.partition(".")[0] in {"kai_workbench", "kai_widgets"}
    return True if inspect.ismodule(thing) or name == "annotations" or not ours else None


class _Names(PythonDomain):
    """Names of Python, found without asking every object for each word of a type that has none.

    Sphinx compares a word of an annotation with the end of every documented name; with some thousands of
    each, that was two thirds of the building.
    """

    _ends: frozenset[str] = frozenset()
    _seen = -1

    def find_obj(self, *given: Any, **named: Any) -> list[tuple[str, ObjectEntry]]:
        """As Sphinx's; nothing at once where a vague search cannot find anything."""
        _, _, _, name, _, vague = (*given, named.get("searchmode", 0))[:6]
        if self._seen != len(self.objects):
            self._ends = frozenset(one.rpartition(".")[2] for one in self.objects)
            self._seen = len(self.objects)
        if vague == 1 and name.removesuffix("()").rpartition(".")[2] not in self._ends:
            return []
        return super().find_obj(*given, **named)


def _formula(self: Any, node: Any) -> None:
    block = isinstance(node, nodes.math_block)
    mathml = tex2mathml(node.astext(), as_block=block)
    self.body.append(f'<div class="math">{mathml}</div>' if block else mathml)
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Called by Sphinx."""
    logging.disable(logging.DEBUG)  # told nowhere, yet some ten thousand lines are put together
    # Lines at which definitions begin and end are asked for by order of source and by links to it; here by
    # nobody, and reading every module token by token for them is a tenth of the building.
    Parser.parse_definition = lambda _: None
    app.add_domain(_Names, override=True)
    app.add_html_math_renderer("mathml", (_formula, None), (_formula, None))
    app.connect("autodoc-skip-member", _belongs_elsewhere)
