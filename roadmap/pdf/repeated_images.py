"""Draws a background image once for each size, however often a PDF shows it.

WeasyPrint draws a status mark again for each activity, as an object with its own resources: a
third of the file and a twelfth of the time. `RepeatedImages` is the image cache for `write_pdf`
and marks drawings that repeat an earlier one; `share` then replaces these by the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class RepeatedImages(dict[str, Any]):
    """WeasyPrint's cache of one document's images, by address."""

    def __setitem__(self, url: str, image: Any) -> None:
        super().__setitem__(url, image and RepeatedImage(image))


class RepeatedImage:
    """A WeasyPrint image that is drawn once for each size; later drawings stay empty."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._first: dict[tuple[float, float], Any] = {}
        """The first drawing of each width and height."""

    def get_intrinsic_size(self, *args: Any) -> Any:
        return self._image.get_intrinsic_size(*args)

    def draw(self, drawing: Any, width: float, height: float, style: Any) -> None:
        first = self._first.setdefault((width, height), drawing)
        if first is drawing:
            self._image.draw(drawing, width, height, style)
        else:
            drawing.first = first


def share(pdf: Any, resources: dict[str, Any], streams: Iterable[list[Any]]) -> None:
    """Replace repeated drawings by the first, in the `streams` of pages with these resources."""
    repeated = {}
    for name, reference in [*resources["XObject"].items()]:
        drawing = pdf.objects[int(reference.split()[0])]
        if first := getattr(drawing, "first", None):
            right, down = (drawing.ctm.values[n] - first.ctm.values[n] for n in (4, 5))
            repeated[f"/{name} Do".encode()] = (
                f"q 1 0 0 1 {right:.4f} {down:.4f} cm /{first.id} Do Q".encode()
            )
            del resources["XObject"][name]
            pdf.objects[drawing.number] = pdf.objects[0]  # a number that is free
    for stream in streams:
        stream[:] = [
            repeated.get(item, item) if isinstance(item, bytes) else item for item in stream
        ]
