"""The statistical section of a protocol, and the files of a trial's report."""

from ._say import Phrase

PHRASES = {
    "trial_protocol.title": Phrase(
        "{title}: statistical section of the protocol", "{title}: 임상시험계획서의 통계 절"
    ),
    "trial_protocol.note": Phrase(
        "Headings of section 10 of ICH M11 (CeSHarP), template of Step 4, 19 November 2025. What the plan knows is filled in; what stands in a frame is for the sponsor to write. The numbers in parentheses are Monte-Carlo standard errors.",
        "ICH M11(CeSHarP) 2025년 11월 19일 4단계 서식 10절의 제목을 따랐습니다. 계획에 있는 내용은 채웠고, 틀 안의 내용은 의뢰자가 써야 합니다. 괄호 안은 몬테카를로 표준오차입니다.",
    ),
    "trial_protocol.to_write": Phrase(
        "[Section {number}: to be written by the sponsor; the plan holds nothing for it.]",
        "[{number}절: 의뢰자가 작성. 계획에 해당 내용이 없습니다.]",
    ),
    "trial_protocol.general": Phrase(
        "The operating characteristics of the design were established before the trial, exactly where every course can be counted and elsewhere from {n} simulated trials per scenario (seed {seed}, code {code}). The estimand of the primary objective:",
        "설계의 운영특성은 시험 전에 구하였습니다. 모든 경우를 셀 수 있으면 정확히 세고, 아니면 시나리오마다 시험 {n}건을 시뮬레이션하였습니다(시드 {seed}, 코드 {code}). 일차 목적의 추정대상은 다음과 같습니다.",
    ),
    "trial_protocol.event": Phrase("{event}: {strategy}.", "{event}: {strategy}."),
    "trial_protocol.events": Phrase(
        "[To be written by the sponsor: which data are used after each event, and why.]",
        "[의뢰자가 작성: 각 사건 이후 어떤 자료를 왜 쓰는지.]",
    ),
    "trial_protocol.sensitivity": Phrase(
        "[To be written by the sponsor: sensitivity of the analysis to its assumptions. The table above varies the design.]",
        "[의뢰자가 작성: 분석 가정에 대한 민감도. 위의 표는 설계를 바꾸어 본 것입니다.]",
    ),
    "trial_protocol.looks": Phrase(
        "The data are looked at as the decision rules of section 10.4.1.1 say; the settings and the decision table there give when and with which bounds.",
        "10.4.1.1절의 결정 규칙에 따라 자료를 살핍니다. 시점과 경계는 그곳의 설정값과 결정표에 있습니다.",
    ),
    "trial_protocol.no_multiplicity": Phrase(
        "One decision is made and no set of hypotheses is tested; no adjustment for multiplicity is planned.",
        "하나의 결정을 내리며 여러 가설을 함께 검정하지 않으므로 다중성 보정은 계획하지 않습니다.",
    ),
    "trial_protocol.size": Phrase("Expected number of patients: {told}.", "기대 환자 수: {told}."),
    "error.docx_missing": Phrase(
        "python-docx is not installed, and DOCX needs it. Install kai-workbench[docx], or ask for html and csv alone.",
        "DOCX를 만들려면 python-docx가 필요합니다. kai-workbench[docx]를 설치하거나 html과 csv만 고르세요.",
    ),
    "error.report_format": Phrase(
        "there is no such format. Choose from: {known}.", "이런 형식은 없습니다. 다음에서 고르세요: {known}."
    ),
    "trial_cli.simulating": Phrase("Simulating", "시뮬레이션 중"),
    "trial_cli.written": Phrase("Written: {path}", "저장: {path}"),
    "trial_cli.no_docx": Phrase(
        "python-docx is not installed: no DOCX is written. Install kai-workbench[docx] for it.",
        "python-docx가 없어 DOCX는 만들지 않습니다. 필요하면 kai-workbench[docx]를 설치하세요.",
    ),
    "trial_cli.next": Phrase(
        "Next: kai report trial --example > trial.toml, write your plan into it, kai report trial trial.toml --out report",
        "다음: kai report trial --example > trial.toml로 예시를 받아 계획을 적고 kai report trial trial.toml --out report를 실행하세요.",
    ),
    "error.plan_nothing_given": Phrase(
        "no file of settings was given. Give one; kai report trial --example prints a file to start from.",
        "설정 파일이 없습니다. 파일을 넣으세요. kai report trial --example로 예시를 볼 수 있습니다.",
    ),
}
