"""Keeps secrets in the system's keyring, or for this run only; refuses backends that leave them readable."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NoReturn, TypeVar

import msgspec

from kiwoom_desk.base.logs import register_secret
from kiwoom_desk.base.settings import Environment

if TYPE_CHECKING:
    # Read in the thread that asks it: it takes long, and a desk on its practice exchange never does.
    from keyring.backend import KeyringBackend

T = TypeVar("T")

REAL_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
_CHAINER = "keyring.backends.chainer"
_ENTRY = "keys"

MISSING = "keyring_missing"
REFUSED = "keyring_refused"
LOCKED = "keyring_locked"
SILENT = "keyring_silent"
LOST = "keyring_lost"
UNREADABLE = "keyring_unreadable"
FAILED = "keyring_failed"


class Secret:
    """A text that never prints, never pickles, and compares in constant time."""

    __slots__ = ("_text",)
    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self._text = text
        register_secret(text)

    def reveal(self) -> str:
        """Return the text, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled or copied")


def usable_backend(
    backend: KeyringBackend, allowed: frozenset[str] = REAL_BACKENDS
) -> KeyringBackend | None:
    """Return the backend that may hold secrets, or None; of a chain, its first real one."""
    if type(backend).__module__ == _CHAINER:
        chain: list[KeyringBackend] = list(getattr(backend, "backends", []))
        return next((one for one in chain if type(one).__module__ in allowed), None)
    return backend if type(backend).__module__ in allowed else None


class Vault:
    """Secrets by environment and name; `problem` is the code of why they last for this run only."""

    def __init__(
        self,
        backend: KeyringBackend | None = None,
        allowed: frozenset[str] = REAL_BACKENDS,
        timeout: float = 30.0,
    ) -> None:
        """Take the system's backend unless one is passed; `timeout` seconds bound its prompts."""
        self._given = backend
        self._allowed = allowed
        self._timeout = timeout
        self._memory: dict[Environment, dict[str, Secret]] = {}
        self._one_at_a_time = asyncio.Lock()
        self.problem: str | None = None

    async def get(self, environment: Environment, name: str) -> Secret | None:
        """Return a secret of this run or of the keyring, or None."""
        async with self._one_at_a_time:
            kept = self._memory.get(environment, {}).get(name)
            if kept is not None:
                return kept
            stored = await self._guarded(lambda backend: _read(backend, environment))
            text = (stored or {}).get(name)
            if text is None:
                return None
            return self._remember(environment, name, Secret(text))

    async def put(self, environment: Environment, name: str, secret: Secret) -> bool:
        """Keep a secret; return whether the keyring holds it, proved by reading it back (V-1)."""
        async with self._one_at_a_time:
            self._remember(environment, name, secret)
            text = secret.reveal()
            written = await self._guarded(lambda backend: _write(backend, environment, name, text))
            if written is False:
                self.problem = LOST
            return bool(written)

    async def delete(self, environment: Environment, name: str) -> None:
        """Forget a secret here and in the keyring; one that is not there is no error."""
        async with self._one_at_a_time:
            self._memory.get(environment, {}).pop(name, None)
            await self._guarded(lambda backend: _write(backend, environment, name, None))

    def _remember(self, environment: Environment, name: str, secret: Secret) -> Secret:
        self._memory.setdefault(environment, {})[name] = secret
        return secret

    async def _guarded(self, work: Callable[[KeyringBackend], T]) -> T | None:
        """Run keyring work in a thread; set `problem` and return None where it cannot be done."""
        try:
            result = await self._in_thread(lambda: self._asked(work))
        except _Unusable as error:
            self.problem = error.code
        except TimeoutError:
            self.problem = SILENT
        except msgspec.DecodeError:
            self.problem = UNREADABLE
        except Exception:
            # Backends let through whatever their system raises; none of it may stop the desk.
            self.problem = FAILED
        else:
            self.problem = None
            return result
        return None

    def _asked(self, work: Callable[[KeyringBackend], T]) -> T:
        from keyring.errors import InitError, KeyringLocked, NoKeyringError

        try:
            return work(self._backend())
        except (KeyringLocked, InitError):
            raise _Unusable(LOCKED) from None
        except NoKeyringError:
            raise _Unusable(MISSING) from None

    def _backend(self) -> KeyringBackend:
        import keyring

        found = self._given if self._given is not None else keyring.get_keyring()
        usable = usable_backend(found, self._allowed)
        if usable is None:
            raise _Unusable(MISSING if "fail" in type(found).__module__ else REFUSED)
        return usable

    async def _in_thread(self, work: Callable[[], T]) -> T:
        # A daemon thread, not the executor: a prompt nobody answers must not keep the program alive.
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: Exception | None) -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

        def run() -> None:
            result: T | None = None
            failure: Exception | None = None
            try:
                result = work()
            except Exception as error:
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop has closed meanwhile
                loop.call_soon_threadsafe(settle, result, failure)

        threading.Thread(target=run, name="vault", daemon=True).start()
        async with asyncio.timeout(self._timeout):
            return await future


class _Unusable(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _service(environment: Environment) -> str:
    return f"kiwoom-desk {environment.value}"


def _read(backend: KeyringBackend, environment: Environment) -> dict[str, str]:
    """Read the one entry of an environment: its secrets by name."""
    text = backend.get_password(_service(environment), _ENTRY)
    return msgspec.json.decode(text, type=dict[str, str]) if text else {}


def _write(backend: KeyringBackend, environment: Environment, name: str, text: str | None) -> bool:
    """Set or (None) drop one secret of the entry; return whether it reads back so."""
    try:
        stored = _read(backend, environment)
    except msgspec.DecodeError:
        stored = {}
    wanted = {key: value for key, value in stored.items() if key != name}
    if text is not None:
        wanted[name] = text
    if wanted == stored:
        return True
    if wanted:
        backend.set_password(_service(environment), _ENTRY, msgspec.json.encode(wanted).decode())
    else:
        backend.delete_password(_service(environment), _ENTRY)
    return _read(backend, environment) == wanted
