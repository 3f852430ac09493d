"""What can go wrong between a data set's name and a verified file."""

from __future__ import annotations

from kai_workbench.errors import KaiError


class CatalogError(KaiError):
    """Any mistake of the catalog that a person can mend."""


class UnknownDataset(CatalogError):
    """No data set, or no resource of it, goes by that name."""


class LicenceNotAccepted(CatalogError):
    """The data's terms ask for a person's consent before they are fetched."""


class HashMismatch(CatalogError):
    """A file is not the one that the catalog describes."""


class Unreachable(CatalogError):
    """The file is not on this machine and could not be brought here: offline, no network, refused."""


class MissingPackage(CatalogError):
    """The data lies in a Python package that is not installed."""
