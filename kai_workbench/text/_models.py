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
}
