"""Study packages: what is wrong with a package, and with a file of it."""

from ._say import Phrase

PHRASES = {
    "error.study_no_path": Phrase(
        "There is no such file or folder. Check the path.",
        "그런 파일이나 폴더가 없습니다. 경로를 확인하십시오.",
    ),
    "error.study_unreadable": Phrase(
        "This cannot be read ({reason}). Check your rights to it.",
        "읽을 수 없습니다 ({reason}). 접근 권한을 확인하십시오.",
    ),
    "error.study_empty": Phrase(
        "The package holds no files. Give the folder or archive that holds the data sets.",
        "패키지에 파일이 없습니다. 데이터셋이 든 폴더나 압축 파일을 지정하십시오.",
    ),
    "error.study_none": Phrase(
        "This is no study: it holds no data set that can be read here (found: {files}). "
        "Give a folder, a zip archive or a file with SAS transport, Dataset-JSON, CSV, Parquet, XLSX, SAS7BDAT or R "
        "data sets.",
        "시험 자료가 아닙니다. 여기서 읽을 수 있는 데이터셋이 없습니다 (있는 것: {files}). SAS 전송 파일(XPT), "
        "데이터셋 JSON, CSV, 파케이, XLSX, SAS7BDAT, R 데이터셋이 든 폴더, 압축 파일 또는 파일을 지정하십시오.",
    ),
    "error.study_several": Phrase(
        "The package holds more than one study: {domain} lies in several folders ({folders}). "
        "Open one of the folders.",
        "패키지에 시험이 둘 이상 있습니다. {domain}이(가) 여러 폴더에 있습니다 ({folders}). 그중 한 폴더를 여십시오.",
    ),
    "error.study_too_many_files": Phrase(
        "The package holds more than {limit} files. Give the folder of one study.",
        "패키지의 파일이 {limit}개를 넘습니다. 한 시험의 폴더를 지정하십시오.",
    ),
    "error.study_bad_zip": Phrase(
        "The archive is damaged or incomplete ({reason}). Make it again, or give the unpacked folder.",
        "압축 파일이 손상되었거나 불완전합니다 ({reason}). 다시 만들거나 압축을 푼 폴더를 지정하십시오.",
    ),
    "error.study_climbs": Phrase(
        'The archive holds a path that leads out of it ("{member}"), so nothing of it was read. '
        "Do not trust its sender; ask for a clean archive.",
        "압축 파일에 밖으로 나가는 경로('{member}')가 있어 아무것도 읽지 않았습니다. "
        "보낸 곳을 믿지 말고 깨끗한 압축 파일을 요청하십시오.",
    ),
    "error.study_encrypted": Phrase(
        'The archive is protected with a password ("{member}"). Unpack it with the password and give the folder.',
        "압축 파일에 암호가 걸려 있습니다 ('{member}'). 암호로 압축을 푼 뒤 그 폴더를 지정하십시오.",
    ),
    "error.study_zip_bomb": Phrase(
        "The archive of {packed} MB would unpack to {unpacked} MB, which looks like a zip bomb; nothing of it was "
        "read. If it is what you mean, unpack it yourself and give the folder.",
        "{packed} MB 압축 파일을 풀면 {unpacked} MB가 되어 압축 폭탄으로 보이므로 아무것도 읽지 않았습니다. "
        "맞는 파일이라면 직접 압축을 풀고 그 폴더를 지정하십시오.",
    ),
    "error.study_zip_twice": Phrase(
        'The archive holds the file "{member}" twice. Make it again with one of them.',
        "압축 파일에 '{member}' 파일이 두 번 있습니다. 하나만 넣어 다시 만드십시오.",
    ),
    "error.missing_domain": Phrase(
        "The study has no domain {domain}. It has: {known}. Add the data set, or ask for one of these.",
        "이 시험에 {domain} 도메인이 없습니다. 있는 도메인: {known}. 데이터셋을 추가하거나 이 중에서 고르십시오.",
    ),
    "error.broken_domain": Phrase(
        'The domain {domain} is there, but its file "{file}" was not read. {reason}',
        "{domain} 도메인 파일 '{file}'이(가) 있지만 읽지 못했습니다. {reason}",
    ),
    "error.nothing_read": Phrase(
        'No data set was read, so there is no domain {domain}. The file "{file}": {reason}',
        "읽은 데이터셋이 없어 {domain} 도메인도 없습니다. '{file}' 파일: {reason}",
    ),
    "study.problem.short_rows": Phrase(
        "Row {row} has {cells} cells and the header {names}; {rows} rows are too short, and their last cells were read "
        "as empty. The file may have been cut; compare it with the one it was copied from.",
        "{row}행의 셀은 {cells}개이고 머리글은 {names}개입니다. 짧은 행 {rows}개의 끝 셀은 빈 값으로 읽었습니다. 파일이 잘렸을 수 "
        "있으니 원본과 비교하십시오.",
    ),
    "study.problem.unreadable": Phrase(
        "The file cannot be read ({reason}). Check your rights to it.",
        "파일을 읽을 수 없습니다 ({reason}). 접근 권한을 확인하십시오.",
    ),
    "study.problem.damaged_member": Phrase(
        "The archive is damaged at this file ({reason}). Make the archive again.",
        "압축 파일의 이 부분이 손상되었습니다 ({reason}). 압축 파일을 다시 만드십시오.",
    ),
    "study.problem.empty_file": Phrase(
        "The file is empty (0 bytes). Copy or export it again.",
        "파일이 비어 있습니다(0바이트). 다시 복사하거나 내보내십시오.",
    ),
    "study.problem.not_xpt": Phrase(
        "This is no SAS transport file of version 5 or 8 ({found}). Export it again.",
        "SAS 전송 파일(버전 5, 8)이 아닙니다 ({found}). 다시 내보내십시오.",
    ),
    "study.problem.truncated_xpt": Phrase(
        "The SAS transport file ends in the middle of a record ({bytes} bytes); rows are missing, so none is used. "
        "Copy or export it again.",
        "SAS 전송 파일이 레코드 중간에서 끊겼습니다 ({bytes}바이트). 행이 빠졌으므로 쓰지 않았습니다. "
        "다시 복사하거나 내보내십시오.",
    ),
    "study.problem.several_datasets": Phrase(
        "The SAS transport file holds more than one data set. Export one file for each.",
        "SAS 전송 파일에 데이터셋이 둘 이상 있습니다. 데이터셋마다 파일 하나로 내보내십시오.",
    ),
    "study.problem.not_utf8": Phrase(
        "Some text is not UTF-8; the file was read as {encoding}. Check letters with accents, quotation marks and "
        "Korean text.",
        "UTF-8이 아닌 글자가 있어 {encoding}(으)로 읽었습니다. 악센트 글자, 따옴표, 한글을 확인하십시오.",
    ),
    "study.problem.not_text": Phrase(
        "Some text is neither UTF-8 nor windows-1252 ({reason}), so the file was not used. Export it again as UTF-8.",
        "글자가 UTF-8도 windows-1252도 아니어서 ({reason}) 파일을 쓰지 않았습니다. UTF-8로 다시 내보내십시오.",
    ),
    "study.problem.link_out": Phrase(
        "This is a link to a file outside of the folder ({target}), which was read. If you did not make the link, "
        "do not trust its sender.",
        "폴더 밖의 파일({target})을 가리키는 링크이며 그 파일을 읽었습니다. 직접 만든 링크가 아니면 보낸 곳을 믿지 마십시오.",
    ),
    "study.problem.define_study": Phrase(
        'The define.xml tells of the study "{told}", the data of "{found}". Its labels and code lists were used all '
        "the same; make sure that it belongs to these data.",
        "define.xml의 시험은 '{told}'인데 자료의 시험은 '{found}'입니다. 그 라벨과 코드 목록은 그대로 썼으니, 이 자료의 것이 "
        "맞는지 확인하십시오.",
    ),
    "study.problem.define_without": Phrase(
        "The define.xml tells of data sets that are not here ({domains}). Add them, or export the define.xml again.",
        "define.xml에 있는 데이터셋이 여기 없습니다({domains}). 데이터셋을 넣거나 define.xml을 다시 내보내십시오.",
    ),
    "study.problem.define_silent": Phrase(
        "The define.xml does not tell of these data sets ({domains}). Export it again.",
        "define.xml에 설명이 없는 데이터셋이 있습니다({domains}). define.xml을 다시 내보내십시오.",
    ),
    "study.problem.domain_twice": Phrase(
        "{domain} is also in this file; {used} was used. Remove one of them.",
        "{domain}이(가) 이 파일에도 있습니다. {used}을(를) 사용했습니다. 하나를 지우십시오.",
    ),
    "error.unknown_codelist": Phrase(
        'The controlled terms of SEND have no code list "{name}". Give its submission value (SEX) or its NCI code '
        "(C66731).",
        "SEND 통제용어에 '{name}' 코드 목록이 없습니다. 제출값(SEX)이나 NCI 코드(C66731)를 주십시오.",
    ),
    "error.unknown_study": Phrase(
        'The data set "{dataset}" has no study "{name}". It has: {known}. Give one of these.',
        "'{dataset}' 자료에 '{name}' 시험이 없습니다. 있는 시험: {known}. 이 중에서 고르십시오.",
    ),
    "study.problem.bad_define": Phrase(
        "The define.xml cannot be read ({reason}), so its labels and code lists are missing. Export it again as "
        "Define-XML 2.0 or 2.1.",
        "define.xml을 읽을 수 없어 ({reason}) 라벨과 코드 목록이 빠졌습니다. Define-XML 2.0이나 2.1로 다시 내보내십시오.",
    ),
    "study.problem.bad_json": Phrase(
        "This is no valid JSON ({reason}). Export the data set again.",
        "올바른 JSON이 아닙니다 ({reason}). 데이터셋을 다시 내보내십시오.",
    ),
    "study.problem.json_version": Phrase(
        "This is no Dataset-JSON of version 1.1 (datasetJSONVersion: {found}). Export it as 1.1.",
        "데이터셋 JSON 1.1이 아닙니다 (datasetJSONVersion: {found}). 1.1로 내보내십시오.",
    ),
    "study.problem.json_structure": Phrase(
        "The Dataset-JSON lacks a part that version 1.1 requires, or has it in the wrong form ({detail}). Export it again.",
        "데이터셋 JSON 1.1에 필요한 부분이 없거나 형식이 다릅니다 ({detail}). 다시 내보내십시오.",
    ),
    "study.problem.json_records": Phrase(
        "The file says that it has {told} records and has {found}, so it was not used. Copy or export it again.",
        "파일에 적힌 레코드는 {told}개인데 실제로는 {found}개라서 쓰지 않았습니다. 다시 복사하거나 내보내십시오.",
    ),
    "study.problem.json_row": Phrase(
        "Record {row} has {found} values where there are {expected} columns, so the file was not used. Export it again.",
        "레코드 {row}의 값은 {found}개인데 열은 {expected}개라서 파일을 쓰지 않았습니다. 다시 내보내십시오.",
    ),
    "study.problem.json_value": Phrase(
        'Record {row}, {column}: "{value}" is not of the type {type} that the file declares, so the file was not used. '
        "Correct the value or the type.",
        "레코드 {row}, {column}: '{value}'은(는) 파일에 적힌 {type} 형이 아니라서 파일을 쓰지 않았습니다. "
        "값이나 형을 고치십시오.",
    ),
    "study.problem.json_not_whole": Phrase(
        "{column} is declared an integer, but record {row} has {value}; the values were kept as they are. Declare it "
        "float.",
        "{column}은(는) 정수로 선언되었는데 레코드 {row}의 값은 {value}입니다. 값은 그대로 두었습니다. float로 선언하십시오.",
    ),
    "study.problem.json_packed": Phrase(
        "The compressed file is damaged or incomplete ({reason}). Copy or export it again.",
        "압축된 파일이 손상되었거나 불완전합니다 ({reason}). 다시 복사하거나 내보내십시오.",
    ),
    "study.problem.json_bomb": Phrase(
        "The compressed file unpacks to more than {limit} MB, which looks like a bomb; it was not read. Unpack it "
        "yourself if it is what you mean.",
        "압축을 풀면 {limit} MB를 넘어 압축 폭탄으로 보이므로 읽지 않았습니다. 맞는 파일이라면 직접 압축을 푸십시오.",
    ),
    "study.problem.not_csv": Phrase(
        "This is no CSV table that can be read: {reason} Save it again as CSV (UTF-8), one name for every column.",
        "읽을 수 있는 CSV 표가 아닙니다. {reason} 열마다 이름을 붙여 CSV(UTF-8)로 다시 저장하십시오.",
    ),
    "study.problem.not_numbers": Phrase(
        '{column} is published as a number, but record {row} has "{value}"; the column was kept as text. Correct it '
        "where the file was made.",
        "{column}은(는) 숫자 변수인데 레코드 {row}에 '{value}'이(가) 있어 열을 글자로 두었습니다. 파일을 만든 곳에서 고치십시오.",
    ),
    "study.problem.type_differs": Phrase(
        "{column} is published as {published}, but the file has it as {found}; it was read as {published}, every value "
        "kept. Correct the type where the file was made.",
        "{column}의 표준 형은 {published}인데 파일에는 {found} 형으로 들어 있습니다. 값은 그대로 두고 {published} 형으로 "
        "읽었습니다. 파일을 만든 곳에서 형을 고치십시오.",
    ),
    "study.problem.not_parquet": Phrase(
        "This is no Parquet file that can be read ({reason}). Write it again.",
        "읽을 수 있는 파케이 파일이 아닙니다 ({reason}). 다시 저장하십시오.",
    ),
    "study.problem.not_xlsx": Phrase(
        "This workbook cannot be read: {reason} Save it again as XLSX with values only.",
        "통합 문서를 읽을 수 없습니다. {reason} 값만 있는 XLSX로 다시 저장하십시오.",
    ),
    "study.problem.bad_sheet": Phrase(
        "The sheet {sheet} cannot be read, {reason}", "{sheet} 시트를 읽을 수 없습니다. {reason}"
    ),
    "study.problem.merged_cells": Phrase(
        "The sheet {sheet} has merged cells ({cells}): all but the first of them are empty, so the table cannot be "
        "read. Unmerge them, with one header row and a value in every cell.",
        "{sheet} 시트에 병합된 셀({cells})이 있습니다. 첫 셀 외에는 비어 있어 표를 읽을 수 없습니다. 병합을 풀고, 머리글은 한 줄로, "
        "값은 셀마다 채우십시오.",
    ),
    "study.problem.not_sas7bdat": Phrase(
        "This is no SAS7BDAT file that can be read ({reason}). Export it again, or as a SAS transport file.",
        "읽을 수 있는 SAS7BDAT 파일이 아닙니다 ({reason}). 다시 내보내거나 SAS 전송 파일로 내보내십시오.",
    ),
    "study.problem.not_rda": Phrase(
        "This is no R data file of data frames ({reason}). Save data frames in R with save().",
        "데이터 프레임이 든 R 데이터 파일이 아닙니다 ({reason}). R에서 데이터 프레임을 save()로 저장하십시오.",
    ),
    "study.unknown": Phrase("not said", "알 수 없음"),
    "study.standard": Phrase("Standard", "표준"),
    "study.title": Phrase("Title", "제목"),
    "study.species": Phrase("Species", "종"),
    "study.treatment": Phrase("Treatment", "투여 물질"),
    "study.route": Phrase("Route", "투여 경로"),
    "study.subjects": Phrase("Subjects", "대상 수"),
    "study.period": Phrase("Period", "기간"),
    "study.rows": Phrase("Records", "레코드"),
    "study.arm": Phrase("Arm", "군"),
    "study.arm_code": Phrase("Code", "코드"),
    "study.set": Phrase("Set", "세트"),
    "study.set_code": Phrase("Code", "코드"),
    "study.dose": Phrase("Dose", "용량"),
    "study.domain": Phrase("Domain", "도메인"),
    "study.label": Phrase("What it holds", "내용"),
    "study.variables": Phrase("Variables", "변수"),
    "study.format": Phrase("Format", "형식"),
    "study.domains": Phrase("Domains", "도메인"),
    "study.doses_from_ex": Phrase("Doses given (EX)", "투여 용량 (EX)"),
    "study.problems": Phrase("Problems with files", "파일 문제"),
    "study.no_problems": Phrase("Every data set was read.", "모든 데이터셋을 읽었습니다."),
}
