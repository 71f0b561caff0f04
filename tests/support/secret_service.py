"""Runs inside `dbus-run-session`: unlocks a Secret Service, keeps keys as the desk does, runs a command."""

import asyncio
import subprocess
import sys

from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret, Vault
from kiwoom_desk.broker.gateway import Keys
from kiwoom_desk.rooms import keep_keys, stored_keys

APPKEY, SECRETKEY = "appkey-of-a-test-0001", "secretkey-of-a-test-0001"


async def _keep_and_find() -> bool:
    kept = [
        await keep_keys(Vault(), environment, Keys(Secret(APPKEY), Secret(SECRETKEY)))
        for environment in (Environment.DEMO, Environment.LIVE)
    ]
    found = await stored_keys(Vault(), Environment.LIVE)
    return all(kept) and found is not None and found.secretkey == Secret(SECRETKEY)


def main() -> int:
    """Exit with 70 where the service keeps nothing, else as the command does."""
    subprocess.run(
        ["gnome-keyring-daemon", "--unlock", "--components=secrets"],
        input=b"a password",
        stdout=subprocess.DEVNULL,
        check=True,
    )
    if not asyncio.run(_keep_and_find()):
        return 70
    return subprocess.run(sys.argv[1:], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
