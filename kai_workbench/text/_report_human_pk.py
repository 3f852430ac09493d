"""The report on a compound's human pharmacokinetics, and the command that writes it."""

from ._say import Phrase

PHRASES = {
    "pk_report.title": Phrase(
        "Human pharmacokinetics of {compound}, predicted from animals",
        "동물 자료로 예측한 {compound}의 사람 약동학",
    ),
    "pk_report.answer": Phrase(
        "Human clearance: {clearance} mL/min/kg, 90% {lo} to {hi}. After {dose} mg, AUC: {auc} ng·h/mL, "
        "90% {auc_lo} to {auc_hi}.",
        "사람 청소율: {clearance} mL/min/kg, 90% 신용구간 {lo}–{hi}. {dose} mg 투여 후 AUC: {auc} ng·h/mL, "
        "90% 신용구간 {auc_lo}–{auc_hi}.",
    ),
    "pk_report.real": Phrase(
        "Learnt from {n} real compounds: {source}.",
        "실제 화합물 {n}개에서 학습하였습니다: {source}.",
    ),
    "pk_report.synthetic": Phrase(
        "SYNTHETIC: learnt from {n} invented compounds ({source}). For trying things out, not for decisions.",
        "합성 자료: 지어낸 화합물 {n}개({source})에서 학습하였습니다. 시험용이며 의사결정에 쓸 수 없습니다.",
    ),
    "pk_report.fallback": Phrase(
        "The real data could not be had ({why})",
        "실제 자료를 가져오지 못하였습니다({why})",
    ),
    "pk_report.own_left_out": Phrase(
        "The compound's own human values were not used for its prediction.",
        "이 화합물 자신의 사람 값은 예측에 쓰지 않았습니다.",
    ),
    "pk_report.no_structure": Phrase(
        "Chemical structure was not used.",
        "화학구조는 쓰지 않았습니다.",
    ),
    "pk_report.structure_unread": Phrase(
        'The structure "{smiles}" could not be read as SMILES and was not used.',
        '구조 "{smiles}"을(를) SMILES로 읽지 못하여 쓰지 않았습니다.',
    ),
    "pk_report.no_volume": Phrase(
        "No volume of distribution was given: volume and half-life are the spread of the reference compounds, "
        "and say nothing about this one.",
        "분포용적이 주어지지 않아 분포용적과 반감기는 기준 화합물의 분포일 뿐이며, 이 화합물에 대한 정보가 "
        "아닙니다.",
    ),
    "pk_report.untrusted": Phrase(
        "DO NOT USE: the fit failed its checks.",
        "사용 금지: 적합이 점검을 통과하지 못하였습니다.",
    ),
    "pk_report.summary": Phrase("Prediction", "예측"),
    "pk_report.summary_note": Phrase(
        "Median with 50% and 90% credible intervals for the typical human; differences between people are "
        "not part of them. AUC is to infinity after one dose of {dose} mg in {weight} kg, bioavailability "
        "{bioavailability}. Half-life is the effective one, ln 2 · Vss / CL; a terminal half-life may be longer.",
        "대표적인 사람에 대한 중앙값과 50%·90% 신용구간이며, 사람 사이의 차이는 포함하지 않습니다. AUC는 체중 "
        "{weight} kg에 {dose} mg을 1회 투여한 뒤 무한대까지의 값입니다(생체이용률 {bioavailability}). 반감기는 "
        "유효 반감기 ln 2 · Vss / CL이며, 말단 반감기는 더 길 수 있습니다.",
    ),
    "pk_report.inputs": Phrase("What it was predicted from", "예측에 쓴 값"),
    "pk_report.methods": Phrase("Beside the conventional methods", "기존 방법과의 비교"),
    "pk_report.methods_note": Phrase(
        "A conventional method's interval is that of its own errors on the reference compounds, this one "
        "left out; its bias is not removed.",
        "기존 방법의 구간은 이 화합물을 뺀 기준 화합물에서 그 방법이 낸 오차에서 얻었으며, 치우침은 보정하지 "
        "않았습니다.",
    ),
    "pk_report.checks": Phrase("Can the fit be trusted?", "적합을 믿을 수 있는가?"),
    "pk_report.rests": Phrase("What it rests on", "근거"),
    "pk_report.model": Phrase(
        "Model: multivariate normal of log values over human, rat, dog and monkey, missing species integrated "
        "out{structure}. Priors below.",
        "모형: 사람·랫드·개·원숭이의 로그 값에 대한 다변량 정규분포, 측정되지 않은 종은 적분하여 제거{structure}. "
        "사전분포는 아래와 같습니다.",
    ),
    "pk_report.model_structure": Phrase(
        "; predictions from chemical structure enter as further columns",
        "; 화학구조에 의한 예측이 추가 열로 들어감",
    ),
    "pk_report.quality": Phrase(
        "Values left out or noticed, and why", "제외하거나 확인이 필요한 값과 그 이유"
    ),
    "pk_report.nothing": Phrase("None.", "없음."),
    "pk_report.repeat": Phrase("To repeat it", "재현 정보"),
    "pk_report.col.parameter": Phrase("Quantity", "항목"),
    "pk_report.col.unit": Phrase("Unit", "단위"),
    "pk_report.col.median": Phrase("Median", "중앙값"),
    "pk_report.col.i50": Phrase("50% interval", "50% 구간"),
    "pk_report.col.i90": Phrase("90% interval", "90% 구간"),
    "pk_report.col.observed": Phrase("On record in human", "사람 실측값"),
    "pk_report.col.method": Phrase("Method", "방법"),
    "pk_report.col.species": Phrase("From", "사용한 종"),
    "pk_report.col.estimate": Phrase("Estimate", "추정값"),
    "pk_report.col.gmfe": Phrase("Mean fold error on the reference", "기준 화합물 평균 배수 오차(GMFE)"),
    "pk_report.col.n": Phrase("Compounds", "화합물 수"),
    "pk_report.col.note": Phrase("Note", "비고"),
    "pk_report.compounds": Phrase("Compound", "화합물"),
    "pk_cli.fitting": Phrase("Learning from {n} reference compounds", "기준 화합물 {n}개에서 학습 중"),
    "pk_cli.reading": Phrase("Reading the reference compounds", "기준 화합물을 읽는 중"),
    "pk_cli.report": Phrase("Report: {path}", "보고서: {path}"),
    "pk_cli.chart": Phrase("Chart: {path}", "그림: {path}"),
    "pk_cli.table": Phrase("Table: {path}", "표: {path}"),
    "pk_cli.warming": Phrase("Preparing {what}", "{what} 준비 중"),
    "pk_cli.warmed": Phrase("Ready in {seconds} s", "{seconds}초 만에 준비되었습니다"),
    "error.no_such_file": Phrase(
        "there is no such file. Check the path.",
        "그런 파일이 없습니다. 경로를 확인하세요.",
    ),
    "error.table_as_compound": Phrase(
        "this is a file, not a compound. Give it as --table {path}.",
        "화합물이 아니라 파일입니다. --table {path}로 넣으세요.",
    ),
    "error.not_in_table": Phrase(
        "the table has no such compound. Check the spelling, or leave the name out to predict them all.",
        "표에 그런 화합물이 없습니다. 철자를 확인하거나, 이름을 빼고 모두 예측하세요.",
    ),
    "error.unknown_source": Phrase(
        "not a set of reference compounds. Choose one of: {known}.",
        "기준 화합물 자료가 아닙니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.unexpected": Phrase(
        "something went wrong that was not foreseen ({kind}: {detail}). Run again with KAI_DEBUG=1 to see "
        "where, and send us what it prints.",
        "예상하지 못한 문제가 생겼습니다({kind}: {detail}). KAI_DEBUG=1로 다시 실행한 뒤 출력 내용을 보내 주세요.",
    ),
}
