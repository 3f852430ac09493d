"""What the atlas says where its maker says nothing else."""

from __future__ import annotations

LABELS = {
    "dose": "Dose, {species}",
    "figure": "{species}, {dose}. Arrow keys move between organs, Enter chooses one in every species.",
    "figure_no_dose": "{species}. Arrow keys move between organs, Enter chooses one in every species.",
    "status": "{species}, {dose}: {affected} of {examined} organs affected.",
    "hint": "Choose an organ to see it in every species.",
    "clear": "Clear the choice",
    "affected": "{affected} of {examined} affected ({percent})",
    "rate": "{percent} affected",
    "concordance": "Concordance {percent}",
    "not_examined": "not examined",
    "not_compared": "not compared",
    "interval": "Interval {low} – {high}",
    "severity": "Severity: {severity}",
    "highest": "Most often affected",
    "highest_concordance": "Highest concordance",
    "none": "No organ affected",
    "elsewhere": "Not in the drawing",
    "no_figure": "There is no drawing of this species; its organs are listed.",
    "legend_incidence": "Affected of those examined",
    "legend_concordance": "Concordance between species",
    "both_sexes": "Organs of both sexes are drawn in one figure.",
    "table": "Show as a table",
    "organ": "Organ",
    "empty": "There are no findings to draw yet. Choose a study.",
    "synthetic": "SYNTHETIC · 합성",
    "png": "Download PNG",
    "svg": "Download SVG",
}
