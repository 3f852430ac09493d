"""What the charts of designs and of single trials say."""

from ._say import Phrase

PHRASES = {
    "chart.design_measures.tells": Phrase(
        "{measure}, by scenario and design. {rows}.", "{measure}, 시나리오와 설계별. {rows}."
    ),
    "chart.swimmer.months": Phrase("Months since the first patient", "첫 등록부터 지난 개월 수"),
    "chart.swimmer.patient": Phrase("Patient", "환자"),
    "chart.swimmer.dlt": Phrase("DLT", "DLT"),
    "chart.swimmer.response": Phrase("Response", "반응"),
    "chart.swimmer.none": Phrase("Neither", "없음"),
    "chart.swimmer.tells": Phrase(
        "One simulated trial: {n} patients as bars in time ({groups}); {dlts} with a DLT, {responses} with a response, "
        "{looks} decisions.",
        "시뮬레이션한 시험 하나: 환자 {n}명을 시간에 따른 막대로 보였습니다({groups}). DLT {dlts}명, 반응 {responses}명, "
        "결정 {looks}번.",
    ),
}
