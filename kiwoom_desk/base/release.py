"""Where a release asks for update notices and whose signature it takes; refuses to know any by itself.

Both are constants of the build: `packaging/release_notice.py stamp` writes them into a build's copy.
"""

NOTICE_ADDRESS = ""
"""The https address of the notice, "" in source builds: then nothing is ever asked."""
NOTICE_KEY = ""
"""The Ed25519 public key of the notices as 64 hexadecimal digits, "" in source builds."""
