"""What data exists, whose it is, and verified frames of it.

Everything starts with a name: ``catalog.dataset("pk_animal_human").card()`` says what it is,
``catalog.load("pk_animal_human", "animal")`` fetches, verifies and reads it.
"""

from ._dataset import Dataset as Dataset
from ._dataset import Resource as Resource
from ._descriptors import dataset as dataset
from ._descriptors import datasets as datasets
from ._descriptors import search as search
from ._errors import CatalogError as CatalogError
from ._errors import HashMismatch as HashMismatch
from ._errors import LicenceNotAccepted as LicenceNotAccepted
from ._errors import MissingPackage as MissingPackage
from ._errors import UnknownDataset as UnknownDataset
from ._errors import Unreachable as Unreachable
from ._fetch import fetch as fetch
from ._kai101_studies import KAI101_STUDIES as KAI101_STUDIES
from ._kai101_studies import KAI101Study as KAI101Study
from ._kai101_studies import kai101_labels as kai101_labels
from ._kai101_studies import kai101_study as kai101_study
from ._kai101_studies import kai101_truth as kai101_truth
from ._licence import accepted as accepted
from ._load import load as load
from ._verify import verify as verify
