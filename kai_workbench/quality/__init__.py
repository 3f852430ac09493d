"""What is wrong with the data: conformance, completeness and plausibility in one table."""

from ._table import QualityTable as QualityTable
from ._table import Result as Result
from ._words import Words as Words
from ._words import words as words
