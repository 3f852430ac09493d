"""Designs by their name, as a file of settings calls them."""

from __future__ import annotations

import functools
import importlib
import inspect
import re
from collections.abc import Mapping
from typing import Any

from ..models import from_plain
from ._design import Design
from ._errors import DesignError

# Where the name in use is not the class's own, taken apart.
_NAMES = {
    "BasketTrial": "basket",
    "BorrowingMeanTrial": "borrowing-mean",
    "BorrowingTrial": "borrowing",
    "I3Plus3": "i3+3",
    "MTPI2": "mtpi-2",
    "PlatformTrial": "platform",
    "SimonTwoStage": "simon",
    "ThreePlusThree": "3+3",
    "TITEBOIN": "tite-boin",
    "TITECRM": "tite-crm",
}


@functools.cache
def designs() -> Mapping[str, type[Design]]:
    """The designs that a file of settings can name.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> trials.designs()["3+3"].__name__
    'ThreePlusThree'
    """
    room = importlib.import_module(__package__)
    classes = [one for one in vars(room).values() if isinstance(one, type) and issubclass(one, Design)]
    return {design_name(one): one for one in classes if not inspect.isabstract(one) and one is not Design}


def design_name(design: type[Design]) -> str:
    """What a file of settings calls a design."""
    name = design.__name__
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()
    return _NAMES.get(name, parts)


def design_from_settings(name: str, given: Mapping[str, Any]) -> Design:
    """A design from its name and plain values.

    Parameters
    ----------
    name
        One of :func:`designs`.
    given
        Values by field, as :func:`kai_workbench.models.from_settings` takes them.

    Raises
    ------
    DesignError
        No such design, or settings that it refuses.
    kai_workbench.models.SettingsError
        No such field, one without default left out, or a value of the wrong kind.

    Examples
    --------
    >>> from kai_workbench import trials
    >>> trials.design_from_settings("boin", {"doses": [10, 20, 40], "target": 0.25}).doses
    (10.0, 20.0, 40.0)
    """
    if name not in designs():
        raise DesignError("design_unknown", where=str(name), known=", ".join(sorted(designs())))
    made: Design = from_plain(designs()[name], given, where=name)
    return made
