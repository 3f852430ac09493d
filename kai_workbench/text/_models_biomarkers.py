"""What the biomarker models refuse."""

from ._say import Phrase

PHRASES = {
    "error.features_wrong": Phrase(
        "{n} features of which {p0} are expected to matter cannot be. Name each once, and expect fewer than all.",
        "특징 {n}개 중 {p0}개가 중요하다고 볼 수 없습니다. 특징은 한 번씩만 적고 전체보다 적은 수를 기대하세요.",
    ),
    "error.feature_constant": Phrase(
        "every row has the value {value}; the feature tells nothing. Leave it out.",
        "모든 행의 값이 {value}이어서 이 특징은 아무것도 알려 주지 않습니다. 빼세요.",
    ),
    "error.too_few_rows": Phrase(
        "only {n} rows; at least 10 are needed. Add tumours, or ask for fewer features.",
        "행이 {n}개뿐입니다. 10개 이상이 필요하니 종양을 추가하거나 특징을 줄이세요.",
    ),
}
