"""The pages that reports are written with."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2


@functools.cache
def template(name: str) -> jinja2.Template:
    """A template of this room; a value that it asks for and is not given is an error."""
    import jinja2

    loader = jinja2.PackageLoader("kai_workbench.reports")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(
        name
    )
