"""What a federation over a network says and refuses."""

from ._say import Phrase

PHRASES = {
    # commands
    "federation.provisioned": Phrase(
        "Send each kit to its own people by a way you trust. Keep {authority} off every machine that runs anything: it holds the root key.",
        "각 키트를 믿을 수 있는 방법으로 담당자에게만 보내십시오. {authority}에는 루트 키가 있으므로 실행 중인 컴퓨터에 두지 마십시오.",
    ),
    "federation.serving": Phrase(
        "The server runs from {folder}. Stop it with Ctrl-C; what it says is in process.log there.",
        "서버가 {folder}에서 실행 중입니다. Ctrl-C로 중지하십시오. 로그는 그 폴더의 process.log에 있습니다.",
    ),
    "federation.started": Phrase(
        "A server and {sites} sites run on this machine, each in a process of its own. In a notebook:\n"
        "    from kai_workbench import federation, models\n"
        "    study = federation.open('{study}')\n"
        "    federation.fit(models.DoseToxicityAcrossSites(reference_dose=5.0), data=study)\n"
        "Stop them: kai federation stop {folder}",
        "이 컴퓨터에서 서버와 기관 {sites}곳이 각각 별도의 프로세스로 실행 중입니다. 노트북에서:\n"
        "    from kai_workbench import federation, models\n"
        "    study = federation.open('{study}')\n"
        "    federation.fit(models.DoseToxicityAcrossSites(reference_dose=5.0), data=study)\n"
        "중지: kai federation stop {folder}",
    ),
    "federation.stopped": Phrase("Stopped: {names}.", "중지했습니다: {names}."),
    "site.taking_part": Phrase(
        "Site {site} takes part in study {study}. Stop it with Ctrl-C; what it says is in {log}.",
        "기관 {site}이(가) 연구 {study}에 참여합니다. Ctrl-C로 중지하십시오. 로그는 {log}에 있습니다.",
    ),
    # errors
    "error.federation.no_receipt": Phrase(
        "This is not a receipt with an entry for {site}. Ask the coordinator for the one of the job (fit.receipt.to_json()).",
        "{site}의 항목이 있는 영수증이 아닙니다. 조정자에게 해당 작업의 영수증(fit.receipt.to_json())을 요청하십시오.",
    ),
    "error.federation.nothing_to_withdraw": Phrase(
        "No model with the hash {hash} is approved here. 'kai site check' lists those that are.",
        "해시가 {hash}인 승인된 모형이 없습니다. 승인된 모형은 'kai site check'에서 볼 수 있습니다.",
    ),
    "error.federation.other_number": Phrase(
        "There is a demonstration of {n} sites here. Start that many, or name another folder.",
        "이 폴더에는 기관 {n}곳의 시연이 있습니다. 같은 수로 시작하거나 다른 폴더를 지정하십시오.",
    ),
    "error.federation.root_key": Phrase(
        "The root key lies in this kit. Take it away: whoever has it can make certificates for anybody.",
        "이 키트에 루트 키가 있습니다. 제거하십시오. 루트 키가 있으면 누구의 인증서든 만들 수 있습니다.",
    ),
    "error.federation.kits_exist": Phrase(
        "There is something in this folder. Name one that is new, so that no key is overwritten.",
        "이 폴더에 이미 파일이 있습니다. 키를 덮어쓰지 않도록 새 폴더를 지정하십시오.",
    ),
    "error.federation.name": Phrase(
        "'{name}' cannot stand in a certificate, or stands there for another. Use up to 60 letters, digits, - and _.",
        "'{name}'은(는) 인증서에 쓸 수 없거나 이미 쓰이고 있습니다. 영문자, 숫자, -, _를 60자까지 쓰십시오.",
    ),
    "error.federation.host": Phrase(
        "'{name}' is no host name. Give the name under which the sites reach the server.",
        "'{name}'은(는) 호스트 이름이 아닙니다. 기관이 서버에 접속할 때 쓰는 이름을 넣으십시오.",
    ),
    "error.federation.port": Phrase(
        "{port} is no port. Give a number from 1 to 65535.",
        "{port}은(는) 포트 번호가 아닙니다. 1에서 65535 사이의 수를 넣으십시오.",
    ),
    "error.federation.provision": Phrase(
        "The kits could not be made: {reason}. Check the names and the space on the disk.",
        "키트를 만들지 못했습니다: {reason}. 이름과 디스크 공간을 확인하십시오.",
    ),
    "error.federation.no_nvflare": Phrase(
        "A federation over a network needs NVFlare 2.9. Install the extra: pip install 'kai-workbench[federation]'.",
        "네트워크 연합 분석에는 NVFlare 2.9가 필요합니다. 추가 기능을 설치하십시오: pip install 'kai-workbench[federation]'.",
    ),
    "error.federation.no_kit": Phrase(
        "There is no kit of a study here. Name the folder that 'kai federation provision' made.",
        "여기에 연구 키트가 없습니다. 'kai federation provision'이 만든 폴더를 지정하십시오.",
    ),
    "error.federation.no_server": Phrase(
        "The server does not answer ({reason}). Check that it runs, that its port is open, and that this kit is of its study.",
        "서버가 응답하지 않습니다({reason}). 서버가 실행 중인지, 포트가 열려 있는지, 이 연구의 키트인지 확인하십시오.",
    ),
    "error.federation.not_ready": Phrase(
        "Not there after {timeout} s. Look at process.log in their kits.",
        "{timeout}초가 지나도 연결되지 않았습니다. 각 키트의 process.log를 확인하십시오.",
    ),
    "error.federation.not_started": Phrase(
        "The process ended before it was ready. This file says why.",
        "프로세스가 준비되기 전에 끝났습니다. 원인은 이 파일에 있습니다.",
    ),
    "error.federation.running": Phrase(
        "It runs already. Stop it first: kai federation stop.",
        "이미 실행 중입니다. 먼저 중지하십시오: kai federation stop.",
    ),
    "error.federation.other_kit": Phrase(
        "The site's kit is another site's. Ask its people to start it with its own.",
        "이 기관의 키트가 다른 기관의 것입니다. 담당자에게 자기 키트로 시작하도록 요청하십시오.",
    ),
    "error.federation.replayed_job": Phrase(
        "The site has seen a job of this name before. Start a new one; if nobody sent it twice, find out who replays jobs.",
        "이 기관은 같은 이름의 작업을 이미 받았습니다. 새 작업을 시작하십시오. 두 번 보낸 적이 없다면 누가 재전송하는지 확인하십시오.",
    ),
    "error.federation.job_refused": Phrase(
        "The job was not taken: {reason}. Ask the people who run this party.",
        "작업이 받아들여지지 않았습니다: {reason}. 담당자에게 문의하십시오.",
    ),
    "error.federation.job_ended": Phrase(
        "The job ended before it was done ({reason}). Run it again.",
        "작업이 끝나기 전에 중단되었습니다({reason}). 다시 실행하십시오.",
    ),
}
