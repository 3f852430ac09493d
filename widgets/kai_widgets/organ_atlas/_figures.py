"""The drawings, and the script that they become.

A drawing is a file of SVG path data: the body from back to front, thin lines on it, and the organs.
A part of an organ is an outline, or a line with the width of a tube.
"""

from __future__ import annotations

import functools
import json
import pathlib
from typing import Any

_HERE = pathlib.Path(__file__).parent
_FILES = {"mouse": "rat", "rat": "rat", "dog": "dog", "monkey": "monkey", "human": "human"}

# Okabe & Ito's colours, the same for a species everywhere; the shapes beside them are in paint.js.
COLOURS = {
    "mouse": "#E69F00",
    "rat": "#D55E00",
    "dog": "#009E73",
    "monkey": "#CC79A7",
    "human": "#0072B2",
}


@functools.cache
def _drawing(name: str) -> dict[str, Any]:
    drawing: dict[str, Any] = json.loads((_HERE / "figures" / f"{name}.json").read_text(encoding="utf-8"))
    return drawing


def drawn(species: str) -> frozenset[str]:
    """Ids of the organs that have a place in the figure of ``species``; none if it has no figure.

    Examples
    --------
    >>> "gallbladder" in drawn("dog"), "gallbladder" in drawn("rat")
    (True, False)
    """
    return frozenset(_drawing(_FILES[species])["organs"]) if species in _FILES else frozenset()


def drawing_script() -> str:
    """Constants and functions that the widget's own script draws with."""
    drawings = json.dumps({name: _drawing(name) for name in sorted(set(_FILES.values()))})
    constants = f"const DRAWINGS = {drawings};\nconst FILES = {json.dumps(_FILES)};\n"
    constants += f"const COLOURS = {json.dumps(COLOURS)};\n"
    parts = [(_HERE / name).read_text(encoding="utf-8") for name in ("paint.js", "words.js", "poster.js")]
    return constants + "".join(parts)
