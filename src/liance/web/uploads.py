"""Stop an upload that is larger than what is read, while it still comes in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class BoundedHandler(FileUploadHandler):
    """Counts bytes across the files of a request; past the bound the connection is dropped."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Begin to count; what is announced as too large (forms need little room) is refused at its first byte."""
        self._left = settings.LIANCE_MAX_UPLOAD_BYTES
        if content_length > settings.LIANCE_MAX_UPLOAD_BYTES + 1024 * 1024:
            self._left = -1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on to the next handler."""
        self._left -= len(raw_data)
        if self._left < 0:
            self.request.too_large = True  # type: ignore[union-attr]
            raise StopUpload(
                connection_reset=False
            )  # the rest is read and dropped, so that the answer arrives
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
