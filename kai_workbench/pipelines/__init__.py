"""Models joined so that uncertainty travels from one to the next as draws."""

from ._concentration import HumanCurves as HumanCurves
from ._concentration import concentration_curve as concentration_curve
from ._concentration import human_curves as human_curves
from ._cross_validation import CROSS_VALIDATION as CROSS_VALIDATION
from ._cross_validation import Accuracy as Accuracy
from ._cross_validation import accuracy as accuracy
from ._cross_validation import cross_validate as cross_validate
from ._cross_validation import folds as folds
from ._human_pk import HumanPK as HumanPK
from ._human_pk import exposure as exposure
from ._human_pk_fit import DEFAULT_COMPOUND as DEFAULT_COMPOUND
from ._human_pk_fit import HumanPKFit as HumanPKFit
from ._human_pk_fit import HumanPKJob as HumanPKJob
from ._human_pk_fit import HumanPKModel as HumanPKModel
from ._human_pk_fit import predict_human_pk as predict_human_pk
from ._reference import Reference as Reference
from ._reference import reference as reference
from ._reference import with_structure as with_structure
