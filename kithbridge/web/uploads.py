"""What somebody sends to be looked at: held in memory only, never on the disk, no larger than its address takes, and bounded all together.

Offers
------
register(path, most)    a room says, in AppConfig.ready: this address takes files of a form of up to `most` bytes
ready(request)          called by the middleware before the form is read
let_go(request)         called by it where the line broke while a file came: Django closes only those that came whole
too_big(request)        whether the files were larger than that: the view says so; nothing of them was kept
full(request)           whether the process held enough of others already; nothing was kept
body(request, most)     the bytes of a request that is no form, while they are worked on; raises TooBig, Full

Other addresses stay with what `settings` allows.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest

# Of all that is being sent at the same time to one process. Sixty-four slow senders must not take all of its memory.
MOST_AT_ONCE = 48 * 1024 * 1024
CHUNK = 64 * 1024

_most: dict[str, int] = {}
_lock = threading.Lock()
_held = 0


class TooBig(Exception):
    """More than the address takes."""


class Full(Exception):
    """Others are sending so much that this has no room now."""


def register(path: str, most: int) -> None:
    """From now on `path` takes files of up to `most` bytes."""
    _most[path] = most


class _Share:
    """What one file holds of the room that there is for all. Given back when it is done with, at the latest when it is forgotten."""

    def __init__(self) -> None:
        self.bytes = 0

    def more(self, size: int) -> bool:
        """Whether there is room for so many bytes more."""
        global _held
        with _lock:
            if _held + size > MOST_AT_ONCE:
                return False
            _held += size
            self.bytes += size
        return True

    def give_back(self) -> None:
        global _held
        with _lock:
            _held -= self.bytes
            self.bytes = 0

    def __del__(self) -> None:
        self.give_back()


class _Memory(io.BytesIO):
    """One file. Django closes it at the end of the request."""

    def __init__(self) -> None:
        super().__init__()
        self.share = _Share()

    def close(self) -> None:
        super().close()
        self.share.give_back()


class InMemory(FileUploadHandler):
    """Collects the files of one form in memory. What grows past `most`, all files together, is dropped at once."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self._sum = 0
        self.file = _Memory()

    def new_file(self, *given: Any, **named: Any) -> None:
        super().new_file(*given, **named)
        self.file = _Memory()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._sum += len(raw_data)
        if self._sum > self.most:
            self._drop("too big")
        if not self.file.share.more(len(raw_data)):
            self._drop("full")
        self.file.write(raw_data)
        return None

    def _drop(self, why: str) -> None:
        self.request.upload_dropped = why  # type: ignore[union-attr]
        self.file.close()
        raise SkipFile

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, str(self.file_name), self.content_type, file_size, self.charset, self.content_type_extra
        )


def ready(request: HttpRequest) -> None:
    """Puts the handler of this address in place; must come before anything reads the form."""
    most = _most.get(request.path_info)
    if most is not None and request.method == "POST":
        request.upload_handlers = [InMemory(request, most)]


def let_go(request: HttpRequest) -> None:
    """Not first when the request is forgotten: it and its handler hold each other, so that may take a while."""
    for handler in request.upload_handlers:
        if isinstance(handler, InMemory):
            handler.file.close()


def too_big(request: HttpRequest) -> bool:
    return getattr(request, "upload_dropped", "") == "too big"


def full(request: HttpRequest) -> bool:
    return getattr(request, "upload_dropped", "") == "full"


def _let_pass(request: HttpRequest) -> None:
    """Reads on without keeping: who is still sending would see a broken line instead of the answer. Not for ever."""
    passed = 0
    while passed < MOST_AT_ONCE and (chunk := request.read(CHUNK)):
        passed += len(chunk)


@contextmanager
def body(request: HttpRequest, most: int) -> Iterator[bytes]:
    """The bytes that came, read by hand: what Django reads by itself is bounded for forms, and lower."""
    share, read = _Share(), io.BytesIO()
    try:
        while chunk := request.read(CHUNK):
            if share.bytes + len(chunk) > most:
                _let_pass(request)
                raise TooBig
            if not share.more(len(chunk)):
                raise Full
            read.write(chunk)
        yield read.getvalue()
    finally:
        share.give_back()
