"""What the hERG-to-QTc pipeline tells and refuses."""

from ._say import Phrase

PHRASES = {
    "error.no_mode": Phrase(
        "the data do not tell the parameters: the posterior has no peak. Add concentrations between no block "
        "and full block.",
        "자료만으로는 모수를 알 수 없습니다(사후분포에 봉우리가 없습니다). 차단이 거의 없는 농도와 거의 완전한 농도 "
        "사이의 값을 더하세요.",
    ),
    "error.quick_plain_only": Phrase(
        "the quick posterior knows the plain model only. Use kai_workbench.inference.fit for this one.",
        "빠른 사후분포는 기본 모형만 다룹니다. 이 모형에는 kai_workbench.inference.fit을 쓰세요.",
    ),
    "error.qtc_unknown_drug": Phrase(
        "no such drug here. Choose one of: {known}.", "그런 약물이 없습니다. 다음 중에서 고르세요: {known}."
    ),
    "error.qtc_no_clinical": Phrase(
        "there is no clinical concentration–QTc data for this drug. Choose one of: {known}.",
        "이 약물의 임상 농도-QTc 자료가 없습니다. 다음 중에서 고르세요: {known}.",
    ),
}
