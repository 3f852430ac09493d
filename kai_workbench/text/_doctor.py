"""What ``kai doctor`` says."""

from ._say import Phrase

PHRASES = {
    "doctor.ok": Phrase("OK", "정상"),
    "doctor.look": Phrase("look", "확인"),
    "doctor.missing": Phrase("missing", "없음"),
    "doctor.python": Phrase("Python", "파이썬"),
    "doctor.workbench": Phrase("KAI Workbench", "KAI 워크벤치"),
    "doctor.packages": Phrase("Packages", "패키지"),
    "doctor.packages_found": Phrase(
        "all {count} needed: {versions}, …", "필요한 {count}개 모두 있음: {versions} 등"
    ),
    "doctor.extra": Phrase("Extra: {name}", "추가 기능: {name}"),
    "doctor.font": Phrase("Korean font", "한글 글꼴"),
    "doctor.browser": Phrase("Chromium", "크로미엄"),
    "doctor.cores": Phrase("Cores", "프로세서 코어"),
    "doctor.memory": Phrase("Memory", "메모리"),
    "doctor.disk": Phrase("Free disk", "디스크 여유"),
    "doctor.cache": Phrase("Cache", "캐시"),
    "doctor.data": Phrase("Data folder", "데이터 폴더"),
    "doctor.mirror": Phrase("Data mirror", "데이터 미러"),
    "doctor.offline": Phrase("Network", "네트워크"),
    "doctor.here": Phrase("installed", "설치됨"),
    "doctor.none": Phrase("none found", "찾지 못함"),
    "doctor.unset": Phrase(
        "not set; data come from their own addresses", "지정하지 않음, 원래 주소에서 가져옴"
    ),
    "doctor.lacks": Phrase("not installed: {what}", "설치되지 않음: {what}"),
    "doctor.offline_on": Phrase(
        "KAI_OFFLINE is set: nothing is fetched", "KAI_OFFLINE 지정됨: 아무것도 가져오지 않음"
    ),
    "doctor.offline_off": Phrase(
        "used to fetch public data when they are first needed", "공개 자료가 처음 필요할 때만 사용"
    ),
    "doctor.mend_python": Phrase(
        "Use Python 3.12 or 3.13: run make demo, which finds one or says what to install.",
        "파이썬 3.12나 3.13이 필요합니다. make demo를 실행하면 찾아 주거나 무엇을 설치할지 알려 줍니다.",
    ),
    "doctor.mend_packages": Phrase(
        "Run make demo in the checkout, or: pip install --upgrade -e .",
        "내려받은 폴더에서 make demo를 실행하거나 pip install --upgrade -e . 를 실행하세요.",
    ),
    "doctor.mend_extra": Phrase(
        "If you want it, in the checkout: pip install -e '.[{extra}]'",
        "필요하면 내려받은 폴더에서 pip install -e '.[{extra}]' 를 실행하세요.",
    ),
    "doctor.mend_font": Phrase(
        "Korean text would show as boxes. Debian, Ubuntu: sudo apt-get install fonts-nanum; "
        "macOS: brew install --cask font-nanum-gothic",
        "한글이 네모로 보입니다. 데비안·우분투: sudo apt-get install fonts-nanum, "
        "macOS: brew install --cask font-nanum-gothic",
    ),
    "doctor.mend_browser": Phrase(
        "Only the browser tests need it: make browser",
        "브라우저 시험에만 필요합니다: make browser",
    ),
    "doctor.mend_memory": Phrase(
        "Under 4 GB a fit may run out of memory: close other programs, or run fewer chains.",
        "4 GB보다 적으면 적합 도중 메모리가 모자랄 수 있습니다. 다른 프로그램을 닫거나 체인 수를 줄이세요.",
    ),
    "doctor.mend_disk": Phrase(
        "Under 2 GB left: free some space, or see kai cache for what can be cleared.",
        "2 GB도 남지 않았습니다. 공간을 비우거나 kai cache로 지울 수 있는 것을 확인하세요.",
    ),
    "doctor.mend_folder": Phrase(
        "This folder cannot be written: set {variable} to one that can.",
        "이 폴더에 쓸 수 없습니다. {variable}에 쓸 수 있는 폴더를 지정하세요.",
    ),
    "doctor.mend_mirror": Phrase(
        "KAI_DATA_MIRROR names no folder: correct it, or unset it.",
        "KAI_DATA_MIRROR가 가리키는 폴더가 없습니다. 고치거나 지정을 해제하세요.",
    ),
    "doctor.verdict_ok": Phrase("Everything needed is here.", "필요한 것이 모두 있습니다."),
    "doctor.verdict_look": Phrase(
        "Everything needed is here; the lines marked look would make it better.",
        "필요한 것은 모두 있습니다. 확인 표시가 있는 줄을 손보면 더 좋습니다.",
    ),
    "doctor.verdict_missing": Phrase(
        "Something needed is missing: mend the lines marked so, then run kai doctor again.",
        "필요한 것이 빠져 있습니다. 없음 표시가 있는 줄을 고친 뒤 kai doctor를 다시 실행하세요.",
    ),
}
