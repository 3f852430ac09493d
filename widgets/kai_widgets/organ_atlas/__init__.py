"""Organs of animals and humans side by side, coloured by what was found in them."""

from __future__ import annotations

from typing import Any, ClassVar

import traitlets as t

from kai_widgets._base import Widget, script, style

from ._figures import COLOURS as COLOURS
from ._figures import drawing_script
from ._figures import drawn as drawn
from ._labels import LABELS
from ._records import AtlasError as AtlasError
from ._records import doses_of, known_labels, known_organ, records_of, species_of


class OrganAtlas(Widget):
    """Figures of the species side by side; every organ carries the value it has at the chosen dose.

    The dose is chosen in the browser, which has all values and repaints at once. An organ that is
    chosen is ringed in every species and joined by a line. Organs without a place in a figure, and
    all organs of a species without a figure, are listed below it with the same colours.

    Parameters
    ----------
    species
        ``{"id": str, "label": str, "doses": [{"label": str, "value": float, "unit": str}]}`` each, from
        left to right, doses from low to high. ``mouse``, ``rat``, ``dog``, ``monkey`` and ``human`` have
        a figure (the mouse shares the rat's). ``doses`` may be empty: then the values have no dose.
    organs
        Label of each organ by its id, in anatomical order: the arrow keys follow it. What is not named
        here is not drawn; :func:`drawn` lists what can be.
    values
        One record for each species, dose and organ: ``species`` and ``organ`` (ids), ``dose`` (place in
        the ``doses`` of the species, from 0; ``None`` where it has none), ``affected`` and ``examined``
        (animals), ``value`` (0 to 1; of an incidence it is ``affected / examined`` when left out), ``low``
        and ``high`` (its interval), ``severity`` and ``text`` (words, already in the reader's language).
        An organ without a record, or with none examined, is hatched.
    measure
        ``"incidence"`` or ``"concordance"``.
    dose
        Place of the chosen dose by species; the highest where nothing is given.
    selected
        The chosen organ's id, or empty.
    title
        Spoken name of the whole, and title of the downloaded picture.
    synthetic
        The data are invented: the badge is shown, and exported.
    labels
        Texts that replace some of :attr:`LABELS`; marks in braces are filled in.
    filename
        Of downloaded pictures, without ending.
    downloads
        Whether the PNG and SVG buttons are shown.

    Raises
    ------
    AtlasError
        A ``ValueError``: something is missing, unknown, out of its range or there twice. It names
        the record; the widget keeps what it had.

    Examples
    --------
    >>> atlas = OrganAtlas(
    ...     species=[{"id": "rat", "label": "Rat", "doses": [{"label": "0", "value": 0, "unit": "mg/kg"}]}],
    ...     organs={"liver": "Liver"},
    ...     values=[{"species": "rat", "dose": 0, "organ": "liver", "affected": 1, "examined": 10}],
    ... )
    >>> atlas.values[0]["value"], atlas.dose
    (0.1, {'rat': 0})
    """

    LABELS: ClassVar[dict[str, str]] = LABELS

    _esm = drawing_script() + script(__file__)
    _css = style(__file__)

    species = t.List(t.Dict()).tag(sync=True)
    organs = t.Dict().tag(sync=True)
    values = t.List(t.Dict()).tag(sync=True)
    measure = t.Enum(("incidence", "concordance"), default_value="incidence").tag(sync=True)
    dose = t.Dict().tag(sync=True)
    selected = t.Unicode("").tag(sync=True)
    title = t.Unicode("").tag(sync=True)
    synthetic = t.Bool(False).tag(sync=True)
    labels = t.Dict(default_value=LABELS).tag(sync=True)
    filename = t.Unicode("organ-atlas").tag(sync=True)
    downloads = t.Bool(True).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.dose = dict(self.dose)  # validated even when nothing was given

    def show(self, **traits: Any) -> None:
        """Change several traits as one: checked together, sent together, drawn once.

        What was chosen is kept where it still exists.

        Raises
        ------
        AtlasError
            As for the traits themselves; then nothing is changed.
        """
        if unknown := sorted(traits.keys() - set(self.trait_names(sync=True))):
            raise TypeError(f"{type(self).__name__} has no {', '.join(map(repr, unknown))} to show")
        species = species_of(traits.get("species", self.species))
        organs = traits.get("organs", self.organs)
        measure = traits.get("measure", self.measure)
        steps = {one["id"]: len(one["doses"]) for one in species}
        kept = {name: at for name, at in self.dose.items() if at < steps.get(name, 0)}
        # Checked against the new species and organs, also what is not given anew.
        traits["values"] = records_of(traits.get("values", self.values), species, organs, measure)
        traits["dose"] = doses_of(traits.get("dose", kept), species)
        traits.setdefault("selected", self.selected if self.selected in organs else "")
        known_organ(traits["selected"], organs)
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in traits.items():
                setattr(self, name, value)

    @t.validate("species")
    def _species(self, proposal: dict[str, Any]) -> list[dict[str, Any]]:
        return species_of(proposal["value"])

    @t.validate("values")
    def _values(self, proposal: dict[str, Any]) -> list[dict[str, Any]]:
        return records_of(proposal["value"], self.species, self.organs, self.measure)

    @t.validate("dose")
    def _dose(self, proposal: dict[str, Any]) -> dict[str, int]:
        return doses_of(proposal["value"], self.species)

    @t.validate("selected")
    def _selected(self, proposal: dict[str, Any]) -> str:
        return known_organ(str(proposal["value"]), self.organs)

    @t.validate("labels")
    def _labels(self, proposal: dict[str, Any]) -> dict[str, str]:
        return known_labels(proposal["value"], LABELS)
