"""Compile, sample, cache, diagnose, calibrate: the only room that calls a sampler."""

from ._cache import CacheInfo as CacheInfo
from ._cache import cache_info as cache_info
from ._cache import clear_cache as clear_cache
from ._cache import warm as warm
from ._calibration import Calibration as Calibration
from ._calibration import calibrate as calibrate
from ._diagnosis import Diagnosis as Diagnosis
from ._diagnosis import Finding as Finding
from ._diagnosis import Limits as Limits
from ._diagnosis import diagnose as diagnose
from ._explain import Explanation as Explanation
from ._explain import explain as explain
from ._fit import Fit as Fit
from ._fit import UntrustedFit as UntrustedFit
from ._job import Job as Job
from ._job import Progress as Progress
from ._job import fit as fit
from ._job import start as start
from ._model import Model as Model
from ._predictive import loo as loo
from ._predictive import posterior_predictive as posterior_predictive
from ._predictive import prior_predictive as prior_predictive
from ._preview import Preview as Preview
from ._preview import preview as preview
from ._sampler import Cancelled as Cancelled
