"""Writing tables to files: what a format cannot hold."""

from ._say import Phrase

PHRASES = {
    "error.xpt_name": Phrase(
        '"{name}" cannot be a name in this SAS transport file: names have at most {limit} letters, digits and '
        "underscores and begin with no digit. Rename it, or write version 8, which allows 32.",
        "'{name}'은(는) 이 SAS 전송 파일의 이름으로 쓸 수 없습니다. 영문자·숫자·밑줄로 최대 {limit}자이며 숫자로 시작할 수 없습니다. "
        "이름을 바꾸거나 32자까지 되는 버전 8로 저장하십시오.",
    ),
    "error.twice_named": Phrase(
        'Two columns are called "{name}"; SAS does not tell capital letters from small ones. Rename one.',
        "'{name}'이라는 열이 둘 있습니다. SAS는 대소문자를 구별하지 않습니다. 하나의 이름을 바꾸십시오.",
    ),
    "error.no_columns": Phrase(
        "The table has no columns, so there is nothing to write. Give it at least one.",
        "표에 열이 없어 저장할 것이 없습니다. 열을 하나 이상 넣으십시오.",
    ),
    "error.label_too_long": Phrase(
        'The label of "{name}" is longer than the {limit} bytes that the file allows: "{value}". Shorten it.',
        "'{name}'의 라벨이 파일이 허용하는 {limit}바이트보다 깁니다: \"{value}\". 줄여 쓰십시오.",
    ),
    "error.text_too_long": Phrase(
        'The column "{name}" needs {value} bytes, and the file allows {limit}. '
        "Split the text into several columns, or write version 8.",
        "'{name}' 열에는 {value}바이트가 필요하지만 파일은 {limit}바이트까지 허용합니다. "
        "텍스트를 여러 열로 나누거나 버전 8로 저장하십시오.",
    ),
    "error.not_in_encoding": Phrase(
        'The letter "{value}" does not exist in {encoding}. Replace it, or give an encoding that has it, '
        'such as encoding="utf-8" or "cp949".',
        "'{value}' 문자는 {encoding}에 없습니다. 다른 문자로 바꾸거나 그 문자가 있는 인코딩을 지정하십시오"
        '(예: encoding="utf-8", "cp949").',
    ),
    "error.number_too_large": Phrase(
        "The number {value} cannot be kept exactly in this file. Change its unit, or write another format.",
        "{value}은(는) 이 파일에 정확히 저장할 수 없습니다. 단위를 바꾸거나 다른 형식으로 저장하십시오.",
    ),
    "error.not_a_number": Phrase(
        "{value} is no number that this file can hold. Make it missing (null) or correct it.",
        "{value}은(는) 이 파일에 저장할 수 있는 수가 아닙니다. 결측(null)으로 두거나 고치십시오.",
    ),
    "error.unwritable_type": Phrase(
        'The column "{name}" has the type {value}, which this file does not know. '
        "Turn it into text, a number or a date.",
        "'{name}' 열의 자료형 {value}은(는) 이 파일에 쓸 수 없습니다. 텍스트, 수, 날짜 중 하나로 바꾸십시오.",
    ),
    "error.xpt_format": Phrase(
        '"{value}" is no SAS format for the column "{name}". Write it as "8.2" or "DATE9.".',
        "'{value}'은(는) '{name}' 열의 SAS 형식이 아닙니다. \"8.2\"나 \"DATE9.\"처럼 쓰십시오.",
    ),
    "error.xpt_blank_end": Phrase(
        "Row {row}, the last one, is blank, and readers of version 5 files would take it for padding and lose it. "
        "Leave blank rows out, or write version 8, which counts its rows.",
        "마지막 행({row}행)이 비어 있어 버전 5를 읽는 프로그램은 채움 문자로 여기고 버립니다. "
        "빈 행을 빼거나 행 수를 적어 두는 버전 8로 저장하십시오.",
    ),
    "error.dataset_json_suffix": Phrase(
        'A Dataset-JSON file does not end in "{value}". Call it .json, .ndjson or .dsjc.',
        "Dataset-JSON 파일의 확장자는 '{value}'일 수 없습니다. .json, .ndjson, .dsjc 중 하나로 하십시오.",
    ),
    "error.unknown_study_format": Phrase(
        'A study cannot be written as "{value}". Choose one of: {known}.',
        "'{value}' 형식으로는 저장할 수 없습니다. 다음 중에서 고르십시오: {known}.",
    ),
    "writing.done": Phrase(
        "{count} file(s) written to {folder}.", "파일 {count}개를 {folder}에 저장했습니다."
    ),
    "error.unknown_key": Phrase(
        '"{name}" is named as a key, but the table has no such column. Name a column of the table.',
        "키로 지정한 '{name}' 열이 표에 없습니다. 표에 있는 열을 지정하십시오.",
    ),
}
