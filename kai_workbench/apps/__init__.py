"""What the apps do: state and wiring; no science, no file formats.

An app is imported when it is asked for: the kernel of a page needs one of them, the server none.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._borrowing import Borrowing as Borrowing
    from ._borrowing import borrowing as borrowing
    from ._dose_escalation import DoseEscalation as DoseEscalation
    from ._dose_escalation import dose_escalation as dose_escalation
    from ._federation_console import FederationConsole as FederationConsole
    from ._federation_console import federation_console as federation_console
    from ._first_in_human_dose import FirstInHumanDose as FirstInHumanDose
    from ._first_in_human_dose import first_in_human_dose as first_in_human_dose
    from ._first_in_human_pk import FirstInHumanPK as FirstInHumanPK
    from ._first_in_human_pk import first_in_human_pk as first_in_human_pk
    from ._lab import lab as lab
    from ._linked_explorer import LinkedExplorer as LinkedExplorer
    from ._linked_explorer import linked_explorer as linked_explorer
    from ._page import Page as Page
    from ._page import Verdict as Verdict
    from ._prior_elicitation import PriorElicitation as PriorElicitation
    from ._prior_elicitation import prior_elicitation as prior_elicitation
    from ._programme_pos import ProgrammePoS as ProgrammePoS
    from ._programme_pos import programme_pos as programme_pos
    from ._qtc_risk import QTcRisk as QTcRisk
    from ._qtc_risk import qtc_risk as qtc_risk
    from ._server import serve as serve
    from ._study_explorer import StudyExplorer as StudyExplorer
    from ._study_explorer import study_explorer as study_explorer
    from ._trial_designer import TrialDesigner as TrialDesigner
    from ._trial_designer import trial_designer as trial_designer
    from ._tumour_growth import TumourGrowth as TumourGrowth
    from ._tumour_growth import tumour_growth as tumour_growth

_HOME = {
    "Borrowing": "_borrowing",
    "borrowing": "_borrowing",
    "DoseEscalation": "_dose_escalation",
    "dose_escalation": "_dose_escalation",
    "FederationConsole": "_federation_console",
    "federation_console": "_federation_console",
    "FirstInHumanDose": "_first_in_human_dose",
    "first_in_human_dose": "_first_in_human_dose",
    "FirstInHumanPK": "_first_in_human_pk",
    "first_in_human_pk": "_first_in_human_pk",
    "lab": "_lab",
    "LinkedExplorer": "_linked_explorer",
    "linked_explorer": "_linked_explorer",
    "Page": "_page",
    "Verdict": "_page",
    "PriorElicitation": "_prior_elicitation",
    "prior_elicitation": "_prior_elicitation",
    "ProgrammePoS": "_programme_pos",
    "programme_pos": "_programme_pos",
    "QTcRisk": "_qtc_risk",
    "qtc_risk": "_qtc_risk",
    "serve": "_server",
    "StudyExplorer": "_study_explorer",
    "study_explorer": "_study_explorer",
    "TrialDesigner": "_trial_designer",
    "trial_designer": "_trial_designer",
    "TumourGrowth": "_tumour_growth",
    "tumour_growth": "_tumour_growth",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
