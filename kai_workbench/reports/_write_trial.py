"""A trial's report in files."""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Collection
from typing import Literal, get_args

from .._files import write_atomic
from ..errors import KaiError
from ..text import Lang
from ..trials import PlanFindings
from ._document_docx import to_docx
from ._document_html import to_html
from ._trial import trial_report
from ._trial_protocol import trial_protocol
from ._trial_usdm import trial_usdm

Format = Literal["html", "docx", "csv", "usdm"]


def write_trial(
    findings: PlanFindings,
    out: str | pathlib.Path,
    *,
    lang: Lang = "en",
    formats: Collection[str] = ("html", "docx", "csv", "usdm"),
) -> list[pathlib.Path]:
    """The report, the statistical section of a protocol, and the tables.

    Parameters
    ----------
    findings
        Of :func:`kai_workbench.trials.simulate_plan`.
    out
        Folder; made where it is not there.
    lang
        Language of the words.
    formats
        ``html`` and ``docx`` write ``trial-report`` and ``trial-protocol``; ``csv`` writes every table,
        ``usdm`` the plan as USDM 4.0 JSON.

    Returns
    -------
    list of pathlib.Path
        What was written.

    Raises
    ------
    kai_workbench.errors.KaiError
        A format that is not known, or DOCX without python-docx.
    """
    check_formats(formats)
    folder = pathlib.Path(out)
    report, protocol = trial_report(findings, lang=lang), trial_protocol(findings, lang=lang)
    # All of it is made before any of it is written: nothing half done is left behind.
    content: dict[str, bytes | str] = {}
    for name, document in (("trial-report", report), ("trial-protocol", protocol)):
        if "html" in formats:
            content[f"{name}.html"] = to_html(document)
        if "docx" in formats:
            content[f"{name}.docx"] = to_docx(document)
    if "csv" in formats:
        content |= {f"{name}.csv": "\ufeff" + frame.write_csv() for name, frame in report.tables().items()}
    if "usdm" in formats:
        content["trial-usdm.json"] = trial_usdm(findings, lang=lang).text()
    return [write_atomic(folder / name, made) for name, made in content.items()]


def formats_here() -> list[str]:
    """The formats that can be written with what is installed."""
    without = () if importlib.util.find_spec("docx") else ("docx",)
    return [one for one in get_args(Format) if one not in without]


def check_formats(formats: Collection[str]) -> None:
    """Refuse a format that is not known, or that cannot be written here, before anything is computed.

    Raises
    ------
    kai_workbench.errors.KaiError
        A format that is not known, none at all, or DOCX without python-docx.
    """
    known = get_args(Format)
    for one in formats or ("",):
        if one not in known:
            raise KaiError("report_format", where=str(one), known=", ".join(known))
    if "docx" in formats and importlib.util.find_spec("docx") is None:
        raise KaiError("docx_missing")
