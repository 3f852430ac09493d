"""What is wrong with the data: conformance, completeness and plausibility in one table."""

from ._core import check_core as check_core
from ._core import rules_of as rules_of
from ._core_coverage import core_coverage as core_coverage
from ._core_coverage import core_gaps as core_gaps
from ._core_coverage import coverage_markdown as coverage_markdown
from ._core_rule import Rule as Rule
from ._core_rule import read_rules as read_rules
from ._core_study import CoreStudy as CoreStudy
from ._kept import kept_check as kept_check
from ._left_out import UNUSABLE as UNUSABLE
from ._left_out import LeftOutError as LeftOutError
from ._left_out import Usable as Usable
from ._left_out import usable as usable
from ._omop import check_omop as check_omop
from ._study import check_study as check_study
from ._table import QualityTable as QualityTable
from ._table import Result as Result
from ._words import Words as Words
from ._words import words as words
