"""Tables in one shape, whatever file they came from: names, units, and a note on all that was odd."""

from . import _units
from ._concentration_time import NoCurves as NoCurves
from ._concentration_time import concentration_time as concentration_time
from ._domain import Domain as Domain
from ._domain import Standard as Standard
from ._domain import Variable as Variable
from ._human_pk import HumanCompounds as HumanCompounds
from ._human_pk import human_pk as human_pk
from ._omop import Omop as Omop
from ._omop_errors import DatabaseGone as DatabaseGone
from ._omop_errors import MissingTable as MissingTable
from ._omop_errors import OmopError as OmopError
from ._omop_fields import OmopField as OmopField
from ._omop_fields import omop_fields as omop_fields
from ._omop_fields import omop_schema as omop_schema
from ._omop_open import looks_like_omop as looks_like_omop
from ._omop_open import open_omop as open_omop
from ._omop_summary import OmopSummary as OmopSummary
from ._own_file import MAX_BYTES as MAX_BYTES
from ._own_species_pk import read_species_pk as read_species_pk
from ._own_species_pk import species_pk_template as species_pk_template
from ._problems import Problem as Problem
from ._problems import TableError as TableError
from ._quality import quality_in as quality_in
from ._species_pk import COLUMNS as COLUMNS
from ._species_pk import PLAUSIBLE as PLAUSIBLE
from ._species_pk import QUANTITIES as QUANTITIES
from ._species_pk import SPECIES as SPECIES
from ._species_pk import UNITS as UNITS
from ._species_pk import SpeciesPK as SpeciesPK
from ._species_pk import column as column
from ._species_pk import species_pk as species_pk
from ._study import Study as Study
from ._study import open_study as open_study
from ._study_problems import MissingDomain as MissingDomain
from ._study_problems import StudyError as StudyError
from ._study_problems import StudyProblem as StudyProblem
from ._ucum import Unit as Unit
from ._ucum import UnknownUnit as UnknownUnit
from ._unit_conversion import UnitMismatch as UnitMismatch
from ._write_dataset_json import write_dataset_json as write_dataset_json
from ._write_xpt import write_xpt as write_xpt
from ._writing import WriteError as WriteError

units = _units
