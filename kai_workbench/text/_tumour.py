"""What the models of tumour size refuse."""

from ._say import Phrase

PHRASES = {
    "error.tumour_time": Phrase(
        "a time of {value} cannot be used here. Give finite times since the start of treatment; "
        "a model that is integrated begins at 0.",
        "시점 {value}은(는) 쓸 수 없습니다. 치료 시작부터의 유한한 시간을 넣으세요. "
        "적분으로 푸는 모형은 0에서 시작합니다.",
    ),
    "error.tumour_size": Phrase(
        "a size of {value} cannot be. Give a finite size, 0 for a tumour that has vanished, "
        "and leave out rows without a measurement.",
        "종양 크기 {value}은(는) 있을 수 없습니다. 유한한 크기를 넣고, 사라진 종양은 0으로, "
        "측정하지 않은 행은 빼세요.",
    ),
    "error.tumour_zero": Phrase(
        "a size of 0 is below what can be measured, and has no logarithm. Say from which size on a tumour "
        "can be measured (limit=, 5 mm in RECIST 1.1 for lesions too small to measure).",
        "크기 0은 측정할 수 있는 값보다 작고 로그가 없습니다. 측정 가능한 가장 작은 크기를 limit=로 "
        "알려 주세요(RECIST 1.1에서 너무 작아 잴 수 없는 병변은 5 mm).",
    ),
    "error.tumour_too_few": Phrase(
        "{n} subjects, at most {times} times in one of them: no curve can be told. "
        "Give at least 3 subjects, and 3 times in one of them.",
        "대상 {n}, 한 대상의 시점은 많아야 {times}개라서 곡선을 알 수 없습니다. "
        "대상은 3 이상, 적어도 한 대상은 시점이 3개 이상이어야 합니다.",
    ),
    "error.tumour_all_below": Phrase(
        "every size is below the limit of {limit}. Check the limit's unit.",
        "모든 크기가 한계 {limit}보다 작습니다. 한계의 단위를 확인하세요.",
    ),
    "error.tumour_exposure": Phrase(
        "an exposure of {value} cannot be. Give finite numbers from 0 on; 0 for untreated subjects.",
        "노출 {value}은(는) 있을 수 없습니다. 0 이상의 유한한 수를 넣고, 치료받지 않은 대상은 0으로 하세요.",
    ),
    "error.tumour_exposure_changes": Phrase(
        "the exposure of one subject changes to {value}. A column holds what stays; give stretches of "
        "treatment as TumourSizes(sizes=..., exposure=...).",
        "한 대상의 노출이 {value}(으)로 바뀝니다. 열에는 변하지 않는 값만 넣고, 변하는 노출은 "
        "TumourSizes(sizes=..., exposure=...)로 구간별로 넣으세요.",
    ),
    "error.tumour_window": Phrase(
        "a stretch of treatment that starts at {value} makes no sense: it begins before 0 or before the one "
        "before it has ended, or has no length.",
        "{value}에 시작하는 치료 구간이 맞지 않습니다. 0 전이나 앞 구간이 끝나기 전에 시작하거나 길이가 없습니다.",
    ),
    "error.simeoni_step": Phrase(
        "steps of {value} are too long for what the prior of {field} allows, and sizes would be wrong. Take at most "
        "{most}.",
        "{field}의 사전분포가 허용하는 값에 비해 적분 간격 {value}이(가) 너무 길어 크기가 틀립니다. {most} 이하로 하세요.",
    ),
    "error.tumour_unknown_subject": Phrase(
        "is not among the subjects of the fit. Predict it as a new one (subjects='new').",
        "적합에 쓴 대상이 아닙니다. 새 대상으로 예측하세요(subjects='new').",
    ),
    "error.tumour_zero_first": Phrase(
        "the first size is 0: there is no change from nothing. Leave the curve out, or begin it where "
        "the tumour can be measured.",
        "첫 크기가 0이라 변화를 계산할 수 없습니다. 이 곡선을 빼거나 종양을 잴 수 있는 때부터 시작하세요.",
    ),
    "error.tumour_times": Phrase(
        "{value} are no visits. Give at least two increasing times, the first one the baseline, and a size "
        "for each on the last axis.",
        "{value}은(는) 방문 시점이 될 수 없습니다. 기저 시점부터 커지는 시점을 둘 이상, 마지막 축에 크기를 하나씩 넣으세요.",
    ),
    "error.joint_survival": Phrase(
        "{value} cannot be used. Give each subject of the sizes one row with a time above 0, an event of 0 "
        "or 1, and covariates that are numbers.",
        "{value}은(는) 쓸 수 없습니다. 크기 표의 대상마다 한 행을 두고, 0보다 큰 시간, 0 또는 1인 사건, "
        "수로 된 공변량을 넣으세요.",
    ),
    "error.joint_no_events": Phrase(
        "no event at all: survival cannot be told from this table. Add follow-up.",
        "사건이 하나도 없어 생존을 알 수 없습니다. 추적관찰 자료를 추가하세요.",
    ),
}
