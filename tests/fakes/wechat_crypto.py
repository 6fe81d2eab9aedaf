"""How WeChat signs and encrypts, written from its documentation and not with the product's library."""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def signature(token: str, *parts: str) -> str:
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()


def encrypt(aes_key: str, app_id: str, content: bytes) -> str:
    head = os.urandom(16) + struct.pack(">I", len(content))
    return encrypted(aes_key, head + content + app_id.encode())


def encrypted(aes_key: str, plain: bytes) -> str:
    """Whatever these bytes are, padded."""
    key = base64.b64decode(aes_key + "=")
    padding = 32 - len(plain) % 32
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([padding]) * padding) + cipher.finalize()).decode()


def decrypt(aes_key: str, encrypted: str) -> tuple[bytes, str]:
    """The content and the app id."""
    key = base64.b64decode(aes_key + "=")
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = cipher.update(base64.b64decode(encrypted)) + cipher.finalize()
    plain = plain[: -plain[-1]]
    length = struct.unpack(">I", plain[16:20])[0]
    return plain[20 : 20 + length], plain[20 + length :].decode()
