"""Sets up .venv from the hash-locked files and runs the desk, its tests and builds; standard library only."""

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

USAGE = """usage: python3 dev.py COMMAND   (Windows: py dev.py COMMAND)

  run [ARGUMENTS]   open the desk on the practice exchange
  test [ARGUMENTS]  run all tests with coverage; with arguments, pytest with these
  nightly           the tests that take minutes each: every leaf and every choice of the catalogue
  check             lint, types and import floors
  bench [NAME …]    run the benchmarks, or some; --peers beside other people's programs,
                    --full for longer stretches, --short only to see whether they run
  build             make the wheel and the frozen program, and let it test itself
  package           on Linux: freeze, make .deb and tar.xz, prove both; --within SECONDS
  proof [T1 … T9]   prove order-safety in full, hours; --resume, --seed N, --share ci, --only CHUNK
  mutate            change the money room's rules one by one and see whether its tests notice
  strangers         run published clients of others against the practice exchange
  docs [--pictures] build the documentation site into build/site; first make its pictures anew
  bare              install the exchange alone, without Qt, in an empty environment, and run it
"""
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST_TESTED = (3, 11), (3, 13)
LINUX = sys.platform.startswith("linux")
# Measured from the tests that hold these rooms' rules, not from what the window happens to call.
RULE_TESTS = (
    *(f"tests/unit/{room}" for room in ("broker", "domain", "orders", "wire")),
    *(f"tests/properties/test_{name}.py" for name in ("orders_fold", "wire_properties")),
    "tests/flows",
)
# What stands below the window is tested without pytest-qt, so that no Qt is loaded.
BELOW = ("-p", "no:pytest-qt")
OTHER_TESTS = (
    (*BELOW, "tests/unit", "tests/properties", *(f"--ignore={name}" for name in RULE_TESTS)),
    ("tests/contract", "tests/ui"),
)
MEMORY_NEEDED = 4 * 1024**3
COVERED = ("kiwoom_desk/orders", "kiwoom_desk/wire", "kiwoom_desk/domain/order.py")
SHORT_BENCHES = ("chart", "decode", "grid", "ladder", "stream", "tables")
SHORT_SECONDS = 240
BENCH_KEYS = {"name", "value", "target", "better", "holds", "peer", "unit"}


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(text, flush=True)


