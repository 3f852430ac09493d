"""Compound, study, dose group, exposure and finding: what belongs together, and who says so."""

from ._nca import NonCompartmental as NonCompartmental
from ._nca import nca as nca
from ._nca_options import BelowLimitRule as BelowLimitRule
from ._nca_options import NcaError as NcaError
from ._nca_options import TerminalPhase as TerminalPhase
from ._sparse import sparse_auc as sparse_auc
