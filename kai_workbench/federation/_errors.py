"""What a federation refuses."""

from __future__ import annotations

from ..errors import KaiError


class FederationError(KaiError):
    """A study, a site or a model that cannot federate as it is."""


class Refused(FederationError):
    """A site said no. Its policy decides, not the coordinator's."""


class SiteLost(FederationError):
    """A site did not answer. Nothing is put in its place: the sum of the others is never formed."""


class Tampered(FederationError):
    """A key, a message, an answer or a log is not what its maker made."""
