"""Draw the pictures of the gallery: every script beside this one makes one ``chart``.

python docs/gallery/render.py [name ...]
"""

from __future__ import annotations

import pathlib
import runpy
import sys

from kai_workbench import charts

HERE = pathlib.Path(__file__).resolve().parent


def main() -> None:
    """The scripts that are named, or all."""
    for script in sorted(HERE.glob("*.py")):
        if script.name != pathlib.Path(__file__).name and (script.stem in sys.argv[1:] or not sys.argv[1:]):
            charts.save(runpy.run_path(str(script))["chart"], script.with_suffix(".svg"))


if __name__ == "__main__":
    main()
