"""Files that somebody sends to an address: held in memory only, never on the disk, and no larger than that address takes.

Offers
------
register(path, most)   a room says, in AppConfig.ready: this address takes one file of up to `most` bytes
ready(request)         called by the middleware before the form is read
too_big(request)       whether what came was larger than that: the view says so; nothing of it was kept

Other addresses stay with what `settings` allows.
"""

from __future__ import annotations

import io

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest

_most: dict[str, int] = {}


def register(path: str, most: int) -> None:
    """From now on `path` takes a file of up to `most` bytes."""
    _most[path] = most


class InMemory(FileUploadHandler):
    """Collects the files of one form in memory. What grows past `most`, all files together, is dropped at once."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self._sum = 0
        self._held = io.BytesIO()

    def new_file(self, *given: object, **named: object) -> None:
        super().new_file(*given, **named)  # type: ignore[arg-type]
        self._held = io.BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._sum += len(raw_data)
        if self._sum > self.most:
            self.request.upload_too_big = True  # type: ignore[union-attr]
            self._held = io.BytesIO()
            raise SkipFile
        self._held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, str(self.file_name), self.content_type, file_size, self.charset, self.content_type_extra
        )


def ready(request: HttpRequest) -> None:
    """Puts the handler of this address in place; must come before anything reads the form."""
    most = _most.get(request.path_info)
    if most is not None and request.method == "POST":
        request.upload_handlers = [InMemory(request, most)]


def too_big(request: HttpRequest) -> bool:
    return bool(getattr(request, "upload_too_big", False))
