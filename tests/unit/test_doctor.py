"""The doctor finds what is wrong with a machine and says it in both languages."""

import asyncio
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from kiwoom_desk import doctor
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.doctor import Finding, Grade


@pytest.mark.parametrize(
    ("finding", "grade", "code"),
    [
        (doctor.look_at_python((3, 10)), Grade.BAD, "python_old"),
        (doctor.look_at_python((3, 11)), Grade.GOOD, "python"),
        (doctor.look_at_library("msgspec", Grade.BAD), Grade.GOOD, "library"),
        (doctor.look_at_library("no_such_module", Grade.BAD), Grade.BAD, "library_missing"),
        (doctor.look_at_system_libraries(lambda name: True), Grade.GOOD, "system_libraries"),
        (doctor.look_at_display(False), Grade.WARNING, "display_missing"),
        (doctor.look_at_fonts(), Grade.GOOD, "fonts"),
        (doctor.look_at_host("https://h"), Grade.GOOD, "host"),
        (doctor.look_at_host("http://h"), Grade.BAD, "host_unsafe"),
    ],
)
def test_each_finding(finding: Finding, grade: Grade, code: str) -> None:
    assert (finding.grade, finding.code) == (grade, code)
    for language in ("ko", "en"):
        assert "{" not in doctor.spoken(language, finding)


def test_missing_system_libraries_are_named_by_package() -> None:
    finding = doctor.look_at_system_libraries(lambda name: name != "libEGL.so.1")
    assert finding == Finding(Grade.BAD, "system_library_missing", {"packages": "libegl1"})


async def test_a_clock_of_another_year_is_wrong() -> None:
    async def judge(year: int) -> Finding:
        clock = ManualClock(datetime(year, 11, 20, 10, tzinfo=KST))
        judging = asyncio.gather(doctor.look_at_clock(clock))
        while not clock.sleeping:
            await asyncio.sleep(0)
        clock.advance(0.2)
        return (await judging)[0]

    assert (await judge(1970)).code == "clock_wrong"
    assert (await judge(2026)).code == "clock"


def test_a_folder_that_cannot_be_made_is_bad(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert doctor.look_at_folder(tmp_path / "file").code == "folder_failed"
    assert doctor.look_at_folder(tmp_path / "p").code == "folder"


def test_main_speaks_and_its_exit_code_follows(tmp_path: Path) -> None:
    # In a process of its own: the doctor loads Qt, which tests below the window do without.
    def ask(language: str, host: str) -> tuple[int, str]:
        program = (
            "import sys; from kiwoom_desk.doctor import main; "
            "sys.exit(main(sys.argv[2:], sys.argv[1:2]))"
        )
        arguments = [host, "--language", language, "--profile", str(tmp_path / "p")]
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program, *arguments],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return done.returncode, done.stdout

    code, text = ask("en", "ftp://h")
    assert code == 1
    assert "[bad] The address ftp://h is not encrypted." in text
    assert "[good] Python" in text
    assert "[좋음] 접속 주소 https://h" in ask("ko", "https://h")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe breaks differently there")
def test_a_reader_who_goes_away_gets_no_stack_trace(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "kiwoom_desk", "doctor"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert "Traceback" not in told and "BrokenPipe" not in told
    assert process.returncode == 1
