"""Compound, study, dose group, exposure and finding: what belongs together, and who says so."""

from ._concentrations import concentrations as concentrations
from ._design import animals as animals
from ._design import groups as groups
from ._dose_text import dose_of as dose_of
from ._doses import dose_agreement as dose_agreement
from ._doses import doses as doses
from ._exposures import compare_exposures as compare_exposures
from ._exposures import exposures as exposures
from ._exposures import exposures_from_pc as exposures_from_pc
from ._exposures import pools as pools
from ._findings import FindingError as FindingError
from ._findings import findings as findings
from ._findings import severity_scale as severity_scale
from ._nca import NonCompartmental as NonCompartmental
from ._nca import nca as nca
from ._nca_options import BelowLimitRule as BelowLimitRule
from ._nca_options import NcaError as NcaError
from ._nca_options import TerminalPhase as TerminalPhase
from ._sparse import sparse_auc as sparse_auc
