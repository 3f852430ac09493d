"""Controlled terms of SEND."""

from __future__ import annotations

from collections.abc import Iterator

from kai_workbench import standards
from kai_workbench.errors import KaiError

from ._core import Outcome
from ._core_data import empty
from ._findings import Checked, absent, finding
from ._words import words


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
            yield finding(
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
