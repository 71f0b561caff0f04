"""Secrets go to a real keyring or stay in memory, and never print."""

import copy
import pickle
import threading

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from kiwoom_desk.base import logs, vault
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret, Vault

HERE = frozenset({__name__})


class Memory(KeyringBackend):
    """A keyring that keeps its entries in a dictionary."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")


class Forgetful(Memory):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Prompting(Memory):
    """Waits for a person who never comes, until the test lets go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait(30)
        return None


def test_a_secret_never_prints_and_is_never_copied() -> None:
    secret = Secret("hunter2-hunter2")
    for text in (repr(secret), str(secret), f"{secret}", f"{[secret]}", "%s" % secret):  # noqa: UP031
        assert "hunter2" not in text
        assert "***" in text
    assert secret.reveal() == "hunter2-hunter2"
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled"):
            attempt(secret)
    with pytest.raises(TypeError):
        hash(secret)
    assert logs.redact("was hunter2-hunter2") == "was ***"


def test_secrets_compare_by_text() -> None:
    assert Secret("비밀-123") == Secret("비밀-123")
    assert Secret("비밀-123") != Secret("비밀-124")
    assert Secret("abcdefg") != "abcdefg"


async def test_a_real_keyring_keeps_one_entry_for_each_environment() -> None:
    backend = Memory()
    first = Vault(backend, HERE)
    assert await first.put(Environment.DEMO, "appkey", Secret("demo-appkey"))
    assert await first.put(Environment.DEMO, "secretkey", Secret("demo-secret"))
    assert await first.put(Environment.LIVE, "appkey", Secret("live-appkey"))
    assert first.problem is None
    assert len(backend.entries) == 2
    later = Vault(backend, HERE)
    assert await later.get(Environment.DEMO, "secretkey") == Secret("demo-secret")
    assert await later.get(Environment.LIVE, "appkey") == Secret("live-appkey")
    assert await later.get(Environment.LIVE, "secretkey") is None
    await later.delete(Environment.DEMO, "appkey")
    await later.delete(Environment.DEMO, "secretkey")
    await later.delete(Environment.DEMO, "secretkey")
    assert later.problem is None
    assert len(backend.entries) == 1
    assert await Vault(backend, HERE).get(Environment.DEMO, "appkey") is None


@pytest.mark.parametrize(
    ("backend", "allowed", "problem"),
    [
        (keyring.backends.fail.Keyring(), vault.REAL_BACKENDS, vault.MISSING),
        (keyring.backends.null.Keyring(), vault.REAL_BACKENDS, vault.REFUSED),
        (Memory(), vault.REAL_BACKENDS, vault.REFUSED),
        (Locked(), HERE, vault.LOCKED),
        (Forgetful(), HERE, vault.LOST),
    ],
)
async def test_without_a_real_keyring_secrets_last_for_this_run(
    backend: KeyringBackend, allowed: frozenset[str], problem: str
) -> None:
    kept = Vault(backend, allowed)
    assert not await kept.put(Environment.LIVE, "appkey", Secret("live-appkey"))
    assert kept.problem == problem
    assert await kept.get(Environment.LIVE, "appkey") == Secret("live-appkey")
    assert await Vault(backend, allowed).get(Environment.LIVE, "appkey") is None


async def test_a_prompt_nobody_answers_ends_by_itself() -> None:
    backend = Prompting()
    kept = Vault(backend, HERE, timeout=0.05)
    assert await kept.get(Environment.LIVE, "appkey") is None
    assert kept.problem == vault.SILENT
    backend.let_go.set()


async def test_a_foreign_entry_is_a_problem_and_can_be_replaced() -> None:
    backend = Memory()
    backend.entries["kiwoom-desk live", "keys"] = "not json"
    kept = Vault(backend, HERE)
    assert await kept.get(Environment.LIVE, "appkey") is None
    assert kept.problem == vault.UNREADABLE
    assert await kept.put(Environment.LIVE, "appkey", Secret("live-appkey"))
    assert kept.problem is None


def test_of_a_chain_only_a_real_backend_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Memory()
    chain = keyring.backends.chainer.ChainerBackend()
    monkeypatch.setattr(
        keyring.backends.chainer.ChainerBackend,
        "backends",
        [keyring.backends.null.Keyring(), real],
    )
    assert vault.usable_backend(chain, HERE) is real
    assert vault.usable_backend(chain, vault.REAL_BACKENDS) is None
