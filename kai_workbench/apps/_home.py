"""What the home page shows: the path from molecule to trial, and the apps along it."""

from __future__ import annotations

import base64
import itertools
import json
import pathlib
from typing import Any
from urllib.parse import urlencode

from kai_workbench.text import Lang, say

STAGES = ("molecule", "in_vitro", "animal", "first_in_human", "patients", "trial")
PROGRAMS = ("acetaminophen", "kai-101")
_PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}


def read_apps(folder: pathlib.Path, *, lang: Lang) -> list[dict[str, Any]]:
    """The apps of a folder, in their order.

    Each notebook tells of itself in ``metadata.kai``: ``title_en``, ``title_ko``, ``question_en``,
    ``question_ko``, ``stage`` (one of :data:`STAGES`), ``order``, and ``start``, which says for a
    program of :data:`PROGRAMS` what stands in the address. A picture of the same name beside the
    notebook (SVG or PNG) is its thumbnail; ``name.ko.png`` goes before ``name.png`` in Korean.
    """
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        about = json.loads(path.read_text(encoding="utf-8")).get("metadata", {}).get("kai", {})
        if about.get("hidden"):
            continue
        stage = about.get("stage", STAGES[0])
        if stage not in STAGES:
            raise ValueError(f"{path.name}: stage {stage!r} is not one of {', '.join(STAGES)}")
        address = f"voila/render/{path.name}"
        found.append(
            {
                "name": path.stem,
                "title": about.get(f"title_{lang}", path.stem),
                "question": about.get(f"question_{lang}", ""),
                "stage": stage,
                "order": about.get("order", 100),
                "address": f"{address}?{urlencode({'lang': lang})}",
                "start": {
                    program: f"{address}?{urlencode({'lang': lang, **state})}"
                    for program, state in about.get("start", {}).items()
                },
                "picture": _picture(path, lang),
            }
        )
    return sorted(found, key=lambda app: (STAGES.index(app["stage"]), app["order"], app["name"]))


def home_page(folder: pathlib.Path, *, lang: Lang) -> dict[str, Any]:
    """What the template of the home page needs."""
    apps = read_apps(folder, lang=lang)
    words = ("title", "subtitle", "path", "open", "programs", "no_apps")
    return {
        "words": {word: say(f"home.{word}", lang) for word in words}
        | {"synthetic": say("badge.synthetic", lang), "language": say("page.language", lang)},
        "apps": apps,
        "stages": [
            {
                "name": stage,
                "title": say(f"home.stage.{stage}", lang),
                "apps": [app for app in apps if app["stage"] == stage],
            }
            for stage in STAGES
        ],
        "programs": [
            {
                "name": program,
                "title": say(f"home.program.{program}", lang),
                "about": say(f"home.program.{program}.about", lang),
                "synthetic": program == "kai-101",
                "apps": [app for app in apps if program in app["start"]],
            }
            for program in PROGRAMS
        ],
    }


def _picture(notebook: pathlib.Path, lang: Lang) -> str:
    for ending, (kind, mime) in itertools.product((f".{lang}", ""), _PICTURES.items()):
        path = notebook.with_suffix(f"{ending}{kind}")
        if path.exists():
            return f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
    return ""
