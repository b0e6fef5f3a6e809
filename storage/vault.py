"""Names, phones and chat ids are sealed before they are stored, and found by a keyed hash."""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

GONE = b""
"""In place of what was sealed, when it was taken back: there is nothing to open."""


class WrongKey(Exception):
    """What is stored was sealed with another SECRET_KEY."""


@lru_cache(maxsize=4)
def _stretch(secret: str) -> bytes:
    # scrypt, because an operator may choose a memorable secret; parameters of RFC 7914 §2 scaled
    # to about 50 ms, once per start.
    return hashlib.scrypt(secret.encode(), salt=b"tiep-dan/secret/1", n=2**14, r=8, p=1, dklen=32)


class Vault:
    """Seals with a key that lives outside the database (SECRET_KEY)."""

    def __init__(self, secret: str) -> None:
        root = _stretch(secret)
        self.fernet = Fernet(base64.urlsafe_b64encode(self._derive(root, b"seal")))
        self._lookup = self._derive(root, b"lookup")

    @staticmethod
    def _derive(root: bytes, purpose: bytes) -> bytes:
        return HKDF(hashes.SHA256(), 32, salt=None, info=purpose).derive(root)

    def seal(self, plain: bytes) -> bytes:
        """Encrypt and authenticate."""
        return self.fernet.encrypt(plain)

    def unseal(self, sealed: bytes) -> bytes:
        """Raises WrongKey when it was sealed with another secret or has been changed."""
        try:
            return self.fernet.decrypt(sealed)
        except InvalidToken as error:
            raise WrongKey from error

    def key(self, *parts: str) -> str:
        """Say under which key a thing is found without telling what it is (128 bits, hex)."""
        said = "\x1f".join(parts).encode()
        return hmac.new(self._lookup, said, hashlib.sha256).hexdigest()[:32]
