"""The quality table: what was checked, what failed, and why something was not evaluated."""

from ._say import Phrase

PHRASES = {
    "quality.status.failed": Phrase("failed", "실패"),
    "quality.status.passed": Phrase("passed", "통과"),
    "quality.status.not_evaluated": Phrase("not evaluated", "평가하지 않음"),
    "quality.status.not_applicable": Phrase("not applicable", "해당 없음"),
    "quality.category.conformance": Phrase("conformance", "적합성"),
    "quality.category.completeness": Phrase("completeness", "완전성"),
    "quality.category.plausibility": Phrase("plausibility", "타당성"),
}
