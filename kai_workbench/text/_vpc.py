"""Words of the visual predictive check."""

from ._say import Phrase

PHRASES = {
    "chart.vpc_concentration": Phrase("Concentration", "농도"),
    "chart.vpc_time": Phrase("Time ({unit})", "시간({unit})"),
    "chart.vpc_quantile": Phrase("{percent}% of concentrations lie below", "농도의 {percent}%가 이 아래"),
    "chart.blq_share": Phrase("Below the limit of quantification", "정량한계 미만 비율"),
    "chart.tells.vpc": Phrase(
        "Visual predictive check, {quantity}: {inside} of {n} observed values lie in the band of simulated studies.",
        "시각적 예측 점검, {quantity}: 관찰값 {n}개 중 {inside}개가 모의시험 구간 안에 있습니다.",
    ),
    "error.chart_no_blq_share": Phrase(
        "the check has no share below the limit of quantification. Give the data an LLOQ, or leave share out.",
        "점검에 정량한계 미만 비율이 없습니다. 자료에 LLOQ를 넣거나 share를 빼세요.",
    ),
    "error.chart_no_quantiles": Phrase(
        "the check has no quantiles of concentration. Give the table of visual_predictive_check.",
        "점검에 농도 분위수가 없습니다. visual_predictive_check의 표를 넣으세요.",
    ),
}
