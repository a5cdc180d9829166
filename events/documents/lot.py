"""A program of a few lines with which anybody can draw a published lot again."""

from events.models import SpeakerCall

_PROGRAM = """\
import hashlib, hmac

digest = "{digest}"
seed = bytes.fromhex("{seed}")
codes = "{codes}".split()

assert hashlib.sha256(seed).hexdigest() == digest
codes.sort(key=lambda code: hmac.digest(seed, code.encode(), "sha256"))
for number, code in enumerate(codes, 1):
    print(number, code)
"""


def lot_program(call: SpeakerCall) -> str:
    """Python with its standard library only; the codes in no telling order."""
    codes = " ".join(sorted(call.drawn_codes))
    return _PROGRAM.format(digest=call.seed_sha256, seed=call.seed, codes=codes)
