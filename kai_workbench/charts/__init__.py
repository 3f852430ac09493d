"""Pictures of frames and posteriors: each function returns an altair chart and draws nothing else."""

from ._calibration import calibration as calibration
from ._concentration_time import concentration_time as concentration_time
from ._exposure_dots import exposure_dots as exposure_dots
from ._exposure_ladder import Rung as Rung
from ._exposure_ladder import exposure_ladder as exposure_ladder
from ._look import COLOURS as COLOURS
from ._look import SHAPES as SHAPES
from ._methods import methods as methods
from ._numbers import figures as figures
from ._posteriors import Learnt as Learnt
from ._posteriors import posteriors as posteriors
from ._prediction import prediction as prediction
from ._prior import prior_human as prior_human
from ._prior import prior_posterior as prior_posterior
from ._save import PAGE_WIDTH as PAGE_WIDTH
from ._save import png as png
from ._save import save as save
from ._save import svg as svg
from ._species_grid import species_grid as species_grid
from ._study_changes import study_changes as study_changes
from ._study_exposure import study_exposure as study_exposure
from ._study_findings import study_findings as study_findings
from ._study_groups import DoseGroups as DoseGroups
from ._study_measure import study_measure as study_measure
from ._study_profile import study_profile as study_profile
from ._study_weight import study_weight as study_weight
