"""Small PDFs for the tests, made by code.

Offers: `PdfFile` (objects, pages with text in Helvetica, forms in forms; `.data()` is the file).
"""

from __future__ import annotations

import zlib


class PdfFile:
    """A PDF with pages that were added: `page` takes a drawing, `lines` text."""

    def __init__(self) -> None:
        self._objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
        self._pages: list[int] = []

    def object(self, inside: bytes) -> int:
        self._objects.append(inside)
        return len(self._objects)

    def stream(self, content: bytes, head: bytes = b"") -> int:
        return self.object(b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), head, content))

    def page(self, content: bytes, *, flate: bool = False, rotate: int = 0, resources: bytes = b"", box: str = "0 0 400 600") -> PdfFile:
        stream = self.stream(content, b"/Filter /FlateDecode" if flate else b"")
        inside = f"/MediaBox [{box}] /Rotate {rotate} /Contents {stream} 0 R /Resources << /Font << /F 3 0 R >> {resources.decode()} >>"
        self._pages.append(self.object(f"<< /Type /Page /Parent 2 0 R {inside} >>".encode()))
        return self

    def lines(self, *lines: tuple[int, int, str], size: int = 12, rotate: int = 0, box: str = "0 0 400 600") -> PdfFile:
        """Text at left, bottom."""
        drawn = "".join(f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        return self.page(zlib.compress(drawn.encode("cp1252")), flate=True, rotate=rotate, box=box)

    def forms(self, *, depth: int, width: int, itself: bool = False) -> PdfFile:
        """A page that draws a form, which draws another `width` times, and so on."""
        inner = 0
        for _level in range(depth):
            own = len(self._objects) + 1
            points = own if itself else inner
            resources = b"/Resources << /XObject << /X %d 0 R >> >>" % points if points else b""
            inner = self.stream(b"/X Do " * width if points else b"", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + resources)
        return self.page(b"/X Do " * width, resources=b"/XObject << /X %d 0 R >>" % inner)

    def data(self, trailer: bytes = b"") -> bytes:
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        self._objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self._pages), kids)
        out, places = b"%PDF-1.7\n", []
        for number, inside in enumerate(self._objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, inside)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table)
        return out + head + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, len(out))
