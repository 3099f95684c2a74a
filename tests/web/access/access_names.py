"""What tests of access name: an org that nobody may learn of, a token set by hand, and how programs send one."""

ORG = "acme-secret-org"
CHOSEN = "chosen-by-hand-" + "x" * 10


def bearer(token: str | bytes) -> dict[bytes, bytes]:
    """The header of a program."""
    return {b"Authorization": b"Bearer " + (token if isinstance(token, bytes) else token.encode())}
