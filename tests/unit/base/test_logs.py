"""No secret and no whole account number reaches a log file."""

import json
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_desk.base import logs

CANARY = "cAnArY-7f3a91e2"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    handler = logs.start(tmp_path)
    yield tmp_path / "kiwoom-desk.log"
    logs.stop(handler)
    root.setLevel(level)


def test_a_line_is_json_with_its_facts(log_file: Path) -> None:
    logging.getLogger("kiwoom_desk.wire").info(
        "reply_set_aside", extra=logs.facts(api_id="ka10001")
    )
    line = json.loads(log_file.read_text())
    assert line["event"] == "reply_set_aside"
    assert line["facts"] == {"api_id": "ka10001"}
    assert line["room"] == "kiwoom_desk.wire"
    assert line["time"].endswith("+09:00")


@pytest.mark.expected_warnings
def test_a_canary_is_in_no_file(log_file: Path) -> None:
    logs.register_secret(CANARY)
    logs.register_account("8123456711")
    log = logging.getLogger("kiwoom_desk.canary")
    log.warning("sent %s", CANARY)
    log.warning("sent", extra=logs.facts(note=f"with {CANARY}", account="8123456711"))
    log.warning({"nested": [CANARY]})
    try:
        raise ValueError(f"bad {CANARY} of 8123456711")
    except ValueError:
        log.exception("failed")
    for path in log_file.parent.iterdir():
        text = path.read_text()
        assert CANARY not in text
        assert "8123456711" not in text
        assert "*******711" in text
        assert len(text.splitlines()) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdef123456",
        "authorization=abcdef123456",
        '{"token":"abcdef123456","expires_dt":"20261120"}',
        "{'appkey': 'abcdef123456', 'secretkey': 'abcdef123456'}",
        "https://h/oauth2?appkey=abcdef123456&x=1",
        "access_token: abcdef123456",
    ],
)
def test_patterns_hide_what_was_never_registered(text: str) -> None:
    assert "abcdef123456" not in logs.redact(text)
    assert "***" in logs.redact(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"acnt_no":"8123456711"}',
        "account 8123456711",
        "계좌번호 81234567-11",
        '"9201":"8123456711"',
    ],
)
def test_accounts_keep_their_last_three_digits(text: str) -> None:
    hidden = logs.redact(text)
    assert "2345" not in hidden
    assert hidden.rstrip('"}').endswith("711") or hidden.rstrip('"}').endswith("-11")


def test_redacting_twice_changes_nothing_more() -> None:
    once = logs.redact('{"token":"abcdef123456"} Authorization: Bearer abcdef123456')
    assert logs.redact(once) == once


def test_ordinary_text_is_left_alone() -> None:
    text = '{"stk_cd":"005930","cur_prc":"+71100","trde_qty":"7123456711","tm":"20261120101500"}'
    assert logs.redact(text) == text


def test_facts_named_like_secrets_are_hidden(log_file: Path) -> None:
    logging.getLogger("x").info("e", extra=logs.facts(token="abcdef", appkey="q", rows=3, ok=True))
    assert json.loads(log_file.read_text())["facts"] == {
        "token": "***",
        "appkey": "***",
        "rows": 3,
        "ok": True,
    }


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_rotated_files_are_private_and_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_FILE_BYTES", 1_000)
    root = logging.getLogger()
    level = root.level
    handler = logs.start(tmp_path)
    for number in range(200):
        logging.getLogger("x").info("event number %d", number)
    logs.stop(handler)
    root.setLevel(level)
    written = sorted(tmp_path.iterdir())
    assert len(written) == 5
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written)
    assert sum(path.stat().st_size for path in written) <= 5_000
    assert logs._FILES * 10_000_000 <= 50_000_000
