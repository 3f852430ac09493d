"""What the apps do: state and wiring; no science, no file formats."""

from ._dose_escalation import DoseEscalation as DoseEscalation
from ._dose_escalation import dose_escalation as dose_escalation
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
from ._qtc_risk import QTcRisk as QTcRisk
from ._qtc_risk import qtc_risk as qtc_risk
from ._server import serve as serve
from ._study_explorer import StudyExplorer as StudyExplorer
from ._study_explorer import study_explorer as study_explorer
from ._tumour_growth import TumourGrowth as TumourGrowth
from ._tumour_growth import tumour_growth as tumour_growth
