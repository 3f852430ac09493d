"""What the pipelines refuse."""

from ._say import Phrase

PHRASES = {
    "error.unknown_compound": Phrase(
        "not among the {n} compounds of the reference table. Did you mean {near}? "
        "For a compound of your own, give its table.",
        "기준표의 화합물 {n}개에 없습니다. 혹시 {near}입니까? 자체 화합물이라면 표를 올려 주세요.",
    ),
    "error.pk_setting": Phrase(
        "{value} makes no sense here. Give a number above 0 and at most {most}.",
        "{value}은(는) 쓸 수 없는 값입니다. 0보다 크고 {most} 이하인 수를 넣으세요.",
    ),
    "error.pk_positive": Phrase(
        "{value} makes no sense here. Give a finite number above 0.",
        "{value}은(는) 쓸 수 없는 값입니다. 0보다 큰 수를 넣으세요.",
    ),
    "curves.synthetic": Phrase(
        "{compound} is synthetic: nobody was ever given it, so there are no human curves.",
        "{compound}은(는) 합성 화합물이라 사람에게 투여된 적이 없으므로 사람 곡선이 없습니다.",
    ),
    "error.curve_times": Phrase(
        "times must be 0 h or later, and there must be at least one. Give hours after the dose.",
        "시간은 0시간 이후여야 하며 하나 이상 있어야 합니다. 투여 후 시간을 시간(h) 단위로 넣으세요.",
    ),
    "error.one_compound": Phrase(
        "{n} rows were given where one compound is predicted at a time. Choose one row.",
        "한 번에 한 화합물을 예측하는데 {n}행이 들어왔습니다. 한 행을 고르세요.",
    ),
    "error.nothing_measured": Phrase(
        "neither an animal value of {parameter} nor a structure. Give at least one animal's value.",
        "{parameter}의 동물 값도 화학구조도 없습니다. 동물 값을 하나 이상 넣으세요.",
    ),
    "error.too_influential": Phrase(
        "its own human value moves the fit so much ({share} of the draws remain) that it cannot be "
        "left out by weighting. Fit a reference without it.",
        "이 화합물의 사람 값이 적합 결과를 크게 좌우하여(남는 표본 {share}) 가중으로 제외할 수 없습니다. "
        "이 화합물을 뺀 기준표로 다시 적합하세요.",
    ),
}
