"""What the models refuse."""

from ._say import Phrase

PHRASES = {
    "error.unknown_parameter": Phrase(
        "'{parameter}' is not a quantity of this model. Choose one of: {known}.",
        "'{parameter}'은(는) 이 모형이 다루는 양이 아닙니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.prior_not_positive": Phrase(
        "a prior of {value} makes no sense here. Give a finite number above 0.",
        "사전분포 값 {value}은(는) 쓸 수 없습니다. 0보다 큰 유한한 수를 넣으세요.",
    ),
    "error.planted_missing": Phrase(
        "the truth to simulate from has no such value (it has: {known}). Give it.",
        "모의할 참값에 이 값이 없습니다(있는 값: {known}). 값을 넣으세요.",
    ),
    "error.planted_shape": Phrase(
        "the true values have the shape {shape} where {wanted} belongs. Give one for each, in order.",
        "참값의 모양이 {shape}인데 {wanted}이어야 합니다. 순서대로 하나씩 넣으세요.",
    ),
    "error.planted_beyond": Phrase(
        "nothing can be simulated from {value}. Give a finite number above {low} and below {high}.",
        "{value}에서는 모의할 수 없습니다. {low}보다 크고 {high}보다 작은 유한한 수를 넣으세요.",
    ),
    "error.planted_below": Phrase(
        "nothing can be simulated from {value}. Give a finite number of {least} or more.",
        "{value}에서는 모의할 수 없습니다. {least} 이상인 유한한 수를 넣으세요.",
    ),
    "error.planted_no_number": Phrase(
        "{value} is no number. Give numbers: one for all, one for each in order, or a mapping by name.",
        "{value}은(는) 수가 아닙니다. 모두에 하나, 순서대로 하나씩, 또는 이름별로 수를 넣으세요.",
    ),
    "error.planted_unknown": Phrase(
        "the model knows no such value (it has: {known}). Correct the name, or leave it out.",
        "모형에 없는 값입니다(있는 값: {known}). 이름을 고치거나 빼세요.",
    ),
    "error.planted_correlation": Phrase(
        "this is no correlation matrix. Give a symmetric one with ones on its diagonal and positive eigenvalues.",
        "상관행렬이 아닙니다. 대각이 1이고 고유값이 모두 양수인 대칭행렬을 넣으세요.",
    ),
    "error.missing_column": Phrase(
        "the table has no such column (it has: {columns}). Add it, empty where nothing was measured.",
        "표에 이 열이 없습니다(있는 열: {columns}). 열을 추가하고 측정값이 없는 칸은 비워 두세요.",
    ),
    "error.value_not_positive": Phrase(
        "the value {value} has no logarithm. Give the unrounded value, or leave the cell empty.",
        "값 {value}은(는) 로그를 취할 수 없습니다. 반올림 전 값을 넣거나 칸을 비워 두세요.",
    ),
    "error.too_few_linked": Phrase(
        "only {n} compounds have a human value beside an animal's. The model needs at least 3: "
        "add reference compounds.",
        "사람과 동물 값이 함께 있는 화합물이 {n}개뿐입니다. 모형에는 3개 이상이 필요하니 "
        "기준 화합물을 추가하세요.",
    ),
    "error.needs_structure_extra": Phrase(
        'predicting from structure needs {package}. Install it with: pip install "kai-workbench[structure]".',
        "화학구조로 예측하려면 {package}이(가) 필요합니다. 다음으로 설치하세요: "
        'pip install "kai-workbench[structure]".',
    ),
    "error.too_few_structures": Phrase(
        "only {n} structures to learn from; at least 50 are needed. Use the human table of the catalog.",
        "학습할 화학구조가 {n}개뿐입니다. 50개 이상이 필요하니 카탈로그의 사람 자료를 쓰세요.",
    ),
    "error.herg_no_cells": Phrase(
        "the table has no rows. Give one for each cell that was measured.",
        "표에 행이 없습니다. 측정한 세포마다 한 행씩 넣으세요.",
    ),
    "error.mixture_weights": Phrase(
        "the weights {value} are no mixture. Give shares between 0 and 1 that add to 1.",
        "가중치 {value}은(는) 혼합분포가 될 수 없습니다. 0과 1 사이이고 합이 1인 값을 넣으세요.",
    ),
    "error.mixture_length": Phrase(
        "{n} values for {components} components. Give one for each.",
        "성분은 {components}개인데 값은 {n}개입니다. 성분마다 하나씩 넣으세요.",
    ),
    "error.model_value_not_finite": Phrase(
        "{value} is not a finite number. Give one, or leave out the row.",
        "{value}은(는) 유한한 수가 아닙니다. 수를 넣거나 행을 빼세요.",
    ),
    "error.not_a_share": Phrase(
        "{value} is not a share. Give a number between 0 and 1.",
        "{value}은(는) 비율이 아닙니다. 0과 1 사이의 수를 넣으세요.",
    ),
    "error.events_over_n": Phrase(
        "{r} responders among {n} patients cannot be. Give whole numbers, responders not more than patients.",
        "환자 {n}명 중 반응자 {r}명은 있을 수 없습니다. 정수로, 반응자가 환자보다 많지 않게 넣으세요.",
    ),
    "error.too_few_draws": Phrase(
        "{n} draws are too few, or they are all equal or not finite. Give at least 200 that differ.",
        "추출값 {n}개는 너무 적거나, 모두 같거나, 유한하지 않습니다. 서로 다른 값 200개 이상을 넣으세요.",
    ),
    "error.elir_or_moment": Phrase(
        'method="{value}" needs a mixture. Use "elir" or "moment", or fit a mixture to the prior first.',
        'method="{value}"에는 혼합분포가 필요합니다. "elir" 또는 "moment"를 쓰거나 먼저 혼합분포를 적합하세요.',
    ),
    "error.elir_diverges": Phrase(
        "a beta component has a parameter of {value}, below 1, and no effective sample size of this kind. "
        'Use method="moment", or fit the mixture with above_one=True.',
        "베타 성분의 모수 {value}이(가) 1보다 작아 이 방식의 유효표본크기가 없습니다. "
        'method="moment"를 쓰거나 above_one=True로 혼합분포를 적합하세요.',
    ),
    "error.model_option_unknown": Phrase(
        "'{value}' is not known here. Choose one of: {known}.",
        "'{value}'은(는) 여기서 쓸 수 없습니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.prior_has_unit": Phrase(
        "a mean has a unit, so this prior has no default. Give it in the unit of the data.",
        "평균에는 단위가 있어 이 사전분포에는 기본값이 없습니다. 자료의 단위로 넣으세요.",
    ),
    "error.too_few_studies": Phrase(
        "only {n}; how much they differ cannot be told from fewer than 2. Add more, or use a power prior.",
        "{n}개뿐입니다. 2개 미만으로는 서로 얼마나 다른지 알 수 없습니다. 더 넣거나 멱사전분포를 쓰세요.",
    ),
    "error.conflict_needs": Phrase(
        "this prior is compared with other data. Give {needs}.",
        "이 사전분포는 다른 자료와 비교합니다. {needs}을(를) 넣으세요.",
    ),
    "error.too_few_exposures": Phrase(
        "only {n} different exposures, and the curve has {needed} parameters. Add exposures, or choose a simpler shape.",
        "서로 다른 노출이 {n}개뿐인데 곡선의 모수는 {needed}개입니다. 노출을 추가하거나 더 단순한 모양을 고르세요.",
    ),
    "error.response_not_binary": Phrase(
        'a binary response is 0 or 1. Recode it, or use response="continuous".',
        '이분형 반응은 0 또는 1입니다. 다시 부호화하거나 response="continuous"를 쓰세요.',
    ),
    "error.response_constant": Phrase(
        "every response is {value}; no curve can be told from that. Check the column.",
        "모든 반응이 {value}입니다. 여기서는 곡선을 알 수 없으니 열을 확인하세요.",
    ),
    "error.qtc_value": Phrase(
        "{value} cannot be. Give finite numbers; active 0 or 1; concentrations not below 0, and 0 on placebo.",
        "{value}은(는) 있을 수 없습니다. 유한한 수를 넣고, active는 0 또는 1, 농도는 0 이상(위약은 0)이어야 합니다.",
    ),
    "error.concentrations_differ": Phrase(
        "{n} concentrations beside {asked} predicted ones. Give draws at the same concentrations.",
        "예측한 농도는 {asked}개인데 {n}개가 주어졌습니다. 같은 농도에서 얻은 추출값을 넣으세요.",
    ),
    "error.qtc_too_few": Phrase(
        "{n} subjects at {times} times, or no concentration above 0: no slope can be told. "
        "Give at least 3 subjects, 2 times, and rows on drug.",
        "대상자 {n}명, 시점 {times}개이거나 0보다 큰 농도가 없어 기울기를 알 수 없습니다. "
        "대상자 3명, 시점 2개 이상과 투약 행을 넣으세요.",
    ),
    "error.herg_value": Phrase(
        "{value} cannot be. Give concentrations above 0 nM and blocks in percent; leave out vehicle cells.",
        "{value}은(는) 있을 수 없습니다. 농도는 0 nM보다 크게, 차단은 %로 넣고, 용매만 쓴 세포는 빼세요.",
    ),
    "error.herg_one_concentration": Phrase(
        "tested at one concentration only; its IC50 cannot be told from its slope. Add a concentration.",
        "농도 하나에서만 시험되어 IC50과 기울기를 구별할 수 없습니다. 농도를 추가하세요.",
    ),
    "error.model_not_above": Phrase(
        "{value} cannot be. Give a finite number above {least}.",
        "{value}은(는) 있을 수 없습니다. {least}보다 큰 유한한 수를 넣으세요.",
    ),
}
