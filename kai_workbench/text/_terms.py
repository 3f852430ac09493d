"""The field's own words, used everywhere."""

from ._say import Phrase

PHRASES = {
    "species.mouse": Phrase("Mouse", "마우스"),
    "species.rat": Phrase("Rat", "랫드"),
    "species.dog": Phrase("Dog", "개"),
    "species.monkey": Phrase("Monkey", "원숭이"),
    "species.human": Phrase("Human", "사람"),
    "species.structure": Phrase("Structure", "화학구조"),
    "quantity.clearance": Phrase("Clearance", "청소율"),
    "quantity.volume_ss": Phrase("Volume of distribution at steady state", "정상상태 분포용적"),
    "quantity.half_life": Phrase("Half-life", "반감기"),
    "quantity.auc": Phrase("Exposure (AUC)", "노출(AUC)"),
    "quantity.fraction_unbound": Phrase("Fraction unbound", "비결합 분율"),
    "badge.synthetic": Phrase("SYNTHETIC", "합성"),
}
