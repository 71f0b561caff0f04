"""The programs of the command line, each as its own process, without a display."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiwoom_desk import texts
from kiwoom_desk.base.settings import Environment, open_profile
from tests.support.desktop import until
from tests.support.programs import answers, run, started

pytestmark = pytest.mark.timeout(130)

PNG = b"\x89PNG\r\n\x1a\n"


def is_picture(path: Path) -> bool:
    """Tell whether a file is a PNG with something in it."""
    return path.is_file() and path.read_bytes()[:8] == PNG and path.stat().st_size > 2_000


def test_a_round_is_traded_without_a_display_and_leaves_a_picture(tmp_path: Path) -> None:
    done = run(tmp_path, "--round")
    assert done.returncode == 0, done.stdout + done.stderr
    picture = tmp_path / "kiwoom-desk.png"
    assert is_picture(picture)
    said = done.stdout.splitlines()
    assert texts.sentence("ko", "round.traded") in said
    assert str(picture) in said[-1], "the last line names the picture"
    assert sorted(path.name for path in tmp_path.glob("*.png")) == ["kiwoom-desk.png"]


def test_a_picture_of_one_panel(tmp_path: Path) -> None:
    done = run(
        tmp_path, "screenshot", "--out", "pictures", "--panel", "watch", "--size", "1280x800"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["watch.png"]
    assert is_picture(tmp_path / "pictures" / "watch.png")


def test_a_picture_of_an_unknown_panel_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "screenshot", "--out", "pictures", "--panel", "nothing")
    assert done.returncode == 1
    assert "nothing" in done.stdout + done.stderr
    assert list((tmp_path / "pictures").iterdir()) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_picture_at_no_time_is_refused(tmp_path: Path, language: str) -> None:
    options = ("--out", "pictures", "--at", "tomorrow", "--language", language)
    done = run(tmp_path, "screenshot", *options)
    assert done.returncode == 1
    assert done.stderr.strip() == texts.sentence(language, "start.no_moment")


def test_a_desk_that_finds_no_exchange_says_so_and_stays(tmp_path: Path) -> None:
    def logged() -> str:
        found = (tmp_path / "profile").rglob("*.log")
        return "".join(path.read_text(encoding="utf-8") for path in found)

    with started(tmp_path, "--practice", "nowhere.json", "--profile", "profile") as desk:
        until(lambda: "no_exchange" in logged(), "the log of a desk without an exchange")
        assert desk.poll() is None
        assert "task_failed" not in logged()


def test_one_query_as_json(tmp_path: Path) -> None:
    done = run(tmp_path, "call", "ka10001", "stk_cd=005930", "--json", "--profile", "profile")
    assert done.returncode == 0, done.stderr
    answer = msgspec.json.decode(done.stdout, type=dict[str, object])
    assert answer["stk_cd"] == "005930"
    assert answer["stk_nm"] == "삼성전자"
    assert answer["return_code"] in (0, "0")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (("kt10000", "stk_cd=005930", "ord_qty=1"), "order_refused"),
        (("ka99999",), "unknown_api"),
    ],
)
def test_a_call_refuses_orders_and_unknown_apis(
    tmp_path: Path, asked: tuple[str, ...], reason: str
) -> None:
    done = run(tmp_path, "call", *asked, "--json", "--profile", "profile")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip() == texts.sentence("ko", f"call.{reason}", {"detail": ""}).strip()


def test_the_doctor_reports_in_words(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor")
    assert done.returncode in (0, 1), done.stderr
    assert len(done.stdout.splitlines()) > 3
    assert "Traceback" not in done.stdout + done.stderr


def test_a_second_desk_of_a_profile_says_so_and_ends(tmp_path: Path) -> None:
    root = tmp_path / "profile"
    folder = open_profile(Environment.PRACTICE, root).folder
    with started(tmp_path, "--profile", str(root)):
        until(lambda: answers(folder), "an answer")
        done = run(tmp_path, "--profile", str(root))
        assert done.returncode == 3
        assert texts.sentence("ko", "start.already_runs") in done.stdout + done.stderr
        assert answers(folder), "the first desk goes on"
