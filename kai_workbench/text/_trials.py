"""What the trial designs refuse, and how a simulation ends."""

from ._say import Phrase

PHRASES = {
    "error.trials.cancelled": Phrase(
        "the work was stopped. Start it again to see results.",
        "작업이 중단되었습니다. 결과를 보려면 다시 시작하세요.",
    ),
    "error.design_not_a_share": Phrase(
        "{value} is not a probability. Give a number above 0 and below 1.",
        "{value}은(는) 확률이 아닙니다. 0보다 크고 1보다 작은 수를 넣으세요.",
    ),
    "error.design_not_a_rate": Phrase(
        "{value} is not a probability. Give a number from 0 to 1.",
        "{value}은(는) 확률이 아닙니다. 0 이상 1 이하의 수를 넣으세요.",
    ),
    "error.design_not_positive": Phrase(
        "{value} cannot be. Give a finite number above 0.",
        "{value}은(는) 있을 수 없습니다. 0보다 큰 유한한 수를 넣으세요.",
    ),
    "error.design_not_finite": Phrase(
        "{value} is not a finite number. Give one.",
        "{value}은(는) 유한한 수가 아닙니다. 유한한 수를 넣으세요.",
    ),
    "error.design_not_whole": Phrase(
        "{value} cannot be. Give a whole number from {least} on.",
        "{value}은(는) 있을 수 없습니다. {least} 이상의 정수를 넣으세요.",
    ),
    "error.design_not_rising": Phrase(
        "{value} does not rise. Give values in order, each above the one before.",
        "{value}은(는) 오름차순이 아닙니다. 앞의 값보다 큰 값을 차례로 넣으세요.",
    ),
    "error.design_empty": Phrase(
        "nothing was given. Give at least {least}.",
        "아무것도 주어지지 않았습니다. {least}개 이상 넣으세요.",
    ),
    "error.design_length": Phrase(
        "{n} values where {needed} belong. Give one for each.",
        "{needed}개가 필요한데 값이 {n}개입니다. 하나씩 맞추어 넣으세요.",
    ),
    "error.design_option_unknown": Phrase(
        "'{value}' is not known here. Choose one of: {known}.",
        "'{value}'은(는) 여기서 쓸 수 없습니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.design_above": Phrase(
        "{value} is above {most}. Give at most {most}.",
        "{value}은(는) {most}보다 큽니다. {most} 이하로 넣으세요.",
    ),
    "error.scenario_kind": Phrase(
        "this design is tried under a {needed}, not under a {given}. Give a {needed}.",
        "이 설계에는 {given}이(가) 아니라 {needed}이(가) 필요합니다. {needed}을(를) 넣으세요.",
    ),
    "error.scenario_twice": Phrase(
        "two scenarios have this name. Give each its own.",
        "이름이 같은 시나리오가 둘 있습니다. 서로 다른 이름을 붙이세요.",
    ),
    "error.scenario_unknown": Phrase(
        "no such scenario was simulated. Choose one of: {known}.",
        "이런 시나리오는 시뮬레이션하지 않았습니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.measure_unknown": Phrase(
        "no such measure. Choose one of: {known}.",
        "이런 지표는 없습니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.design_not_exact": Phrase(
        "this design has too many courses to count them all. Leave exact out, and it is simulated.",
        "이 설계는 경우가 너무 많아 모두 셀 수 없습니다. exact를 빼면 시뮬레이션합니다.",
    ),
    "error.design_no_example": Phrase(
        "this trial cannot be replayed. Choose a trial from 0 to {last} of a simulated design.",
        "이 시험은 다시 볼 수 없습니다. 시뮬레이션한 설계에서 0부터 {last}까지의 번호를 고르세요.",
    ),
    "error.calibration_out_of_reach": Phrase(
        "{measure} goes from {first} to {second} between the bounds and never passes {target}. "
        "Widen the bounds, or choose another target.",
        "{measure}은(는) 주어진 범위에서 {first}부터 {second}까지 변하며 목표 {target}에 이르지 않습니다. "
        "범위를 넓히거나 목표를 바꾸세요.",
    ),
}
