"""Trial designs, tried under stated truths: operating characteristics, decision tables, running trials."""

from ._calibrate import Calibration as Calibration
from ._calibrate import calibrate as calibrate
from ._design import Design as Design
from ._errors import Cancelled as Cancelled
from ._errors import DesignError as DesignError
from ._measure import Measure as Measure
from ._operating_characteristics import OperatingCharacteristics as OperatingCharacteristics
from ._scenario import BinaryScenario as BinaryScenario
from ._scenario import NormalScenario as NormalScenario
from ._scenario import Scenario as Scenario
from ._scenario import SurvivalScenario as SurvivalScenario
from ._scenario import ToxicityScenario as ToxicityScenario
from ._simulate import SimulationProgress as SimulationProgress
from ._simulate import simulate as simulate
