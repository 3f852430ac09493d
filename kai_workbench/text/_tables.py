"""A person's own table: what was noticed in it, and what must be mended."""

from ._say import Phrase

PHRASES = {
    "quality.not_positive": Phrase(
        "{column} is {value}; a rounded small number, most likely. It has no logarithm.",
        "{column} 값이 {value}입니다. 작은 값이 반올림된 것으로 보이며 로그를 취할 수 없습니다.",
    ),
    "quality.not_positive.action": Phrase("treated as not measured", "측정되지 않은 것으로 처리"),
    "quality.implausible": Phrase(
        "{column} is {value}, outside the usual {limit}; check its unit.",
        "{column} 값 {value}이(가) 통상 범위 {limit} 밖입니다. 단위를 확인하십시오.",
    ),
    "quality.implausible.action": Phrase("kept as it is", "그대로 사용"),
    "quality.duplicate_compound": Phrase(
        'The compound "{value}" stands in the table more than once.',
        "화합물 '{value}'이(가) 표에 두 번 이상 있습니다.",
    ),
    "quality.duplicate_compound.action": Phrase(
        "first row kept, this one left out", "첫 행만 사용하고 이 행은 제외"
    ),
    "error.not_species_pk": Phrase(
        '"{name}" has no table of clearance and volume by species. Choose one that has: {near}.',
        "'{name}'에는 종별 청소율·분포용적 표가 없습니다. 다음 중에서 고르십시오: {near}.",
    ),
    "error.unknown_drug": Phrase(
        '"{name}" is not in this table. Choose one of: {near}.',
        "'{name}'은(는) 이 표에 없습니다. 다음 중에서 고르십시오: {near}.",
    ),
    "quality.encoding": Phrase(
        "The file is not UTF-8; it was read as {value}.", "파일이 UTF-8이 아니어서 {value}(으)로 읽었습니다."
    ),
    "quality.encoding.action": Phrase("check that names look right", "이름이 바르게 보이는지 확인"),
    "quality.delimiter": Phrase("The columns are separated by {value}.", "열 구분자는 {value}입니다."),
    "quality.delimiter.action": Phrase("read so", "그대로 읽음"),
    "quality.decimal_comma": Phrase("Numbers are written with a decimal comma.", "소수점으로 쉼표를 씁니다."),
    "quality.decimal_comma.action": Phrase("1,5 was read as 1.5", "1,5를 1.5로 읽음"),
    "quality.sheet": Phrase(
        'The sheet "{value}" was read; the workbook also holds: {limit}.',
        "'{value}' 시트를 읽었습니다. 통합 문서에는 다음 시트도 있습니다: {limit}.",
    ),
    "quality.sheet.action": Phrase("other sheets not read", "다른 시트는 읽지 않음"),
    "quality.macros": Phrase("The workbook holds macros.", "통합 문서에 매크로가 있습니다."),
    "quality.macros.action": Phrase("not run, only the cells were read", "실행하지 않고 셀만 읽음"),
    "quality.extension": Phrase(
        'The file is named "{value}" but holds {limit}.',
        "파일 확장자는 '{value}'이지만 내용은 {limit}입니다.",
    ),
    "quality.extension.action": Phrase("read by its content", "내용에 따라 읽음"),
    "quality.column_ignored": Phrase(
        'The column "{value}" is not used here.', "'{value}' 열은 여기서 쓰지 않습니다."
    ),
    "quality.column_ignored.action": Phrase("ignored", "무시"),
    "quality.species_read_as": Phrase(
        '"{value}" was read as {limit}.', "'{value}'을(를) {limit}(으)로 읽었습니다."
    ),
    "quality.species_read_as.action": Phrase("check that this is meant", "의도와 같은지 확인"),
    "error.table": Phrase(
        "{count} problems must be mended before anything is computed:",
        "계산하기 전에 고쳐야 할 문제가 {count}개 있습니다:",
    ),
    "error.table_more": Phrase("... and {count} more.", "... 그 밖에 {count}개가 더 있습니다."),
    "error.no_curves": Phrase(
        'CvTdb has no usable curve of "{compound}"{species}. Near names: {near}. '
        'See what there is with catalog.load("cvtdb", "concentration_time").',
        "CvTdb에 '{compound}'{species}의 쓸 수 있는 농도 곡선이 없습니다. 비슷한 이름: {near}. "
        '전체는 catalog.load("cvtdb", "concentration_time")로 볼 수 있습니다.',
    ),
    "error.only_as_metabolite": Phrase(
        'In CvTdb "{compound}"{species} was measured only after {given} was given, so these are curves of a '
        "metabolite and do not show its own clearance and volume. If that is what you want, "
        "pass as_metabolite=True.",
        "CvTdb에서 '{compound}'{species}은(는) {given} 투여 뒤에만 측정되었습니다. 대사체의 곡선이므로 그 자체의 "
        "청소율과 분포용적을 보여 주지 않습니다. 그래도 필요하면 as_metabolite=True를 주십시오.",
    ),
    "problem.row": Phrase("row {row}", "{row}행"),
    "problem.column": Phrase('column "{column}"', "'{column}' 열"),
    "problem.unreadable": Phrase(
        'The file "{value}" cannot be read ({hint}). Check its path and your rights to it.',
        "파일 '{value}'을(를) 읽을 수 없습니다 ({hint}). 경로와 접근 권한을 확인하십시오.",
    ),
    "problem.too_large": Phrase(
        "The file is {value}; at most {hint} are read. Keep only the columns and rows that are needed.",
        "파일 크기가 {value}입니다. {hint}까지만 읽습니다. 필요한 열과 행만 남기십시오.",
    ),
    "problem.too_many_cells": Phrase(
        "The table is larger than {hint} (rows × columns). Keep only the columns and rows that are needed.",
        "표가 {hint}(행 × 열)보다 큽니다. 필요한 열과 행만 남기십시오.",
    ),
    "problem.empty_file": Phrase(
        "The file holds no rows. Fill in the template and try again.",
        "파일에 데이터 행이 없습니다. 서식을 채워 다시 시도하십시오.",
    ),
    "problem.not_a_table": Phrase(
        "This is no table that can be read here ({hint}). Save it as CSV (UTF-8) or XLSX.",
        "여기서 읽을 수 있는 표가 아닙니다 ({hint}). CSV(UTF-8)나 XLSX로 저장하십시오.",
    ),
    "problem.damaged": Phrase(
        "The file is damaged or incomplete ({hint}). Open it where it was made and save it again.",
        "파일이 손상되었거나 불완전합니다 ({hint}). 원래 프로그램에서 열어 다시 저장하십시오.",
    ),
    "problem.encoding": Phrase(
        "The text is in no encoding known here (UTF-8, UTF-16, CP949). In Excel, save as "
        '"CSV UTF-8 (comma delimited)".',
        "글자 인코딩을 알 수 없습니다 (UTF-8, UTF-16, CP949가 아님). 엑셀에서 'CSV UTF-8(쉼표로 분리)'로 저장하십시오.",
    ),
    "problem.encrypted": Phrase(
        "The workbook is protected with a password. Remove the password and save it again.",
        "통합 문서에 암호가 걸려 있습니다. 암호를 없애고 다시 저장하십시오.",
    ),
    "problem.old_xls": Phrase(
        "This is the old Excel format (.xls). In Excel, save it as .xlsx or CSV.",
        "옛 엑셀 형식(.xls)입니다. 엑셀에서 .xlsx나 CSV로 저장하십시오.",
    ),
    "problem.zip_bomb": Phrase(
        "Unpacked, this workbook is larger than {hint}. Copy the table alone into a new workbook.",
        "압축을 풀면 {hint}보다 큽니다. 표만 새 통합 문서에 복사하십시오.",
    ),
    "problem.several_sheets": Phrase(
        "More than one sheet could be meant: {hint}. Keep one, or hide the others.",
        "여러 시트가 해당됩니다: {hint}. 하나만 남기거나 나머지를 숨기십시오.",
    ),
    "problem.formula": Phrase(
        'The cell holds the formula "{value}", whose result cannot be trusted here. Copy the cells and paste them '
        "back as values.",
        "셀에 수식 '{value}'이(가) 있어 결과를 믿을 수 없습니다. 복사하여 '값으로 붙여넣기'를 하십시오.",
    ),
    "problem.merged": Phrase(
        "Cells are merged ({value}): all but the first of them are empty. Unmerge them, with one header row and a "
        "value in every cell.",
        "병합된 셀({value})이 있습니다. 첫 셀 외에는 비어 있습니다. 병합을 풀고, 머리글은 한 줄로, 값은 셀마다 채우십시오.",
    ),
    "problem.long_row": Phrase(
        "It has {value} cells, and the header {hint}. Give every column a name, and quote cells that hold the delimiter.",
        "셀이 {value}개인데 머리글은 {hint}개입니다. 열마다 이름을 붙이고, 구분 기호가 든 셀은 따옴표로 묶으십시오.",
    ),
    "problem.web_page": Phrase(
        "It is a web page or XML, perhaps one that asks to sign in.",
        "웹 페이지나 XML입니다(로그인 화면일 수 있음).",
    ),
    "problem.column_names": Phrase(
        "Columns without a name, or with the same name: {value}.",
        "이름이 없거나 겹치는 열이 있습니다: {value}.",
    ),
    "problem.missing_column": Phrase(
        "This column is missing. Add it; the columns are: {hint}.",
        "이 열이 없습니다. 추가하십시오. 열 이름: {hint}.",
    ),
    "problem.missing_column_near": Phrase(
        'This column is missing. Is it the one named "{value}"? Then rename that to "{column}".',
        "이 열이 없습니다. '{value}' 열이 맞습니까? 그렇다면 이름을 '{column}'(으)로 바꾸십시오.",
    ),
    "problem.missing_unit_column": Phrase(
        "This column is missing, so the unit is unknown. Add it with one of: {hint}.",
        "이 열이 없어 단위를 알 수 없습니다. 다음 중 하나를 적은 열을 추가하십시오: {hint}.",
    ),
    "problem.column_likely": Phrase(
        'Does this column hold the {hint}? Then rename it to "{hint}"; if not, remove it.',
        "이 열이 {hint} 값입니까? 그렇다면 이름을 '{hint}'(으)로 바꾸고, 아니면 지우십시오.",
    ),
    "problem.column_unit": Phrase(
        'The unit in its name, "{value}", is not the one of this form. Convert the values and rename the column to '
        '"{hint}"; or give one row per compound and species, with the unit in a column of its own.',
        "열 이름의 단위 '{value}'은(는) 이 형식의 단위가 아닙니다. 값을 환산하고 열 이름을 '{hint}'(으)로 바꾸십시오. "
        "또는 화합물과 종마다 한 행씩 적고, 단위는 따로 열을 두어 적으십시오.",
    ),
    "problem.column_twice": Phrase(
        'The column "{value}" stands in the table twice. Remove one.',
        "'{value}' 열이 두 번 있습니다. 하나를 지우십시오.",
    ),
    "problem.long_and_wide": Phrase(
        "The table mixes the two forms ({value}). Use one row per compound and species, or one row per compound.",
        "두 가지 형식이 섞여 있습니다 ({value}). 화합물×종마다 한 행, 또는 화합물마다 한 행 중 하나로 통일하십시오.",
    ),
    "problem.ragged_row": Phrase(
        'The row has more cells than the header has names (from "{value}" on). A comma inside a number or a name? '
        "Put the cell in quotation marks, write 1.5 and not 1,5.",
        "행의 칸 수가 열 이름보다 많습니다 ('{value}'부터). 숫자나 이름에 쉼표가 있습니까? "
        "칸을 따옴표로 묶고, 소수는 1,5가 아니라 1.5로 쓰십시오.",
    ),
    "problem.no_compound": Phrase(
        "The name of the compound is missing. Fill it in.", "화합물 이름이 없습니다. 적으십시오."
    ),
    "problem.no_species": Phrase(
        "The species is missing. Fill in one of: {hint}.", "종이 없습니다. 다음 중 하나를 적으십시오: {hint}."
    ),
    "problem.unknown_species": Phrase(
        '"{value}" is no species used here. Write one of: {hint}; or remove the row.',
        "'{value}'은(는) 여기서 쓰지 않는 종입니다. {hint} 중 하나를 적거나 행을 지우십시오.",
    ),
    "problem.unknown_species_near": Phrase(
        '"{value}" is no species known here. Did you mean {hint}? Then write that.',
        "'{value}'은(는) 알 수 없는 종입니다. {hint}을(를) 뜻합니까? 그렇다면 그렇게 적으십시오.",
    ),
    "problem.missing_unit": Phrase(
        "The value has no unit. Fill in one of: {hint}.",
        "값에 단위가 없습니다. 다음 중 하나를 적으십시오: {hint}.",
    ),
    "problem.wrong_unit": Phrase(
        'The unit "{value}" is not known here. Convert the value and use one of: {hint}.',
        "'{value}' 단위는 알 수 없습니다. 값을 환산하여 다음 중 하나를 쓰십시오: {hint}.",
    ),
    "problem.unit_is_total": Phrase(
        '"{value}" is for the whole body. Divide by the body weight in kg and use one of: {hint}.',
        "'{value}'은(는) 몸 전체에 대한 단위입니다. 체중(kg)으로 나누어 다음 중 하나를 쓰십시오: {hint}.",
    ),
    "problem.negative": Phrase(
        "{value} is negative, which cannot be. Correct it, or leave the cell blank if it was not measured.",
        "{value}은(는) 음수라 있을 수 없는 값입니다. 고치거나, 측정하지 않았으면 비워 두십시오.",
    ),
    "problem.zero": Phrase(
        "A zero is likely a small number that was rounded. Give the unrounded value, or leave the cell blank.",
        "0은 작은 값이 반올림된 것으로 보입니다. 반올림하지 않은 값을 적거나 비워 두십시오.",
    ),
    "problem.not_a_number": Phrase(
        '"{value}" is not a number. Write a number, or leave the cell blank if it was not measured.',
        "'{value}'은(는) 숫자가 아닙니다. 숫자를 적거나, 측정하지 않았으면 비워 두십시오.",
    ),
    "problem.date": Phrase(
        'The spreadsheet has turned this number into a date ({value}). Format the column as "Number" and type it again.',
        "엑셀이 이 숫자를 날짜({value})로 바꾸었습니다. 열 서식을 '숫자'로 바꾸고 다시 입력하십시오.",
    ),
    "problem.less_than": Phrase(
        '"{value}" is a limit, not a value; limits are not used yet. Give the measured value, or leave the cell blank '
        "and say so in your report.",
        "'{value}'은(는) 값이 아니라 한계입니다. 아직 한계값은 쓰지 못합니다. 측정값을 적거나, 비워 두고 보고서에 밝히십시오.",
    ),
    "problem.comma": Phrase(
        'Is "{value}" one with decimals or a number in the thousands? Write it with a point and without separators '
        "(1.234 or 1234).",
        "'{value}'의 쉼표가 소수점인지 천 단위 구분인지 알 수 없습니다. 1.234 또는 1234처럼 쓰십시오.",
    ),
    "problem.infinite": Phrase(
        '"{value}" is not finite. Correct it, or leave the cell blank.',
        "'{value}'은(는) 유한한 값이 아닙니다. 고치거나 비워 두십시오.",
    ),
    "problem.percent": Phrase(
        '"{value}" looks like a percentage. Write a fraction above 0 and at most 1 ({hint}).',
        "'{value}'은(는) 백분율로 보입니다. 0보다 크고 1 이하인 분율({hint})로 적으십시오.",
    ),
    "problem.above_one": Phrase(
        "{value} is no fraction. Write a number above 0 and at most 1.",
        "{value}은(는) 분율이 아닙니다. 0보다 크고 1 이하인 값을 적으십시오.",
    ),
    "problem.duplicate": Phrase(
        "{value} already stands in row {hint}. Keep one row; give one value (the mean, say) for both.",
        "{value}은(는) {hint}행에 이미 있습니다. 한 행만 남기고 값 하나(예: 평균)를 적으십시오.",
    ),
    "problem.structure_differs": Phrase(
        'The structure "{value}" differs from that of the same compound in row {hint}. Make them the same.',
        "구조 '{value}'이(가) 같은 화합물의 {hint}행 구조와 다릅니다. 같게 고치십시오.",
    ),
    "problem.no_value": Phrase(
        'The compound "{value}" has no value in any species. Fill one in, or remove the compound.',
        "화합물 '{value}'에 어떤 종의 값도 없습니다. 값을 적거나 화합물을 지우십시오.",
    ),
}
