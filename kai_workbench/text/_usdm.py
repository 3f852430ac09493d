"""Protocols as USDM."""

from ._say import Phrase

PHRASES = {
    "error.usdm_not_json": Phrase(
        "this cannot be read as JSON ({detail}). Give a USDM file.",
        "JSON으로 읽을 수 없습니다({detail}). USDM 파일을 넣으세요.",
    ),
    "error.usdm_not_usdm": Phrase(
        "this is JSON without a study and a usdmVersion. Give a USDM 4.0 file.",
        "study와 usdmVersion이 없는 JSON입니다. USDM 4.0 파일을 넣으세요.",
    ),
    "error.usdm_version": Phrase(
        "this is USDM {version}, and version 4 is read. Convert it first.",
        "USDM {version} 파일입니다. 버전 4만 읽으니 먼저 변환하세요.",
    ),
    "error.usdm_invalid": Phrase(
        "{what}. Correct the file ({more} further problems).",
        "{what}. 파일을 고치세요(다른 문제 {more}건).",
    ),
    "error.usdm_without_plan": Phrase(
        "this study holds no plan of a trial design that the workbench wrote. Give a file of kai report trial.",
        "이 파일에는 작업대가 기록한 시험 설계 계획이 없습니다. kai report trial이 만든 파일을 넣으세요.",
    ),
}
