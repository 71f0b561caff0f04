"""The refusals of the server with their codes, texts and HTTP statuses; refuses to know why one happens."""

from __future__ import annotations

import msgspec

_HEADS = {
    "15": "입력값을 확인해 주십시오",
    "16": "한 번에 너무 많습니다",
    "17": "요청이 너무 잦습니다",
}
_HEADS |= {"19": "종목을 확인해 주십시오", "80": "인증하지 못했습니다", "81": "인증하지 못했습니다"}
_OUTER = {"15": 2, "16": 5, "17": 5, "19": 2, "80": 3, "81": 3}

# Our own words for the published codes; `{}` takes the name of what is meant.
TEXTS = {
    "1501": "헤더에 api-id가 없습니다",
    "1504": "이 경로에서는 제공하지 않는 API입니다. API ID={}",
    "1505": "알 수 없는 API입니다. API ID={}",
    "1511": "필수 항목이 비었습니다. 항목={}",
    "1512": "헤더를 읽을 수 없습니다. 헤더={}",
    "1513": "헤더에 authorization이 없습니다",
    "1514": "authorization의 형식이 맞지 않습니다",
    "1515": "authorization의 종류가 맞지 않습니다",
    "1516": "authorization에 토큰이 없습니다",
    "1517": "항목의 형식이 맞지 않습니다. 항목={}",
    "1634": "한 번에 요청할 수 있는 종목 수를 넘었습니다. 최대={}",
    "1687": "같은 요청이 되풀이되어 막았습니다",
    "1700": "API별 허용 횟수를 넘었습니다. {}",
    "1701": "주문 전체의 허용 횟수를 넘었습니다. {}",
    "1702": "그룹의 허용 횟수를 넘었습니다. {}",
    "1901": "시장을 찾을 수 없습니다. 종목={}",
    "1902": "종목을 찾을 수 없습니다. 종목={}",
    "1903": "이 거래소에서는 종목을 찾을 수 없습니다. 종목={}",
    "1999": "연습 거래소가 아직 답하지 않는 API입니다. API ID={}",
    "8001": "앱키와 시크릿키가 확인되지 않습니다",
    "8002": "앱키와 시크릿키가 확인되지 않습니다",
    "8003": "토큰을 찾을 수 없습니다",
    "8005": "토큰이 유효하지 않습니다",
    "8006": "토큰을 만들지 못했습니다",
    "8009": "토큰을 발급하지 못했습니다",
    "8010": "토큰을 발급받은 IP와 다른 IP에서 사용했습니다",
    "8011": "grant_type이 없습니다",
    "8012": "grant_type이 맞지 않습니다",
    "8015": "토큰을 폐기하지 못했습니다",
    "8016": "폐기할 토큰이 없습니다",
    "8020": "앱키 또는 시크릿키가 없습니다",
    "8030": "실전과 모의투자의 앱키가 다릅니다",
    "8031": "실전과 모의투자의 토큰이 다릅니다",
    "8040": "단말기를 확인하지 못했습니다",
    "8050": "등록한 단말기가 아닙니다",
    "8103": "토큰 또는 단말기를 확인하지 못했습니다",
    "8104": "모의투자에서 제공하지 않습니다. API ID={}",
    "8200": "법인 고객에게는 제공하지 않습니다",
}


class RefusalBody(msgspec.Struct, frozen=True):
    """The envelope of a refused call."""

    return_code: int
    return_msg: str


class Refusal(Exception):
    """A refused request: the envelope's code, the text with the inner code, and the inner code."""

    def __init__(self, code: str, outer: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.outer = outer
        self.message = message

    @property
    def is_rate(self) -> bool:
        """Tell whether this is a rate refusal (17xx), which alone has a status of its own."""
        return self.code.startswith("17")

    def body(self) -> bytes:
        """Return the JSON body."""
        return msgspec.json.encode(RefusalBody(self.outer, self.message))


def refusal(code: str, named: str = "") -> Refusal:
    """Make the refusal of a published code; `named` is what the text names."""
    head, text = _HEADS[code[:2]], TEXTS[code].format(named)
    return Refusal(code, _OUTER[code[:2]], f"{head}[{code}:{text}]")


def order_refusal(code: str, text: str) -> Refusal:
    """Make a refusal of an order by the ledger; a published code of 15xx or 19xx stays one."""
    if code[:2] in ("15", "19") and len(code) == 4:
        return Refusal(code, _OUTER[code[:2]], f"{_HEADS[code[:2]]}[{code}:{text}]")
    return Refusal(code, 20, f"주문을 받지 않았습니다[2000]({code}:{text})")
