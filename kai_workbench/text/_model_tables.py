"""What models say of tables as such, and of values that lie far from the others'."""

from ._say import Phrase

PHRASES = {
    "error.model_not_a_table": Phrase(
        "the data are a {kind}, not a polars table. Give polars.DataFrame(...), or polars.from_pandas(...) of a "
        "pandas table.",
        "자료가 polars 표가 아니라 {kind}입니다. polars.DataFrame(...)으로, pandas 표는 polars.from_pandas(...)로 바꿔 "
        "넣으세요.",
    ),
    "error.pk_covariate_not_positive": Phrase(
        'the value {value} has no power of it, so this effect cannot use it. Correct it, or take form="exponential".',
        '값 {value}은(는) 거듭제곱을 취할 수 없어 이 효과에 쓸 수 없습니다. 값을 고치거나 form="exponential"을 쓰세요.',
    ),
    "error.prior_far": Phrase(
        "what was measured is {ratio} times what the priors expect, which no value they allow explains. Check the "
        "units (the model's is {unit}); if they are right, move or widen the priors.",
        "측정값이 사전분포의 예상보다 {ratio}배이며, 사전분포가 허용하는 어떤 값으로도 설명되지 않습니다. "
        "자료의 단위가 모형과 같은지({unit}) 확인하고, 같다면 사전분포를 옮기거나 넓히세요.",
    ),
    "error.prior_apart": Phrase(
        "what was measured lies {difference} {unit} from what the priors expect, which no value they allow explains. "
        "Check the columns and their units; if they are right, move or widen the priors.",
        "측정값이 사전분포의 예상과 {difference} {unit}만큼 다르며, 사전분포가 허용하는 어떤 값으로도 설명되지 않습니다. "
        "열과 단위를 확인하고, 맞다면 사전분포를 옮기거나 넓히세요.",
    ),
    "error.several_units": Phrase(
        "the rows have several units ({several}); a curve is in one. Bring them to one unit.",
        "행의 단위가 여러 가지입니다({several}). 곡선은 한 단위로 그리니 하나로 맞추세요.",
    ),
    "error.response_units_apart": Phrase(
        "{n} of {total} responses are more than a hundred times larger or smaller than the others at the same "
        "exposures, with nothing between. Their units differ: bring them to one unit.",
        "반응 {total}개 중 {n}개가 같은 노출의 다른 반응보다 100배 넘게 크거나 작고 그 사이 값이 없습니다. "
        "단위가 다르니 하나로 맞추세요.",
    ),
    "error.exposure_units_apart": Phrase(
        "{n} of {total} exposures above 0 are more than ten thousand times larger or smaller than the others, with "
        "nothing between. Their units differ: bring them to one unit.",
        "0보다 큰 노출 {total}개 중 {n}개가 나머지보다 1만 배 넘게 크거나 작고 그 사이 값이 없습니다. "
        "단위가 다르니 하나로 맞추세요.",
    ),
    "error.tumour_constant": Phrase(
        "all {n} sizes are {value}: there is no course to learn from. Check the column.",
        "크기 {n}개가 모두 {value}이라 경과를 알 수 없습니다. 열을 확인하세요.",
    ),
    "error.herg_constant": Phrase(
        "all {n} blocks are {value} %: no curve can be told from that. Check the column.",
        "차단 {n}개가 모두 {value} %이라 곡선을 알 수 없습니다. 열을 확인하세요.",
    ),
    "error.herg_share": Phrase(
        "the largest block is {value}: these look like shares of 1, and percentages are wanted. Multiply by 100.",
        "가장 큰 차단이 {value}입니다. 0~1의 비율로 보이나 백분율이 필요하니 100을 곱하세요.",
    ),
    "error.qtc_constant": Phrase(
        "all {n} changes from baseline are {value} ms: there is nothing to learn from. Check the column.",
        "기저치 대비 변화 {n}개가 모두 {value} ms라 배울 것이 없습니다. 열을 확인하세요.",
    ),
    "error.qtc_baseline": Phrase(
        "a baseline QTc of {value} ms cannot be: people's lie about 400 ms. Check the unit (ms, not s) and the column.",
        "기저 QTc {value} ms는 있을 수 없습니다. 사람에서는 400 ms 안팎입니다. 단위(s가 아니라 ms)와 열을 확인하세요.",
    ),
    "warning.pk_covariate_constant": Phrase(
        "every subject has the same value, {value}; the coefficient comes from its prior alone.",
        "모든 대상자의 값이 {value}로 같아 계수는 사전분포에서만 나옵니다.",
    ),
    "warning.pkpd_units_apart": Phrase(
        "{n} subjects have responses more than thirty times above or below the others'. Look whether their units "
        "differ, a share for a percentage.",
        "대상자 {n}명의 반응이 다른 대상자보다 30배 넘게 높거나 낮습니다. 백분율과 비율처럼 단위가 다른지 확인하세요.",
    ),
    "warning.tumour_units_apart": Phrase(
        "{n} subjects have tumours more than a hundred times larger or smaller than the others'. Look whether their "
        "units differ.",
        "대상 {n}의 종양이 다른 대상보다 100배 넘게 크거나 작습니다. 단위가 다른지 확인하세요.",
    ),
}
