"""What a fit returns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import KaiError
from ._diagnosis import Diagnosis
from ._model import Model

if TYPE_CHECKING:
    import xarray as xr


class UntrustedFit(KaiError):
    """A fit whose checks failed was asked to feed the next step."""


@dataclasses.dataclass(frozen=True, repr=False)
class Fit:
    """A posterior with everything that is needed to judge it and to make it again.

    Attributes
    ----------
    tree
        Groups ``posterior``, ``sample_stats`` (dims ``chain``, ``draw``, then the model's own),
        ``observed_data`` and ``constant_data``.
    model
        The model that was fitted.
    key
        Name of the fit: hash of model, data, sampler settings, seed and software.
    data_hash
        Hash of the arrays and labels the model was given.
    seed
        Seed of the sampler. It fixes the draws for one set of compiled code (``code``).
    versions
        Software the fit was made with.
    diagnosis
        What the checks found.
    from_cache
        Whether it was read back instead of sampled.
    seconds
        Wall time of the call that made it.
    code
        Identity of the compiled code; empty when pymc's own sampler was used.
    timings
        Seconds by stage.
    """

    tree: xr.DataTree
    model: Model
    key: str
    data_hash: str
    seed: int
    versions: Mapping[str, str]
    diagnosis: Diagnosis
    from_cache: bool
    seconds: float
    code: str = ""
    timings: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @property
    def posterior(self) -> xr.Dataset:
        """Draws, dims ``(chain, draw, ...)``."""
        return self.tree["posterior"].to_dataset()

    @property
    def sample_stats(self) -> xr.Dataset:
        """The sampler's own numbers, dims ``(chain, draw)``."""
        return self.tree["sample_stats"].to_dataset()

    @property
    def trusted(self) -> bool:
        """False when the checks say that the posterior must not be used."""
        return self.diagnosis.verdict != "do_not_use"

    def require(self) -> Fit:
        """Give the fit, if its checks allow its use.

        Raises
        ------
        UntrustedFit
            The diagnosis says ``do_not_use``.
        """
        if self.trusted:
            return self
        from ._explain import explain

        raise UntrustedFit(
            "inference.untrusted",
            where=self.model.name,
            headline=explain(self).headline,
            findings=self._codes(),
        )

    def _codes(self) -> str:
        return ", ".join(finding.code for finding in self.diagnosis.findings)

    def __repr__(self) -> str:
        posterior = self.posterior
        size = f"{posterior.sizes['chain']} chains x {posterior.sizes['draw']} draws"
        verdict = {
            "trust": "checks passed",
            "look": f"usable, look at: {self._codes()}",
            "do_not_use": f"DO NOT USE: {self._codes()}",
        }[self.diagnosis.verdict]
        origin = "from cache" if self.from_cache else f"{self.seconds:.1f} s"
        return f"<Fit {self.model.name} v{self.model.version}, {size}, {origin}; {verdict}>"
