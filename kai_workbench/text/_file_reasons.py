"""Why a file cannot be read, as part of a sentence."""

from ._say import Phrase

PHRASES = {
    "problem.file_begins_otherwise": Phrase(
        "it does not begin as such a file does", "파일의 첫머리가 그 형식이 아님"
    ),
    "problem.file_byte": Phrase("byte {value}", "바이트 {value}"),
    "problem.file_checksum": Phrase(
        "its content does not agree with its check sum", "내용이 검사합과 맞지 않음"
    ),
    "problem.file_ends_early": Phrase("it ends too soon", "파일이 중간에 끊김"),
    "problem.file_entities": Phrase(
        "it holds a document type or entities, which are refused",
        "허용하지 않는 문서 형식 선언이나 엔티티가 있음",
    ),
    "problem.file_inside": Phrase(
        "what it holds is damaged, or of a kind that is not known here",
        "내용이 손상되었거나 여기서 모르는 종류임",
    ),
    "problem.file_object": Phrase(
        "it holds an R object that is no data frame (type {value})",
        "데이터 프레임이 아닌 R 객체가 있음(유형 {value})",
    ),
    "problem.file_packed_otherwise": Phrase(
        "it is packed in a way that is not known here", "여기서 모르는 방식으로 압축됨"
    ),
    "problem.file_place": Phrase("line {value}, character {hint}", "{value}행 {hint}번째 글자"),
    "problem.file_record": Phrase("record {value}, character {hint}", "레코드 {value}의 {hint}번째 글자"),
    "problem.file_word": Phrase(
        "{value}, which JSON does not know as a value", "{value}: JSON에서 쓸 수 없는 값"
    ),
    "quality.as_told": Phrase("{told}", "{told}"),
    "quality.placed": Phrase("{place}: {told}", "{place}: {told}"),
    "study.nothing_read": Phrase("No data set could be read.", "읽을 수 있는 데이터셋이 없습니다."),
    "study.problem.old_xls": Phrase(
        "This is the old Excel format (.xls), which is not read here. In Excel, save it as .xlsx, one sheet for each "
        "data set.",
        "여기서 읽지 않는 옛 엑셀 형식(.xls)입니다. 엑셀에서 데이터셋마다 시트 하나로 .xlsx로 저장하십시오.",
    ),
    "study.problem.nested_columns": Phrase(
        "These columns hold lists, structures or bytes and were left out: {columns}. Give every value a column and a "
        "row of its own.",
        "목록, 구조체, 바이트가 든 열은 읽지 않았습니다: {columns}. 값마다 열과 행을 따로 두십시오.",
    ),
    "study.problem.not_xlsx_because": Phrase(
        "This workbook is not read. {reason}", "통합 문서를 읽지 않았습니다. {reason}"
    ),
}
