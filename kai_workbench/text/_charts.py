"""Words inside the pictures."""

from ._say import Phrase

PHRASES = {
    "chart.synthetic": Phrase("SYNTHETIC · 합성", "SYNTHETIC · 합성"),
    "chart.axis": Phrase("{quantity} ({unit})", "{quantity} ({unit})"),
    "chart.species": Phrase("Species", "종"),
    "chart.compound": Phrase("Compound", "화합물"),
    "chart.allometry": Phrase("Dashed: allometry (exponent {exponent})", "점선: 상대성장법(지수 {exponent})"),
    "chart.prior": Phrase("Before the data", "자료를 보기 전"),
    "chart.learnt": Phrase("After the data", "자료를 본 뒤"),
    "chart.posterior": Phrase("Human, predicted", "사람 예측"),
    "chart.on_record": Phrase("Human, on record", "사람 기록값"),
    "chart.animal_value": Phrase("Value", "값"),
    "chart.limit": Phrase("limit {value}", "한계 {value}"),
    "chart.row": Phrase("{median} {unit}  (90%: {lo90} – {hi90})", "{median} {unit}  (90%: {lo90} – {hi90})"),
    "chart.median": Phrase("Median", "중앙값"),
    "chart.interval50": Phrase("50% interval", "50% 구간"),
    "chart.interval90": Phrase("90% interval", "90% 구간"),
    "chart.estimate": Phrase("Estimate", "추정값"),
    "chart.nominal": Phrase("Interval of (%)", "구간의 명목 수준(%)"),
    "chart.covered": Phrase("Holds the observed value (%)", "관측값이 들어간 비율(%)"),
    "chart.coverage_title": Phrase("Do the intervals hold what they promise?", "구간이 약속한 만큼 맞는가?"),
    "chart.observed": Phrase("Observed {quantity} ({unit})", "관측된 {quantity} ({unit})"),
    "chart.predicted": Phrase("Predicted {quantity} ({unit})", "예측한 {quantity} ({unit})"),
    "chart.time": Phrase("Time after the dose (h)", "투여 후 시간(h)"),
    "chart.concentration": Phrase("Concentration (ng/mL)", "농도(ng/mL)"),
    "chart.concentration_by_dose": Phrase(
        "Concentration per dose (ng/mL per mg/kg)", "용량당 농도(mg/kg당 ng/mL)"
    ),
    "method.cross_species": Phrase("This prediction: all species jointly", "이 예측: 모든 종을 함께"),
    "chart.dots_below": Phrase(
        "{below} of {dots} dots are below the limit", "점 {dots}개 중 {below}개가 한계 아래"
    ),
    "chart.dots": Phrase("Each dot stands for a chance of 1 in {dots}", "점 하나는 {dots}분의 1의 확률"),
    "chart.below": Phrase("below the limit", "한계 아래"),
    "chart.above": Phrase("above the limit", "한계 위"),
    "chart.typical": Phrase("{quantity}: typical human value", "{quantity}: 사람의 전형적인 값"),
    "chart.spread": Phrase("Spread between compounds, human (fold)", "화합물 사이의 퍼짐, 사람(배)"),
    "chart.departure": Phrase(
        "{species}: departure from allometry (fold)", "{species}: 상대성장법에서 벗어남(배)"
    ),
    "chart.tells.species_grid": Phrase(
        "{quantity} of {n} compounds, each pair of species against the other on logarithmic axes.",
        "화합물 {n}개의 {quantity}을(를) 두 종씩 로그 축에 그린 그림.",
    ),
    "chart.tells.prediction": Phrase(
        "Predicted human pharmacokinetics of {compound}: {rows}",
        "{compound}의 사람 약동학 예측: {rows}",
    ),
    "chart.tells.methods": Phrase(
        "{quantity} in human by {n} methods, with 50% and 90% intervals on a logarithmic axis.",
        "{n}가지 방법으로 예측한 사람의 {quantity}과(와) 50%·90% 구간(로그 축).",
    ),
    "chart.predictive_rank": Phrase("Simulated values below it (%)", "이보다 작은 모의값(%)"),
    "chart.predictive_share": Phrase("Observations (%)", "관측값(%)"),
    "chart.predictive_inside": Phrase(
        "n = {n}; 90% interval holds {share}%", "n = {n}, 90% 구간에 {share}% 포함"
    ),
    "chart.tells.predictive_ranks": Phrase(
        "Where observations lie among simulated values: {rows}.", "모의값 가운데 관측값의 위치: {rows}."
    ),
    "error.predictive_none": Phrase(
        "there is no observation to compare. Give the frame of inference.predictive_check of a fit with values.",
        "비교할 관측값이 없습니다. 값이 있는 적합의 inference.predictive_check 표를 넣으세요.",
    ),
    "error.predictive_rank": Phrase(
        "{value} cannot be a rank. Give the share of simulated values below the observation, 0 to 1.",
        "{value}은(는) 순위가 될 수 없습니다. 관측값보다 작은 모의값의 비율을 0에서 1 사이로 넣으세요.",
    ),
    "error.predictive_draws": Phrase(
        "{value} data sets cannot be compared with. Give 1 or more.",
        "{value}벌의 자료와는 비교할 수 없습니다. 1 이상을 넣으세요.",
    ),
    "error.predictive_other": Phrase(
        "there are {n} in these data, and {fitted} in those that were fitted. Give the data of the fit.",
        "이 자료에는 {n}개, 적합한 자료에는 {fitted}개입니다. 적합에 쓴 자료를 넣으세요.",
    ),
    "chart.tells.calibration": Phrase(
        "How often intervals hold the observed value, and predicted against observed values, of {n} compounds.",
        "화합물 {n}개에서 구간이 관측값을 담은 비율, 그리고 예측값과 관측값.",
    ),
    "chart.tells.rank_ecdf": Phrase(
        "Ranks of planted parameters among posterior draws, {n} models, with the band that chance allows.",
        "사후 표본 속 심은 모수의 순위와 우연이 허용하는 띠, 모형 {n}개.",
    ),
    "chart.rank_panel": Phrase(
        "{model}\n{n} simulations, p {p}, {failed} failed",
        "{model}\n모의실험 {n}회, p {p}, 실패 {failed}",
    ),
    "chart.rank_inside": Phrase("within its 95% band", "95% 띠 안"),
    "chart.rank_outside": Phrase("outside its 95% band", "95% 띠 밖"),
    "chart.rank_of_truth": Phrase("rank of the truth", "참값의 순위"),
    "chart.rank_away": Phrase("ECDF less uniform", "경험분포와 균등분포의 차"),
    "chart.tells.exposure": Phrase(
        "Predicted exposure in human as {dots} dots of equal chance. {more}",
        "사람에서 예측한 노출을 확률이 같은 점 {dots}개로 나타낸 그림. {more}",
    ),
    "chart.tells.concentration": Phrase(
        "Concentration against time, {n} curves. Not drawn, as they have no number: {left} values.",
        "시간에 따른 농도, 곡선 {n}개. 수치가 없어 그리지 않은 값: {left}개.",
    ),
    "chart.tells.prior_posterior": Phrase(
        "What was assumed before the data, in grey, and what was learnt, in blue: {rows}",
        "자료를 보기 전의 가정(회색)과 배운 것(파란색): {rows}",
    ),
    "error.chart_ending": Phrase(
        "a chart cannot be saved as '{ending}'. Use a name that ends in .png, .svg or .json.",
        "그림을 '{ending}' 형식으로 저장할 수 없습니다. .png, .svg, .json 중 하나로 끝나는 이름을 쓰세요.",
    ),
    "error.chart_nothing": Phrase(
        "there is nothing to draw: no compound has a value. Choose another table or quantity.",
        "그릴 값이 없습니다. 다른 표나 다른 양을 고르세요.",
    ),
}
