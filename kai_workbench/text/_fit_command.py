"""``kai fit``: what it says and what its report says."""

from ._say import Phrase

PHRASES = {
    "error.unknown_model": Phrase(
        "there is no model of this name. Choose one of: {known}.",
        "이런 이름의 모형은 없습니다. 다음 중에서 고르십시오: {known}.",
    ),
    "error.unknown_setting": Phrase(
        "there is no such setting. There are: {known}.",
        "그런 설정이 없습니다. 있는 설정: {known}.",
    ),
    "error.setting_needed": Phrase(
        "this has no default and must be given ({kind}). Add it in the file of settings or, for a fit, with --set.",
        "기본값이 없어 반드시 정해야 합니다({kind}). 설정 파일에, 적합이라면 --set으로도 넣으십시오.",
    ),
    "error.setting_kind": Phrase(
        "{value} cannot be used here. Give: {kind}.",
        "{value}은(는) 여기에 쓸 수 없습니다. 다음 형식으로 넣으십시오: {kind}.",
    ),
    "error.setting_form": Phrase(
        "a setting is written as name=value, the value as in TOML, for example CL=[3, 0.5] or "
        'residual="combined". Correct it.',
        '설정은 이름=값 꼴이며 값은 TOML처럼 씁니다. 예: CL=[3, 0.5], residual="combined". 고치십시오.',
    ),
    "error.settings_file": Phrase(
        "this file is no TOML ({detail}). Correct it, or write the settings with --set.",
        "TOML 파일이 아닙니다({detail}). 고치거나 --set으로 설정을 적으십시오.",
    ),
    "error.fit_text_column": Phrase(
        "the model reads numbers, and finds text in: {columns}. Give numbers there, or rename the column.",
        "모형은 숫자를 읽는데 다음 열에 글자가 있습니다: {columns}. 숫자로 고치거나 열 이름을 바꾸십시오.",
    ),
    "fit_cli.models": Phrase("Models", "모형"),
    "fit_cli.table_of": Phrase("The table", "표"),
    "fit_cli.settings": Phrase("Settings of {model}", "{model}의 설정"),
    "fit_cli.col.name": Phrase("name", "이름"),
    "fit_cli.col.what": Phrase("what it is for", "용도"),
    "fit_cli.col.setting": Phrase("setting", "설정"),
    "fit_cli.col.kind": Phrase("kind", "형식"),
    "fit_cli.col.default": Phrase("default", "기본값"),
    "fit_cli.needed": Phrase("must be given", "반드시 입력"),
    "fit_cli.next": Phrase(
        "kai fit NAME tells what its table must hold, and its settings.",
        "kai fit 이름: 표에 필요한 열과 설정을 보여 줍니다.",
    ),
    "fit_cli.fitting": Phrase("Fitting {model} to {n} rows", "{model} 모형을 {n}개 행에 적합하는 중"),
    "fit_cli.fit": Phrase("Draws: {path}", "추출값: {path}"),
    "fit_cli.table": Phrase("Table: {path}", "표: {path}"),
    "fit_cli.report": Phrase("Report: {path}", "보고서: {path}"),
    "fit_cli.log": Phrase("Log: {path}", "기록: {path}"),
    "fit_report.title": Phrase("{model}: what the data say", "{model}: 자료가 말하는 것"),
    "fit_report.withheld": Phrase(
        "The checks of this fit failed, so its numbers are not shown. What was found, and what to do:",
        "이 적합은 점검을 통과하지 못해 수치를 보이지 않습니다. 발견한 문제와 할 일:",
    ),
    "fit_report.learnt": Phrase("What was learnt", "알게 된 것"),
    "fit_report.picture": Phrase(
        "Posterior in blue (50, 90 and 99%), prior as a grey dashed line.",
        "사후분포는 파란색(50, 90, 99%), 사전분포는 회색 점선입니다.",
    ),
    "fit_report.table": Phrase("Parameters", "모수"),
    "fit_report.no_unit": Phrase("as in the data", "자료의 단위"),
    "fit_report.more": Phrase(
        "{n} further values, one for each subject, study or row, are in the table that goes with this report.",
        "대상자, 시험 또는 행마다 하나씩인 값 {n}개는 함께 저장한 표에 있습니다.",
    ),
    "fit_report.checks": Phrase("Can it be trusted?", "믿을 수 있습니까?"),
    "fit_report.reproduces": Phrase("Does it reproduce the data?", "자료를 재현합니까?"),
    "fit_report.inside": Phrase(
        "Of {n} observations {s90}% lie in the 90% interval and {s50}% in the 50% interval of {draws} data sets "
        "simulated from the posterior.",
        "관측값 {n}개 가운데 {s90}%가 사후분포에서 모의한 자료 {draws}벌의 90% 구간에, {s50}%가 50% 구간에 있습니다.",
    ),
    "fit_report.ranks": Phrase(
        "Grey: where the bars lie if the model is right. High at both ends: its intervals are too narrow. High on one "
        "side: it is biased. High in the middle: its intervals are wider than these data, which were used for the fit.",
        "회색은 모형이 맞을 때 막대가 놓이는 범위입니다. 양끝이 높으면 구간이 너무 좁고, 한쪽이 높으면 치우친 것이며, "
        "가운데가 높으면 적합에 쓴 이 자료보다 구간이 넓습니다.",
    ),
    "fit_report.left_out": Phrase(
        "{n} places hold a limit only, or nothing, and are not compared.",
        "한계값뿐이거나 비어 있는 {n}곳은 비교하지 않았습니다.",
    ),
    "fit_report.rests": Phrase("What it rests on", "근거"),
    "fit_report.data": Phrase(
        "{name}, {rows} rows, SHA-256 {sha256}.", "{name}, {rows}개 행, SHA-256 {sha256}."
    ),
    "fit_report.settings": Phrase("Priors and options", "사전분포와 선택 사항"),
    "fit_report.reading": Phrase("Noticed while reading the table", "표를 읽으며 확인한 점"),
    "fit_report.repeat": Phrase("To make it again", "재현 정보"),
}
