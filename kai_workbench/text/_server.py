"""Words of the pages that all apps share, of the home page and of the server."""

from ._say import Phrase

PHRASES = {
    "page.language": Phrase("Language", "언어"),
    "page.controls": Phrase("Settings", "설정"),
    "page.exact": Phrase("exact value", "값 직접 입력"),
    "page.reload": Phrase("Reload", "새로 고침"),
    "page.kernel_gone": Phrase(
        "The calculation behind this page has ended. Reload: your settings are in the address and come back.",
        "이 화면의 계산이 끝났습니다. 새로 고치면 주소에 남은 설정 그대로 다시 시작합니다.",
    ),
    "page.server_gone": Phrase(
        "The server does not answer. Check that it is running, then reload.",
        "서버가 응답하지 않습니다. 서버가 켜져 있는지 확인한 뒤 새로 고쳐 주세요.",
    ),
    "page.went_wrong": Phrase("Something went wrong here.", "문제가 생겼습니다."),
    "page.went_wrong_mend": Phrase(
        "The rest of the page still works. Change a setting and try again; if it stays, reload the page.",
        "나머지는 그대로 쓸 수 있습니다. 설정을 바꾸어 다시 해 보고, 그래도 같으면 새로 고쳐 주세요.",
    ),
    "page.verdict.trust": Phrase("Can be trusted", "믿을 수 있습니다"),
    "page.verdict.look": Phrase("Look here", "살펴보세요"),
    "page.verdict.do_not_use": Phrase("Do not use", "쓰지 마세요"),
    "chart.png": Phrase("Download PNG", "PNG 내려받기"),
    "chart.svg": Phrase("Download SVG", "SVG 내려받기"),
    "chart.failed": Phrase(
        "The chart could not be drawn. Change a setting or reload the page. What the chart said:",
        "그림을 그리지 못했습니다. 설정을 바꾸거나 새로 고쳐 주세요. 원인:",
    ),
    "download.busy": Phrase("Preparing …", "준비하고 있습니다…"),
    "download.failed": Phrase(
        "The file could not be made. Try again, or reload the page.",
        "파일을 만들지 못했습니다. 다시 하거나 새로 고쳐 주세요.",
    ),
    "upload.choose": Phrase("Choose a file", "파일 고르기"),
    "upload.drop": Phrase("or drop it here", "또는 여기에 놓기"),
    "upload.sending": Phrase("Reading {name} …", "{name} 읽는 중…"),
    "upload.have": Phrase("{name} ({size})", "{name} ({size})"),
    "upload.too_large": Phrase(
        "{name} has {size}; at most {limit} can be read. Choose a smaller file.",
        "{name}: 크기가 {size}입니다. {limit}까지 읽을 수 있으니 더 작은 파일을 골라 주세요.",
    ),
    "upload.broken": Phrase(
        "{name} did not arrive whole. Choose it again.",
        "{name}: 파일이 온전히 오지 않았습니다. 다시 골라 주세요.",
    ),
    "choice.none": Phrase("Nothing found", "찾은 것이 없습니다"),
    "choice.count": Phrase("{n} entries", "{n}개 항목"),
    "fit.stop": Phrase("Stop", "중단"),
    "fit.stopping": Phrase("Stopping …", "중단하는 중…"),
    "fit.elapsed": Phrase("{seconds} s", "{seconds}초"),
    "fit.divergences": Phrase("{n} divergent transitions", "발산 전이 {n}회"),
    "fit.queued": Phrase("Waiting to start", "시작을 기다리는 중"),
    "fit.compiling": Phrase("Preparing the model", "모형을 준비하는 중"),
    "fit.sampling": Phrase("Sampling from the posterior", "사후분포에서 표본을 뽑는 중"),
    "fit.checking": Phrase("Checking the fit", "적합을 점검하는 중"),
    "fit.cancelled": Phrase("Stopped. Nothing was changed.", "중단했습니다. 바뀐 것은 없습니다."),
    "home.title": Phrase("From molecule to trial", "분자에서 임상시험까지"),
    "home.subtitle": Phrase(
        "Take linked animal and human data, ask one question at a time, "
        "and keep the uncertainty all the way.",
        "이어진 동물·사람 자료로 한 번에 한 가지를 묻고, 불확실성을 끝까지 가져갑니다.",
    ),
    "home.path": Phrase("The translational path", "중개연구의 길"),
    "home.stage.molecule": Phrase("Molecule", "분자"),
    "home.stage.in_vitro": Phrase("In vitro", "시험관"),
    "home.stage.animal": Phrase("Animal", "동물"),
    "home.stage.first_in_human": Phrase("First in human", "최초 인체 투여"),
    "home.stage.patients": Phrase("Patients", "환자"),
    "home.stage.trial": Phrase("Trial", "임상시험"),
    "home.open": Phrase("Open", "열기"),
    "home.programs": Phrase("Two programs to start from", "먼저 열어 볼 두 가지 프로그램"),
    "home.program.acetaminophen": Phrase("Acetaminophen", "아세트아미노펜"),
    "home.program.acetaminophen.about": Phrase(
        "A real drug with real measurements in rat, dog, monkey and human.",
        "랫드·개·원숭이·사람에서 실제로 측정한 값이 있는 약입니다.",
    ),
    "home.program.kai-101": Phrase("KAI-101", "KAI-101"),
    "home.program.kai-101.about": Phrase(
        "An invented compound whose truth is known, so every answer can be held against it. "
        "Needs no download.",
        "참값을 알고 만든 가상의 화합물로, 모든 답을 참값과 견주어 볼 수 있습니다. 내려받을 것이 없습니다.",
    ),
    "home.no_apps": Phrase(
        "There is no app in this folder. Install the package again, or start from a complete checkout.",
        "이 폴더에는 앱이 없습니다. 패키지를 다시 설치하거나 온전한 소스에서 시작해 주세요.",
    ),
    "login.title": Phrase("This workbench is locked", "잠긴 작업대입니다"),
    "login.token": Phrase("Access token", "접속 토큰"),
    "login.go": Phrase("Enter", "들어가기"),
    "login.wrong": Phrase(
        "That token is not right. Copy it again from the person who started the server.",
        "토큰이 맞지 않습니다. 서버를 시작한 사람에게서 다시 받아 넣어 주세요.",
    ),
    "serve.running": Phrase("The apps run at {url}", "앱 주소: {url}"),
    "serve.stop": Phrase("Press Ctrl-C to stop.", "멈추려면 Ctrl-C를 누르세요."),
    "serve.other_port": Phrase(
        "Port {port} is taken; using {other} instead.",
        "{port}번 포트를 이미 쓰고 있어 {other}번을 씁니다.",
    ),
    "serve.preparing": Phrase(
        "Preparing the drawing script (once per installation) …",
        "그리기 스크립트를 준비합니다(설치 후 한 번)…",
    ),
    "serve.lab_copy": Phrase(
        "The notebooks were copied to {folder}; your changes stay there.",
        "노트북을 {folder}에 복사했습니다. 고친 내용은 그곳에 남습니다.",
    ),
    "serve.lab_root": Phrase(
        "JupyterLab runs as root here: what a notebook does, it does with all rights on this machine.",
        "JupyterLab을 root로 실행합니다. 노트북이 하는 일은 이 컴퓨터의 모든 권한으로 이루어집니다.",
    ),
    "error.serve_token": Phrase(
        "{host} can be reached from other machines, so a token is needed. "
        "Add --token with a long secret word, or leave --host away to serve this machine only.",
        "{host}는 다른 컴퓨터에서도 접속할 수 있는 주소라 토큰이 필요합니다. "
        "긴 비밀 단어를 --token으로 주거나, --host를 빼고 이 컴퓨터에서만 쓰세요.",
    ),
    "error.serve_token_short": Phrase(
        "The token has {have} characters; it must have at least {need}. Choose a longer one.",
        "토큰이 {have}자입니다. {need}자 이상이어야 합니다. 더 긴 것을 쓰세요.",
    ),
    "error.serve_no_apps": Phrase(
        "No app was found in {folder}. Install the package again, or run from a complete checkout.",
        "{folder}에 앱이 없습니다. 패키지를 다시 설치하거나 온전한 소스에서 실행하세요.",
    ),
    "error.serve_port": Phrase(
        "No free port was found near {port}. Choose another with --port.",
        "{port}번 근처에 빈 포트가 없습니다. --port로 다른 번호를 고르세요.",
    ),
    "error.serve_no_template": Phrase(
        "The page template of the apps is not installed. Install the package again.",
        "앱 화면 틀이 설치되어 있지 않습니다. 패키지를 다시 설치하세요.",
    ),
}
