"""What virtual patients, eligibility criteria and prognostic scores refuse."""

from ._say import Phrase

PHRASES = {
    "error.population_shares": Phrase(
        "the shares sum to {value}. Make them sum to 1.", "비율의 합이 {value}입니다. 합이 1이 되게 하세요."
    ),
    "error.population_limits": Phrase(
        "{low} to {high} holds nothing. Give a lower end below the upper one.",
        "{low}~{high} 사이에는 아무것도 없습니다. 아래 끝을 위 끝보다 작게 넣으세요.",
    ),
    "error.population_twice": Phrase(
        "two covariates have one name. Give each its own.",
        "이름이 같은 공변량이 둘 있습니다. 서로 다른 이름을 붙이세요.",
    ),
    "error.population_correlation": Phrase(
        "this is no correlation matrix. Make it symmetric with 1 on the diagonal, and such that all "
        "correlations can hold together (no negative eigenvalue).",
        "상관행렬이 아닙니다. 대칭이고 대각선이 1이며 모든 상관이 함께 성립하도록(음의 고윳값이 없게) 하세요.",
    ),
    "error.population_few": Phrase(
        "{n} patients are too few to fit a joint distribution. Give 20 or more.",
        "환자 {n}명으로는 결합분포를 적합할 수 없습니다. 20명 이상 넣으세요.",
    ),
    "error.population_missing": Phrase(
        "{n} values are missing. Leave out those patients or fill the values in first, and say which was done.",
        "결측값이 {n}개 있습니다. 해당 환자를 빼거나 값을 먼저 채우고, 어떻게 했는지 밝히세요.",
    ),
    "error.population_constant": Phrase(
        "all values are {value}. Leave the column out.", "모든 값이 {value}입니다. 이 열을 빼세요."
    ),
    "error.population_kind": Phrase(
        "a column of {kind} cannot be drawn. Turn it into a number or a category.",
        "{kind} 열은 생성할 수 없습니다. 수나 범주로 바꾸세요.",
    ),
    "error.criterion_rule": Phrase(
        "give either limits (low, high) or values (among), and not both.",
        "범위(low, high)나 값(among) 가운데 하나만 넣으세요.",
    ),
    "error.criterion_number": Phrase(
        "{column} is no number, and the criterion has limits. Give the values that meet it with among=.",
        "{column}은(는) 수가 아닌데 기준에 범위가 있습니다. 기준을 만족하는 값을 among=으로 넣으세요.",
    ),
    "error.criteria_many": Phrase(
        "{n} criteria have more subsets than can be counted; at most {most}. Join some of them.",
        "기준 {n}개의 부분집합은 모두 셀 수 없습니다. 최대 {most}개입니다. 일부를 합치세요.",
    ),
    "error.criteria_twice": Phrase(
        "two criteria have one name. Give each its own.",
        "이름이 같은 기준이 둘 있습니다. 서로 다른 이름을 붙이세요.",
    ),
    "error.criteria_nobody": Phrase(
        "nobody meets these criteria together, so there is no effect to speak of. Relax one, or give more "
        "patients.",
        "이 기준을 함께 만족하는 환자가 없어 효과를 말할 수 없습니다. 기준을 완화하거나 환자를 늘리세요.",
    ),
    "error.prognostic_few": Phrase(
        "{n} patients; at least {needed} are needed here. Give more patients, or fewer covariates.",
        "환자가 {n}명인데 여기서는 최소 {needed}명이 필요합니다. 환자를 늘리거나 공변량을 줄이세요.",
    ),
    "error.prognostic_correlation": Phrase(
        "{value} is no correlation. Give a number above -1 and below 1.",
        "{value}은(는) 상관계수가 아닙니다. -1보다 크고 1보다 작은 수를 넣으세요.",
    ),
    "error.prognostic_arm": Phrase(
        "{value} is no arm. Give 0 for control and 1 for treatment.",
        "{value}은(는) 군이 아닙니다. 대조군은 0, 치료군은 1로 넣으세요.",
    ),
    "error.prognostic_number": Phrase(
        "this column is no number. Turn categories into 0 and 1 first.",
        "이 열은 수가 아닙니다. 범주는 먼저 0과 1로 바꾸세요.",
    ),
}
