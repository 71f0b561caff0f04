"""The faults of the order-safety page as documents for the practice exchange, by row; knows no client."""

from __future__ import annotations

ROWS: dict[str, str] = {
    "N1": """
        [[fault]]
        do = "lose"
        apis = ["orders"]
    """,
    "N2": """
        [[fault]]
        do = "reset"
        at = "after_body"
        apis = ["orders"]
    """,
    "N2 never arrived": """
        [[fault]]
        do = "reset"
        at = "after_body"
        accepted = false
        apis = ["orders"]
    """,
    "N2 middle of the body": """
        [[fault]]
        do = "reset"
        at = "in_body"
        apis = ["orders"]
    """,
    "N2 middle of the reply": """
        [[fault]]
        do = "reset"
        at = "in_reply"
        apis = ["orders"]
    """,
    "N3": """
        [[fault]]
        do = "unreachable"
        on = "moment"
        seconds = {wait}
    """,
    "N4": """
        [[fault]]
        do = "certificate"
        on = "moment"
        certificate = "{certificate}"
        key = "{certificate}"
    """,
    "N5": """
        [[fault]]
        do = "reset"
        at = "before_body"
        hard = false
        apis = ["orders"]
        reused = true
    """,
    "N5 idle": """
        [[fault]]
        do = "close_idle"
        on = "moment"
    """,
    "N6": """
        [[fault]]
        do = "late"
        seconds = {wait}
        jitter = {wait}

        [[fault]]
        do = "late"
        on = "frame"
        seconds = {wait}
        jitter = {wait}
        ordered = true

        [[fault]]
        do = "late"
        on = "message"
        seconds = {wait}
        jitter = {wait}
    """,
    "N7": """
        [[fault]]
        do = "silence"
        on = "moment"
    """,
    "N8": """
        [[fault]]
        do = "refuse"
        code = "8010"
        apis = ["orders", "reads"]
    """,
    "P1": """
        [[fault]]
        do = "edit"
        apis = ["orders"]
        set = {{ ord_no = "" }}
        every = 2

        [[fault]]
        do = "edit"
        apis = ["orders"]
        remove = ["ord_no"]
        skip = 1
        every = 2
    """,
    "P2": """
        [[fault]]
        do = "malform"
        kind = "html"
        apis = ["orders"]
        every = 2

        [[fault]]
        do = "malform"
        kind = "empty"
        apis = ["orders"]
        skip = 1
        every = 2
    """,
    "P3": """
        [[fault]]
        do = "replace"
        status = 500
        body = "<html>"
        apis = ["orders"]
        every = 3

        [[fault]]
        do = "replace"
        status = 502
        apis = ["orders"]
        skip = 1
        every = 3

        [[fault]]
        do = "replace"
        status = 503
        apis = ["orders"]
        skip = 2
        every = 3
    """,
    "P4": """
        [[fault]]
        do = "refuse"
        code = "1700"
        count = 3
    """,
    "P5": """
        [[fault]]
        do = "refuse"
        code = "8005"
        apis = ["orders"]
        count = 1
    """,
    "P5 token dead": """
        [[fault]]
        do = "expire"
        on = "moment"
    """,
    "P6": """
        [[fault]]
        do = "taken"
        on = "moment"
    """,
    "P7": """
        [[fault]]
        do = "edit"
        on = "frame"
        types = ["PING"]
        set = {{ seq = 7, note = "확인" }}
    """,
    "P8": """
        [[fault]]
        do = "refuse"
        on = "message"
        types = ["REG"]
        code = "1"
        count = 1
    """,
    "P8 in part": """
        [[fault]]
        do = "refuse"
        on = "message"
        types = ["REG"]
        items = ["000660"]
        silently = true
    """,
    "P9": """
        [[fault]]
        do = "late"
        apis = ["orders"]
        until_frame = "00"
    """,
    "P10": """
        [[fault]]
        do = "duplicate"
        on = "frame"
        types = ["00", "04"]
    """,
    "P10 after a reconnect": """
        [[fault]]
        do = "replay"
        on = "frame"
        types = ["REG"]
    """,
    "P11": """
        [[fault]]
        do = "lose"
        on = "frame"
        types = ["00"]
        where = {{ 913 = "체결" }}
        count = 1

        [[fault]]
        do = "reset"
        on = "frame"
        types = ["00"]
        where = {{ 913 = "체결" }}
        count = 1
    """,
    "P12": """
        [[fault]]
        do = "edit"
        on = "frame"
        types = ["04"]
        scale = {{ 930 = 3 }}
    """,
    "A1": """
        [[fault]]
        do = "replace"
        status = 500
        apis = ["ka10075", "ka10076", "kt00007"]
        further = true
    """,
    "A2": """
        [[fault]]
        do = "edit"
        apis = ["ka10075"]
        scale = {{ "oso[].ord_qty" = 0.5, "oso[].oso_qty" = 0.5 }}
    """,
    "A3": """
        [[fault]]
        do = "lose"
        apis = ["orders"]
        skip = 1
        count = 1
    """,
    "A4": """
        [[fault]]
        do = "close"
        on = "moment"

        [[fault]]
        do = "replace"
        on = "connect"
        types = ["stream"]
        status = 503

        [[fault]]
        do = "replace"
        status = 503
        body = "<html>점검</html>"
        accepted = false
    """,
    "A5": """
        [[fault]]
        do = "edit"
        on = "frame"
        types = ["00"]
        where = {{ 913 = "체결", 905 = "+매수정정" }}
        copy = {{ 9203 = "904" }}
    """,
    "A6": """
        [[fault]]
        do = "late"
        at = "request"
        seconds = {wait}
        apis = ["kt10003"]
    """,
    "A6 told crosswise": """
        [[fault]]
        do = "reorder"
        on = "frame"
        types = ["00"]
        where = {{ 913 = "체결" }}
        behind = 2
        within = 60
        count = 1
    """,
    "A7": """
        [[fault]]
        do = "refuse"
        apis = ["kt10003"]
        code = "RC4032"
        message = "원주문의 거래소와 다릅니다"
    """,
    "D1": """
        [[fault]]
        do = "edit"
        apis = ["ka10001"]
        set = {{ cur_prc = "-61000", upl_pric = "+", base_pric = "" }}
    """,
    "D2": """
        [[fault]]
        do = "edit"
        apis = ["ka10075"]
        form = {{ "oso[].stk_cd" = "A{{}}_AL" }}

        [[fault]]
        do = "edit"
        on = "frame"
        types = ["0B"]
        form = {{ item = "{{}}_NX" }}
    """,
}


def document(row: str, *, wait: float = 5.0, certificate: str = "") -> str:
    """Return the TOML of a row; `wait` in wall seconds."""
    return ROWS[row].format(wait=wait, certificate=certificate)
