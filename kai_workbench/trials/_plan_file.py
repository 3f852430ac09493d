"""Reading a trial's plan from a file of settings; what is wrong is told with its line."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib.resources
import os
import pathlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import KaiError
from ..models import from_plain
from ._design import Design
from ._errors import DesignError
from ._plan import PlannedScenario, Sensitivity, StatedEstimand, TrialPlan
from ._registry import design_from_settings, designs
from ._scenario import Scenario

_KEYS = (
    "title",
    "n_trials",
    "seed",
    "examples",
    "prior_why",
    "design",
    "compare",
    "scenario",
    "estimand",
    "sensitivity",
)
_TABLES = {"design": dict, "compare": dict, "scenario": list, "estimand": dict, "sensitivity": list}


def example_plan() -> str:
    """A file of settings to start from, with a word on each line."""
    return (importlib.resources.files(__package__) / "_example_plan.toml").read_text(encoding="utf-8")


def read_plan(file: str | os.PathLike[str]) -> TrialPlan:
    """A plan from a file of settings.

    Parameters
    ----------
    file
        TOML; :func:`example_plan` shows every part.

    Raises
    ------
    kai_workbench.errors.KaiError
        No such file, no TOML, or a setting that is missing, unknown or impossible: which one, in which
        line, and what to write instead.
    """
    path = pathlib.Path(file)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise KaiError("no_such_file", where=str(path)) from None
    except OSError as error:
        raise DesignError("plan_file", where=str(path), detail=error.strerror or str(error)) from None
    return plan_from_text(content, name=path.name)


def plan_from_text(content: bytes | str, *, name: str = "settings") -> TrialPlan:
    """As :func:`read_plan`, from the content of the file; ``name`` is what errors call it."""
    raw = content.encode() if isinstance(content, str) else content
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        given = tomllib.loads(text)
    except ValueError as error:
        raise DesignError("plan_file", where=name, detail=str(error)) from None
    return _Reader(name, text).plan(given, hashlib.sha256(raw).hexdigest())


def plan_from_values(given: dict[str, Any], sha256: str) -> TrialPlan:
    """As :func:`plan_from_text`, from what a file holds."""
    return _Reader("settings", "").plan(given, sha256)


@dataclasses.dataclass(frozen=True)
class _Reader:
    """One file; errors are raised anew with the line that they are about."""

    name: str
    text: str

    def plan(self, given: dict[str, Any], sha256: str) -> TrialPlan:
        for key, value in given.items():
            with self._line(key):
                if key not in _KEYS:
                    raise DesignError("plan_key_unknown", where=key, known=", ".join(_KEYS))
                if key in _TABLES and not isinstance(value, _TABLES[key]):
                    kind = f"[[{key}]]" if _TABLES[key] is list else f"[{key}]"
                    raise DesignError("plan_not_a_table", where=key, kind=kind)
        for key in ("title", "design", "scenario"):
            if key not in given:
                raise DesignError("plan_key_missing", where=f"{self.name}, {key}")
        design = self._design("design", given["design"])
        compare = self._design("compare", given["compare"]) if "compare" in given else None
        scenarios = tuple(self._scenario(k, one, design, compare) for k, one in enumerate(given["scenario"]))
        estimand = None
        if "estimand" in given:
            with self._line("estimand"):
                estimand = from_plain(StatedEstimand, given["estimand"], where="estimand")
        asked = enumerate(given.get("sensitivity", []))
        varied = tuple(self._sensitivity(k, one, design, scenarios) for k, one in asked)
        rest = {key: given[key] for key in ("n_trials", "seed", "examples", "prior_why") if key in given}
        with self._line(""):
            for key in ("title", "prior_why"):
                if not isinstance(given.get(key, ""), str):
                    raise DesignError("plan_not_text", where=key)
            return TrialPlan(
                title=given["title"],
                design=design,
                compare=compare,
                scenarios=scenarios,
                estimand=estimand,
                sensitivity=varied,
                source_sha256=sha256,
                **rest,
            )

    def _design(self, section: str, given: Mapping[str, Any]) -> Design:
        with self._line(section):
            if "name" not in given:
                raise DesignError("plan_key_missing", where=f"{section}, name")
            fields = {key: value for key, value in given.items() if key != "name"}
            if given["name"] not in designs():
                raise DesignError(
                    "design_unknown", where=f"{section}, name", known=", ".join(sorted(designs()))
                )
            return design_from_settings(given["name"], fields)

    def _scenario(self, k: int, given: Any, design: Design, compare: Design | None) -> PlannedScenario:
        with self._line("scenario", k):
            if not isinstance(given, Mapping):
                raise DesignError("plan_not_a_table", where="scenario", kind="[[scenario]]")
            for key in ("name", "role"):
                if key not in given:
                    raise DesignError("plan_key_missing", where=f"scenario, {key}")
            where = f"scenario {given['name']}"
            own = {key: given[key] for key in ("role", "weight") if key in given}
            truth = {key: value for key, value in given.items() if key not in own}
            made = from_plain(design.scenario_type, truth, where=where)
            design.check(made)
            if compare is not None:
                _check_compared(compare, made)
            return PlannedScenario(truth=made, **own)

    def _sensitivity(
        self, k: int, given: Any, design: Design, scenarios: tuple[PlannedScenario, ...]
    ) -> Sensitivity:
        with self._line("sensitivity", k):
            if not isinstance(given, Mapping):
                raise DesignError("plan_not_a_table", where="sensitivity", kind="[[sensitivity]]")
            frozen = {key: _frozen(value) for key, value in given.items()}
            made: Sensitivity = from_plain(Sensitivity, frozen, where="sensitivity")
            for changed in made.designs(design):
                for one in scenarios:
                    changed.check(one.truth)
            return made

    @contextlib.contextmanager
    def _line(self, section: str, k: int = 0) -> Iterator[None]:
        """Tell in which line of the file it was."""
        try:
            yield
        except KaiError as error:
            line = _line_of(self.text, section, k, error.where)
            where = ", ".join(filter(None, (self.name, f"line {line}" if line else "", error.where)))
            raise type(error)(error.key, where=where, **error.values) from None
        except (TypeError, AttributeError) as error:
            line = _line_of(self.text, section, k, "")
            where = ", ".join(filter(None, (self.name, f"line {line}" if line else "", section)))
            raise DesignError("plan_kind", where=where, detail=str(error)) from None


def _check_compared(compare: Design, truth: Scenario) -> None:
    """A truth that fits the design and not the other is said to be about the other."""
    try:
        compare.check(truth)
    except DesignError as error:
        raise DesignError(error.key, where=f"{error.where}, compare", **error.values) from None


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _line_of(text: str, section: str, k: int, where: str) -> int | None:
    """Line of the key that ``where`` names last, in the ``k``-th table ``section``; else the table's own."""
    inside, seen, head_line = "", -1, None
    keys: dict[str, int] = {}
    elsewhere: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[\[?\s*([\w-]+)(?:\.[\w.-]+)?\s*\]\]?", line)
        if head and line.lstrip().startswith("["):
            inside = head[1]
            if inside == section and "." not in line:
                seen += 1
                if seen == k:
                    head_line = number
            continue
        key = re.match(r"\s*([\w-]+)\s*=", line)
        if key:
            elsewhere.setdefault(key[1], number)
        if key and ((inside == section and seen == k) or (not inside and section in {"", key[1]})):
            keys.setdefault(key[1], number)
    words = list(reversed(re.split(r"[,\s]+", where)))
    found = next((keys[word] for word in words if word in keys), head_line or keys.get(section))
    return found or next((elsewhere[word] for word in words if word in elsewhere), None)
