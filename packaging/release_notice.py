"""Makes keys, notices and signatures of releases, and stamps a build; never writes a key into the checkout.

python packaging/release_notice.py key PRIVATE.pem                   makes a key, prints the public one
python packaging/release_notice.py make NOTICE.json --version 0.2.0 --serial 12 --date 2026-12-01
       --text-ko "…" --text-en "…" [--page ADDRESS] FILE…            the notice of these files
python packaging/release_notice.py sign NOTICE.json PRIVATE.pem      writes NOTICE.json.sig beside it
python packaging/release_notice.py check NOTICE.json PUBLIC          as a desk would look at it
python packaging/release_notice.py stamp RELEASE.py ADDRESS PUBLIC   constants into a build's copy
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
# `stamp` runs before anything is installed, so nothing but the standard library is read for it.


def main(arguments: list[str]) -> int:
    """Run one of the five commands."""
    parser = argparse.ArgumentParser(prog="release_notice")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("key").add_argument("private", type=Path)
    make = commands.add_parser("make")
    make.add_argument("notice", type=Path)
    make.add_argument("--version", required=True)
    make.add_argument("--serial", type=int, required=True)
    make.add_argument("--date", type=date.fromisoformat, required=True)
    make.add_argument("--text-ko", required=True)
    make.add_argument("--text-en", required=True)
    make.add_argument("--page", default="")
    make.add_argument("files", type=Path, nargs="+")
    for name, second in (("sign", "private"), ("check", "public")):
        one = commands.add_parser(name)
        one.add_argument("notice", type=Path)
        one.add_argument(second)
    stamp = commands.add_parser("stamp")
    stamp.add_argument("release", type=Path)
    stamp.add_argument("address")
    stamp.add_argument("public")
    chosen = parser.parse_args(arguments)
    return {
        "key": lambda: new_key(chosen.private),
        "make": lambda: write_notice(chosen),
        "sign": lambda: sign(chosen.notice, Path(chosen.private)),
        "check": lambda: check(chosen.notice, chosen.public),
        "stamp": lambda: stamp_release(chosen.release, chosen.address, chosen.public),
    }[chosen.command]()


def new_key(private: Path) -> int:
    """Write a new private key (0600) outside the checkout and print the public one."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if private.resolve().is_relative_to(ROOT):
        print("a private key never lies in the checkout")
        return 1
    key = Ed25519PrivateKey.generate()
    content = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(private, flags, 0o600), "wb") as file:
        file.write(content)
    print(public_of(key))
    return 0


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public key as the build's constant has it."""
    from cryptography.hazmat.primitives import serialization

    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def write_notice(chosen: argparse.Namespace) -> int:
    """Write the notice with the size and the SHA-256 sum of each file."""
    from kiwoom_desk.base.notices import FORMAT, PRODUCT

    notice = {
        "product": PRODUCT,
        "format": FORMAT,
        "serial": chosen.serial,
        "version": chosen.version,
        "date": chosen.date.isoformat(),
        "artefacts": [
            {
                "name": file.name,
                "size": file.stat().st_size,
                "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
            }
            for file in chosen.files
        ],
        "text": {"ko": chosen.text_ko, "en": chosen.text_en},
        "page": chosen.page,
    }
    chosen.notice.write_text(json.dumps(notice, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def sign(notice: Path, private: Path) -> int:
    """Write the detached signature of a notice beside it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = serialization.load_pem_private_key(private.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        print("not an Ed25519 key")
        return 1
    signature = base64.b64encode(key.sign(notice.read_bytes()))
    notice.with_name(f"{notice.name}.sig").write_bytes(signature + b"\n")
    return 0


def check(notice: Path, public: str) -> int:
    """Look at a notice and its signature as a desk would, and print what it says."""
    from kiwoom_desk.base.notices import Signed, read_signature, verified

    signature = read_signature(notice.with_name(f"{notice.name}.sig").read_bytes())
    read = verified(Signed(notice.read_bytes(), signature), public)
    print(f"{read.product} {read.version} of {read.date}, notice {read.serial}")
    for one in read.artefacts:
        print(f"{one.sha256}  {one.name}")
    return 0


def stamp_release(release: Path, address: str, public: str) -> int:
    """Write address and public key into a build's copy of `base/release.py`."""
    if not re.fullmatch(r"https://[\w.~/+-]+", address) or not re.fullmatch(
        r"[0-9a-f]{64}", public
    ):
        print("an https address without a query, and 64 hexadecimal digits, are needed")
        return 1
    text = release.read_text(encoding="utf-8")
    text, addresses = re.subn(
        r'^NOTICE_ADDRESS = ""$', f'NOTICE_ADDRESS = "{address}"', text, flags=re.M
    )
    text, keys = re.subn(r'^NOTICE_KEY = ""$', f'NOTICE_KEY = "{public}"', text, flags=re.M)
    if (addresses, keys) != (1, 1):
        print("this copy is stamped already, or is not that file")
        return 1
    release.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
