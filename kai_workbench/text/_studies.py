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
    "study.problem.unreadable": Phrase(
        "The file cannot be read ({reason}). Check your rights to it.",
        "파일을 읽을 수 없습니다 ({reason}). 접근 권한을 확인하십시오.",
    ),
    "study.problem.damaged_member": Phrase(
        "The archive is damaged at this file ({reason}). Make the archive again.",
        "압축 파일의 이 부분이 손상되었습니다 ({reason}). 압축 파일을 다시 만드십시오.",
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
    "study.problem.needs_pyreadstat": Phrase(
        'The file needs the package pyreadstat, which is not installed. Run: pip install "kai-workbench[sas]"',
        "이 파일을 읽으려면 pyreadstat 패키지가 필요합니다. "
        '다음을 실행하십시오: pip install "kai-workbench[sas]"',
    ),
    "study.problem.domain_twice": Phrase(
        "{domain} is also in this file; {used} was used. Remove one of them.",
        "{domain}이(가) 이 파일에도 있습니다. {used}을(를) 사용했습니다. 하나를 지우십시오.",
    ),
}
