"""What is said of a question that no trial can answer."""

from ._say import Phrase

PHRASES = {
    "error.question_not_better": Phrase(
        "The rate hoped for ({hoped}) is not above the one to beat ({null}). Hope for more, or lower the one to beat.",
        "기대하는 비율({hoped})이 넘어야 할 비율({null})보다 높지 않습니다. 기대 비율을 높이거나 넘어야 할 비율을 낮추세요.",
    ),
    "error.question_alpha": Phrase(
        "a type I error of {alpha} is not below the power of {power}. Lower the error, or raise the power.",
        "제1종 오류 {alpha}이(가) 검정력 {power}보다 작지 않습니다. 오류를 줄이거나 검정력을 높이세요.",
    ),
    "error.question_too_many": Phrase(
        "this design needs {needed} patients, and {most} are allowed. Allow more, hope for a larger effect, or accept "
        "less power.",
        "이 설계에는 환자 {needed}명이 필요한데 {most}명까지만 허용했습니다. 더 허용하거나, 더 큰 효과를 기대하거나, "
        "검정력을 낮추세요.",
    ),
    "error.question_certain": Phrase(
        "rates of 0 and 100% in both arms leave nothing to chance. Give at least one rate between them.",
        "두 군의 비율이 모두 0%나 100%이면 우연이 없습니다. 그 사이의 비율을 하나 이상 넣으세요.",
    ),
    "error.question_rates": Phrase(
        "{n} rates where {needed} belong. Give one rate for each dose or arm, in %, apart by commas.",
        "비율이 {needed}개 필요한데 {n}개입니다. 용량이나 군마다 하나씩 %로, 쉼표로 나누어 넣으세요.",
    ),
    "error.question_stages": Phrase(
        "arms looked at this often need {needed} patients, so that each has four at every look, and {most} are allowed. "
        "Allow more, or take fewer looks or arms.",
        "이만큼 자주 보려면 군마다 분석 때 네 명씩, 모두 {needed}명이 필요한데 {most}명까지만 허용했습니다. 더 허용하거나, "
        "분석 횟수나 군의 수를 줄이세요.",
    ),
}
