"""Pages that are mostly the same for several visitors: compressed once, and joined as gzip.

A page is cut at each part of one visitor (the CSRF token, the name). The pieces in between are
deflated once, each ending on a byte boundary and independent of the others. So they can be joined,
with the visitor's own parts uncompressed in between. The checksum of the page is computed from
those of its pieces.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from struct import pack

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

HTML = "text/html; charset=utf-8"
MAX_PADDING = 100
"""Random bytes before a page, as Django's GZipMiddleware has them against BREACH."""
MAX_STORED = 0xFFFF
END = b"\x03\x00"
"""An empty last block."""


@dataclass(frozen=True, slots=True)
class Deflated:
    """A piece; `crc` and `size` are of its bytes, `shift` serves the crc of what precedes it."""

    deflated: bytes
    crc: int
    size: int
    shift: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """A page: its pieces, and the names of the visitor's own parts between them."""

    parts: tuple[Deflated | str, ...]

    def response(
        self, request: HttpRequest, own: Mapping[str, object], content_type: str = HTML
    ) -> HttpResponse:
        """The page with this visitor's own parts (name → HTML); gzip if the browser accepts it."""
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(self._joined(own), content_type=content_type)
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(b"".join(self._plain(own)), content_type=content_type)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    def _plain(self, own: Mapping[str, object]) -> Iterator[bytes]:
        for part in self.parts:
            yield str(own[part]).encode() if isinstance(part, str) else _inflated(part)

    def _joined(self, own: Mapping[str, object]) -> bytes:
        blocks, crc, size = [_header()], 0, 0
        for part in self.parts:
            if isinstance(part, str):
                text = str(own[part]).encode()
                blocks += _stored(text)
                crc, size = zlib.crc32(text, crc), size + len(text)
            else:
                blocks.append(part.deflated)
                crc, size = _product(part.shift, crc) ^ part.crc, size + part.size
        return b"".join([*blocks, END, pack("<II", crc, size)])


def cut(page: str, marks: Mapping[str, str]) -> Pieces:
    """Cuts a page at each of these marks (name → mark).

    Marks are from `new_mark`, so that no text can contain one.
    """
    names, parts = {mark: name for name, mark in marks.items()}, [page]
    for mark in names:
        parts = [piece for part in parts for piece in _around(mark, part)]
    return Pieces(tuple(names[part] if part in names else _piece(part) for part in parts if part))


def _around(mark: str, text: str) -> list[str]:
    """What stands between these marks in a text, and each of the marks."""
    first, *others = text.split(mark)
    return [first, *(piece for other in others for piece in (mark, other))]


def new_mark() -> str:
    """A random mark for one rendering of a page."""
    return secrets.token_hex(16)


def _piece(text: str) -> Deflated:
    plain = text.encode()
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    deflated = packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH)
    return Deflated(deflated, zlib.crc32(plain), len(plain), _shift(len(plain)))


def _inflated(piece: Deflated) -> bytes:
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(piece.deflated)


def _stored(text: bytes) -> Iterator[bytes]:
    """The bytes in blocks that are not compressed."""
    for start in range(0, len(text), MAX_STORED):
        block = text[start : start + MAX_STORED]
        yield pack("<BHH", 0, len(block), len(block) ^ MAX_STORED) + block


def _header() -> bytes:
    """Of gzip, with a file name of a random length."""
    name = b"a" * secrets.randbelow(MAX_PADDING)
    return b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + name + b"\x00"


# The checksum of A + B is that of A times x^(8 · size of B), plus that of B; polynomials over two
# elements, modulo that of CRC-32, with the highest bit for x^0, as in zlib's `crc32_combine`.
CRC_32 = 0xEDB88320
ONE = 1 << 31


def _product(a: int, b: int) -> int:
    product = 0
    while a:
        if a & ONE:
            product ^= b
        a = (a << 1) & 0xFFFFFFFF
        b = b >> 1 ^ CRC_32 if b & 1 else b >> 1
    return product


def _shift(size: int) -> int:
    """x^(8 · size)."""
    shift, power, left = ONE, ONE >> 8, size  # 1, x^8
    while left:
        if left & 1:
            shift = _product(shift, power)
        power, left = _product(power, power), left >> 1
    return shift
