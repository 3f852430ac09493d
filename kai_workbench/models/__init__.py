"""Translational models, one file a family."""

from ._accuracy import coverage as coverage
from ._accuracy import gmfe as gmfe
from ._accuracy import within_fold as within_fold
from ._allometry import RuleOfExponents as RuleOfExponents
from ._allometry import SimpleAllometry as SimpleAllometry
from ._allometry import UnboundIntercept as UnboundIntercept
from ._methods import METHODS as METHODS
from ._methods import conventional as conventional
from ._scaling import LiverBloodFlow as LiverBloodFlow
from ._scaling import ProportionalVolume as ProportionalVolume
from ._scaling import SingleSpecies as SingleSpecies
from ._scaling import TwoSpecies as TwoSpecies
from ._species_values import BySpecies as BySpecies
from ._species_values import Method as Method
