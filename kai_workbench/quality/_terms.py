"""Controlled terms of SEND."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from kai_workbench import standards
from kai_workbench.errors import KaiError

from ._core import Outcome
from ._core_data import empty
from ._findings import Checked, absent, finding
from ._words import words

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def controlled_terms(checked: Checked) -> Iterator[Outcome]:
    """Values that are no term of their code list; where the list may be extended it is a note."""
    told = checked.standard
    if told is None or told.name != "SEND":
        why = words("quality.reason.terms", what=str(told or "?"))
        yield absent("terms.codelist", why, source="terms", category="conformance", status="not evaluated")
        return
    try:
        lists = {one.name: one for one in standards.codelists()}
    except KaiError as error:
        why = words("quality.reason.unreachable", what=str(error))
        yield absent("terms.codelist", why, source="terms", category="conformance", status="not evaluated")
        return
    stated = _stated_version(checked)
    for data in checked.study.data():
        for one in standards.variables(told.name, told.version, data.name):
            named = [lists[name] for name in one.codelist.split() if name in lists]
            if not named or one.name not in data.frame.columns or one.type != "text":
                continue
            allowed = frozenset().union(*(each.values for each in named))
            extensible = any(each.extensible for each in named)
            filled = data.frame.filter(~empty(data.frame[one.name]))
            if filled.is_empty() or filled[one.name].dtype.is_numeric():
                continue
            strange = filled.filter(~filled[one.name].is_in(list(allowed)))
            outcome = finding(
                "terms.extended" if extensible else "terms.codelist",
                data,
                strange,
                source="terms",
                category="conformance",
                denominator=filled.height,
                threshold=1.0 if extensible else 0.0,
                threshold_source=words(
                    "quality.threshold.extensible" if extensible else "quality.threshold.terms",
                    codelist=" ".join(each.name for each in named),
                    version=named[0].version,
                ),
                variable=one.name,
                values={"codelist": " ".join(each.name for each in named)},
            )
            if strange.height and not extensible and stated and stated != named[0].version:
                why = words("quality.reason.other_terms", stated=stated, here=named[0].version)
                outcome = outcome._replace(result=outcome.result._replace(reason=why))
            yield outcome


def _stated_version(checked: Checked) -> str:
    """Date of the controlled terminology that the study says it uses; empty where it does not."""
    data = checked.data("TS", "TSPARMCD", "TSVAL")
    if data is None:
        return ""
    told = data.frame.filter(pl.col("TSPARMCD") == "SNDCTVER")["TSVAL"]
    found = _DATE.search(str(told[0])) if len(told) else None
    return found.group() if found else ""
