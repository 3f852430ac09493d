"""Trial designs, tried under stated truths: operating characteristics, decision tables, running trials."""

from ._blrm import BLRM as BLRM
from ._boin import BOIN as BOIN
from ._calibrate import Calibration as Calibration
from ._calibrate import calibrate as calibrate
from ._crm import CRM as CRM
from ._design import Design as Design
from ._errors import Cancelled as Cancelled
from ._errors import DesignError as DesignError
from ._escalation import Escalation as Escalation
from ._i3_plus_3 import I3Plus3 as I3Plus3
from ._interval_design import IntervalDesign as IntervalDesign
from ._measure import Measure as Measure
from ._mtpi2 import MTPI2 as MTPI2
from ._mtpi2 import Keyboard as Keyboard
from ._operating_characteristics import OperatingCharacteristics as OperatingCharacteristics
from ._recommendation import Reason as Reason
from ._recommendation import Recommendation as Recommendation
from ._scenario import BinaryScenario as BinaryScenario
from ._scenario import NormalScenario as NormalScenario
from ._scenario import Scenario as Scenario
from ._scenario import SurvivalScenario as SurvivalScenario
from ._scenario import ToxicityScenario as ToxicityScenario
from ._simulate import SimulationProgress as SimulationProgress
from ._simulate import simulate as simulate
from ._three_plus_three import ThreePlusThree as ThreePlusThree
