"""Tables in one shape, whatever file they came from: names, units, and a note on all that was odd."""

from ._concentration_time import NoCurves as NoCurves
from ._concentration_time import concentration_time as concentration_time
from ._human_pk import HumanCompounds as HumanCompounds
from ._human_pk import human_pk as human_pk
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