def may_install() -> bool:
    """Tell whether system packages may be installed without asking: root, and nobody there to ask."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    unattended = bool(os.environ.get("CI")) or not (sys.stdin and sys.stdin.isatty())
    return root and unattended and shutil.which("apt-get") is not None


def apt_install(packages: list[str], required: bool) -> None:
    """Install system packages, or name the one line that does; without required ones, stop."""
    if not may_install():
        say(
            f"missing from this system: sudo apt-get install --no-install-recommends {' '.join(packages)}"
        )
        if required:
            raise SystemExit(1)
        return
    say(f"installing system packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet([["apt-get", "update", "-q"]], environment)
    quiet([["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]], environment)


def quiet(commands: list[list[str]], environment: dict[str, str] | None = None) -> None:
    """Run commands, showing the time they take; print their output only where one fails."""
    started = time.monotonic()
    for command in commands:
        with tempfile.TemporaryFile() as output:
            running = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
            )
            while True:
                try:
                    code = running.wait(timeout=1)
                    break
                except subprocess.TimeoutExpired:
                    if sys.stdout.isatty():
                        print(f"\r  {time.monotonic() - started:.0f} s", end="", flush=True)
            if code:
                output.seek(0)
                print(output.read().decode(errors="replace"))
                raise SystemExit(f"failed ({code}): {' '.join(command)}")
    say(f"{chr(13) if sys.stdout.isatty() else ''}  done in {time.monotonic() - started:.1f} s")


def system_libraries() -> dict[str, dict[str, str]]:
    """Read what Linux has to have, by purpose: soname or program -> Debian's package."""
    import tomllib

    text = (ROOT / "resources" / "system_libraries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def loads(soname: str) -> bool:
    """Tell whether a shared library can be loaded, on any distribution."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def need_system_libraries() -> None:
    """Install or name the libraries that Qt needs."""
    if not LINUX:
        return
    wanted = system_libraries()
    libraries = {**wanted["offscreen"], **wanted["window"]}
    missing = [package for soname, package in libraries.items() if not loads(soname)]
    if missing:
        apt_install(missing, required=True)


def need_programs(purpose: str, required: bool) -> None:
    """Install or name the programs of one table of resources/system_libraries.toml."""
    if not LINUX:
        return
    programs = system_libraries()[purpose]
    missing = [package for program, package in programs.items() if not shutil.which(program)]
    if missing:
        apt_install(sorted(set(missing)), required)


def layer_key(locks: tuple[str, ...]) -> str:
    """Return what a finished layer of .venv was made from."""
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    for lock in locks:
        digest.update((ROOT / "requirements" / lock).read_bytes())
    return digest.hexdigest()


def stamped(layer: str, key: str) -> bool:
    """Tell whether a layer was finished from exactly this."""
    stamp = VENV / f"{layer}.stamp"
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == key


def stamp(layer: str, key: str) -> None:
    """Note that a layer is finished."""
    (VENV / f"{layer}.stamp").write_text(key, encoding="ascii")


def need_packages(dev: bool) -> None:
    """Bring .venv up to the locks, making it anew where those of run time or Python changed."""
    run_locks = ("run.lock", "install.lock")
    run_key = layer_key(run_locks)
    if not stamped("run", run_key):
        make_venv()
        say("installing the desk's packages into .venv (about half a minute)")
        install(run_locks)
        stamp("run", run_key)
    dev_key = layer_key((*run_locks, "dev.lock"))
    if dev and not stamped("dev", dev_key):
        say("installing the developer's tools into .venv")
        install(("dev.lock",))
        stamp("dev", dev_key)
    project_key = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not stamped("project", project_key):
        say("installing kiwoom-desk itself")
        quiet([[*pip(), "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]])
        stamp("project", project_key)


def make_venv() -> None:
    """Make an empty .venv; Debian splits off what that needs."""
    if importlib.util.find_spec("ensurepip") is None:
        apt_install(["python3-venv"], required=True)
    say(f"making .venv with Python {sys.version.split()[0]}")
    quiet([[sys.executable, "-m", "venv", "--clear", str(VENV)]])


def pip() -> list[str]:
    """Return the start of an install command."""
    return [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]


def install(locks: tuple[str, ...]) -> None:
    """Install lock files, every package checked by its hash."""
    hashed = [*pip(), "--require-hashes", "--no-deps"]
    quiet([[*hashed, "-r", str(ROOT / "requirements" / lock)] for lock in locks])


def has_display() -> bool:
    """Tell whether a window can be shown."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def call(command: list[str], environment: dict[str, str] | None = None) -> int:
    """Run a program of .venv from the checkout and return its exit code."""
    say(f"$ {shown(command)}")
    return subprocess.call(command, cwd=ROOT, env=environment)


def shown(command: list[str]) -> str:
    """Return a command as a person would type it."""
    return " ".join(Path(part).name if part == str(PYTHON) else part for part in command)


def run(arguments: list[str]) -> int:
    """Open the desk; without a display, trade one round offscreen and leave a picture."""
    need_system_libraries()
    need_packages(dev=False)
    environment = dict(os.environ)
    command = [str(PYTHON), "-m", "kiwoom_desk"]
    if not has_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
        # A command of the program (doctor, call, …) needs no window and runs as it is.
        if not arguments or arguments[0].startswith("-"):
            say(
                "no display here: the desk runs offscreen and trades one round on the practice exchange"
            )
            command.append("--round")
    command += arguments
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130


def test(arguments: list[str]) -> int:
    """Run all tests, and hold the rooms where mistakes cost money to 100 % of their branches."""
    need_system_libraries()
    # Without them the desktop tests are skipped, but not in CI.
    need_programs("tests", required=bool(os.environ.get("CI")))
    need_packages(dev=True)
    pytest = [str(PYTHON), "-m", "pytest"]
    environment = test_environment()
    if arguments:
        return call([*pytest, *arguments], environment)
    (ROOT / "build").mkdir(exist_ok=True)
    failures = ROOT / "build" / "failures.log"
    failures.write_bytes(b"")
    environment["KIWOOM_DESK_FAILURES"] = str(failures)
    coverage = [str(PYTHON), "-m", "coverage"]
    with Beside([[*pytest, *tests] for tests in OTHER_TESTS], environment) as others:
        ruled = call([*coverage, "run", "-m", "pytest", *BELOW, *RULE_TESTS], environment)
        report = ROOT / "build" / "coverage.json"
        report.unlink(missing_ok=True)
        subprocess.call(
            [*coverage, "json", "-q", "-o", str(report)], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        uncovered = coverage_faults(report)
        # The exchange in the same process: traced, it would be three times as slow.
        proved = call([*pytest, *BELOW, "tests/proof"], environment)
        other = others.finish()
    # Whether they run, not what they find: beside all this no figure would mean anything.
    benched = bench(["--short"])
    for fault in uncovered:
        say(f"branch coverage below 100 %: {fault}")
    if not uncovered:
        say(f"branch coverage 100 %: {', '.join(COVERED)}")
    # Last, because a long log may be cut at its start.
    print(failures.read_text(encoding="utf-8"), end="", flush=True)
    codes = {"rules": ruled, "proof": proved, "others": other, "benchmarks": benched}
    codes["coverage"] = int(bool(uncovered))
    broken = [f"{name} ({code})" for name, code in codes.items() if code]
    say(f"failed: {', '.join(broken)}" if broken else "all tests passed")
    return int(bool(broken))


def test_environment() -> dict[str, str]:
    """Keep the tests' files in memory where there is room: thousands of journals are synced to disk."""
    memory = Path("/dev/shm")
    if LINUX and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > MEMORY_NEEDED:
        return {**os.environ, "TMPDIR": str(memory)}
    return dict(os.environ)


class Beside:
    """Commands that run one after another on another core; what they print is kept for `finish`."""

    def __init__(self, commands: list[list[str]], environment: dict[str, str]) -> None:
        self._commands, self._environment = commands, environment
        self._output = ROOT / "build" / "tests-beside.log"
        self._codes: list[int] = []
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Beside":
        self._output.write_bytes(b"")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        if self._running is not None:
            self._running.terminate()
        self._thread.join()

    def _run(self) -> None:
        for command in self._commands:
            if self._stopped:
                return
            with self._output.open("ab") as output:
                output.write(f"$ {shown(command)}\n".encode())
                output.flush()
                self._running = subprocess.Popen(
                    command, cwd=ROOT, env=self._environment, stdout=output, stderr=output
                )
                self._codes.append(self._running.wait())

    def finish(self) -> int:
        """Print what they printed and go on printing until they end; return their worst exit code."""
        with self._output.open("rb") as output:
            alive = True
            while alive:
                alive = self._thread.is_alive()
                print(output.read().decode(errors="replace"), end="", flush=True)
                self._thread.join(timeout=5)
        return int(any(self._codes))


def coverage_faults(report: Path) -> list[str]:
    """Return what the tests of the covered rooms never reached, a line for each file."""
    if not report.exists():
        return ["nothing was measured"]
    measured = {
        name.replace("\\", "/"): entry
        for name, entry in json.loads(report.read_text(encoding="utf-8"))["files"].items()
    }
    faults = []
    for place in COVERED:
        path = ROOT / place
        sources = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not sources or not all(source.exists() for source in sources):
            faults.append(f"{place}: not there")
            continue
        for source in sources:
            name = source.relative_to(ROOT).as_posix()
            entry = measured.get(name)
            if entry is None:
                faults.append(f"{name}: never loaded")
            elif entry["missing_lines"] or entry["missing_branches"]:
                lines, branches = entry["missing_lines"][:12], entry["missing_branches"][:6]
                faults.append(f"{name}: lines {lines}, branches {branches}")
    return faults


def check(arguments: list[str]) -> int:
    """Lint, check types, walk the imports."""
    need_packages(dev=True)
    module = [str(PYTHON), "-m"]
    codes = [
        call([*module, "ruff", "check", "."]),
        call([*module, "mypy"]),
        call([*module, "pytest", "-q", *BELOW, "tests/unit/test_floors.py"]),
    ]
    return max(codes)


def bench(arguments: list[str]) -> int:
    """Run benchmarks, each printing lines of JSON; fail where one breaks or a target is missed."""
    need_system_libraries()
    need_packages(dev=True)
    options = {one for one in arguments if one.startswith("--")}
    if options - {"--short", "--full", "--peers"}:
        print(USAGE, end="")
        return 2
    named = [one.removeprefix("bench_").removesuffix(".py") for one in arguments]
    named = [one for one in named if one not in options]
    names = named or (list(SHORT_BENCHES) if "--short" in options else ["*"])
    programs = sorted(
        {path for name in names for path in (ROOT / "benchmarks").glob(f"bench_{name}.py")}
    )
    if not programs:
        say(f"no benchmark of that name: {' '.join(named)}")
        return 2
    bundle = ROOT / "benchmarks" / "bench_bundle.py"
    if not named and bundle in programs and not (ROOT / "dist" / "kiwoom-desk").exists():
        say("without a bundle (dev.py build) its start is not measured")
        programs.remove(bundle)
    environment = dict(os.environ)
    environment["KIWOOM_DESK_BENCH"] = " ".join(sorted(options)).replace("--", "")
    if not has_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    judged = "--short" not in options
    if "--peers" in options:
        environment["KIWOOM_DESK_PEERS"] = str(peers())
        programs += sorted((ROOT / "benchmarks").glob("peers_*.py"))
    return max([run_bench(program, environment, judged) for program in programs])


def run_bench(program: Path, environment: dict[str, str], judged: bool) -> int:
    """Run one benchmark, pass its lines on, and judge them; unjudged, only whether it breaks."""
    began = time.monotonic()
    try:
        done = subprocess.run(
            [str(PYTHON), str(program)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=None if judged else SHORT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        say(f"{program.name}: still ran after {SHORT_SECONDS} s")
        return 1
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    whole = bool(rows) and all(set(row) >= BENCH_KEYS for row in rows)
    # A missed target ends a program with 1, and so does an error.
    broken = done.returncode not in (0, 1) or "Traceback (most recent" in done.stderr or not whole
    if judged or broken:
        print(done.stdout, end="", flush=True)
        say(f"{program.name}: {time.monotonic() - began:.0f} s")
    if broken:
        print(done.stderr, file=sys.stderr, flush=True)
        say(f"{program.name}: failed ({done.returncode}), or without its line of JSON")
        return 1
    if not judged:
        say(f"{program.name}: ran, {len(rows)} figures")
        return 0
    return 0 if all(row["holds"] for row in rows) else 1


def peers() -> Path:
    """Return the Python of the environment of published clients and charts, made once a lock."""
    lock = ROOT / "benchmarks" / "peers.lock"
    python = VENV.parent / "build" / "peers" / PYTHON.relative_to(VENV)
    made, key = python.parents[1] / "made.stamp", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not made.exists() or made.read_text(encoding="ascii") != key:
        environment_of("peers")
        say("installing the peers' packages")
        quiet([[str(python), *pip()[1:], "--require-hashes", "--no-deps", "-r", str(lock)]])
        made.write_text(key, encoding="ascii")
    return python


def build(arguments: list[str]) -> int:
    """Make dist/*.whl and the frozen folder, and let the frozen program test itself."""
    need_system_libraries()
    need_packages(dev=True)
    if call([str(PYTHON), "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]):
        return 1
    freezer = need_freezer()
    if call([freezer, str(ROOT / "packaging" / "make.py"), "bundle"]):
        return 1
    frozen = (
        ROOT
        / "dist"
        / "kiwoom-desk"
        / ("kiwoom-desk-console.exe" if os.name == "nt" else "kiwoom-desk")
    )
    environment = (
        dict(os.environ) if has_display() else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    return call([str(frozen), "--selftest"], environment)


def package(arguments: list[str]) -> int:
    """Make what is handed out on Linux and prove each of it; root, for the minimal Debian."""
    if not LINUX:
        say("packaging/README.md tells how it is done on Windows and macOS")
        return 2
    need_system_libraries()
    need_programs("package", required=True)
    need_programs("tests", required=False)
    freezer = need_freezer()
    return call([freezer, str(ROOT / "packaging" / "make.py"), "package", *arguments])


def need_freezer() -> str:
    """Return the Python of build/freeze: run.lock and build.lock, nothing of a developer."""
    if LINUX:
        need_programs("freeze", required=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        if not loads(f"libpython{version}.so.1.0"):
            # Debian's Python is one file; a frozen program needs it as a library.
            apt_install([f"libpython{version}"], required=True)
    python = ROOT / "build" / "freeze" / PYTHON.relative_to(VENV)
    locks = ("run.lock", "build.lock")
    made, key = python.parents[1] / "made.stamp", layer_key(locks)
    if not made.exists() or made.read_text(encoding="ascii") != key:
        environment_of("freeze")
        say("installing what is frozen, and what freezes it")
        hashed = [str(python), *pip()[1:], "--require-hashes", "--no-deps"]
        quiet([[*hashed, "-r", str(ROOT / "requirements" / lock)] for lock in locks])
        made.write_text(key, encoding="ascii")
    return str(python)


def environment_of(name: str) -> Path:
    """Make an empty environment below build/ and return its Python."""
    if importlib.util.find_spec("ensurepip") is None:
        apt_install(["python3-venv"], required=True)
    place = ROOT / "build" / name
    say(f"making {place.relative_to(ROOT)}")
    quiet([[sys.executable, "-m", "venv", "--clear", str(place)]])
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def proof(arguments: list[str]) -> int:
    """Run T1 to T9 of order-safety, a line of JSON each; see docs/order-safety.md."""
    need_packages(dev=True)
    return call([str(PYTHON), "-m", "tests.proof", *arguments])


def mutate(arguments: list[str]) -> int:
    """Run T10 in an environment of its own; what was tried is kept below build/mutated."""
    python = VENV.parent / "build" / "mutate" / PYTHON.relative_to(VENV)
    locks = ("run.lock", "dev.lock", "mutate.lock")
    made, key = python.parents[1] / "made.stamp", layer_key(locks)
    if not made.exists() or made.read_text(encoding="ascii") != key:
        environment_of("mutate")
        say("installing the desk's packages and the mutation library")
        hashed = [str(python), *pip()[1:], "--require-hashes", "--no-deps"]
        quiet([[*hashed, "-r", str(ROOT / "requirements" / lock)] for lock in locks])
        made.write_text(key, encoding="ascii")
    command = [str(python), "-m", "tests.proof.mutating", *arguments]
    if os.name == "posix":
        # Taking this program's place, it is not killed while it writes down what it knows.
        say(f"$ {shown(command)}")
        os.chdir(ROOT)
        os.execve(command[0], command, test_environment())
    return call(command, test_environment())


def strangers(arguments: list[str]) -> int:
    """Run clients that nobody here wrote, in an environment of their own (about two minutes)."""
    need_packages(dev=True)
    lock = ROOT / "tests" / "strangers" / "requirements.lock"
    python, mark = environment_of("strangers"), [*pip()[1:], "--require-hashes", "--no-deps"]
    say("installing the strangers' packages")
    quiet([[str(python), *mark, "-r", str(lock)]])
    environment = {**os.environ, "KIWOOM_DESK_STRANGERS": str(python)}
    tests = [str(PYTHON), "-m", "pytest", *BELOW, "tests/strangers"]
    return call([*tests, *arguments], environment)


def bare(arguments: list[str]) -> int:
    """Install what `.[practice]` names and nothing else, and let the exchange answer without Qt."""
    need_packages(dev=True)
    python = environment_of("bare")
    say("installing kiwoom-desk[practice]")
    quiet([[str(python), *pip()[1:], f"{ROOT}[practice]"]])
    environment = {**os.environ, "KIWOOM_DESK_BARE": str(python)}
    tests = [str(PYTHON), "-m", "pytest", *BELOW, "tests/strangers/test_bare.py"]
    return call([*tests, *arguments], environment)


def docs(arguments: list[str]) -> int:
    """Build the documentation site in an environment of its own; broken links fail it."""
    if "--pictures" in arguments and make_pictures():
        return 1
    python = VENV.parent / "build" / "docs" / PYTHON.relative_to(VENV)
    made, key = python.parents[1] / "made.stamp", layer_key(("docs.lock",))
    if not made.exists() or made.read_text(encoding="ascii") != key:
        environment_of("docs")
        say("installing the generator of the site")
        hashed = [str(python), *pip()[1:], "--require-hashes", "--no-deps"]
        quiet([[*hashed, "-r", str(ROOT / "requirements" / "docs.lock")]])
        made.write_text(key, encoding="ascii")
    return call([str(python), "-m", "mkdocs", "build", "--strict", "--clean"])


def make_pictures() -> int:
    """Make every picture of the documents anew, by the programs that docs/pictures.toml names."""
    import tomllib

    need_system_libraries()
    need_packages(dev=False)
    folder = ROOT / "docs"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    for entry in tomllib.loads((folder / "pictures.toml").read_text(encoding="utf-8"))["picture"]:
        with tempfile.TemporaryDirectory() as place:
            command = ["-m", "kiwoom_desk", "screenshot", "--out", place]
            command += entry.get("screenshot", [])
            if "program" in entry:
                command = [str(ROOT / entry["program"])]
            code = call([str(PYTHON), *command], environment)
            if code:
                return code
            for drawn in sorted(Path(place).glob("*.png")):
                shutil.copyfile(drawn, folder / entry["file"])
    return 0


def nightly(arguments: list[str]) -> int:
    """Run the tests that are too long for every change."""
    need_system_libraries()
    need_packages(dev=True)
    return call([str(PYTHON), "-m", "pytest", "-m", "nightly", "tests/contract", *arguments])


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "nightly": nightly,
    "check": check,
    "bench": bench,
    "build": build,
    "package": package,
    "proof": proof,
    "mutate": mutate,
    "strangers": strangers,
    "bare": bare,
    "docs": docs,
}


def main(arguments: list[str]) -> int:
    """Run one command."""
    if sys.version_info[:2] < OLDEST:
        say(f"kiwoom-desk needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}")
        return 1
    if sys.version_info[:2] > NEWEST_TESTED:
        say("this Python is newer than any tried; where it fails, take 3.11, 3.12 or 3.13")
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE, end="")
        return 0 if arguments in (["-h"], ["--help"]) else 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
