"""Draws a background image once for each size, however often a PDF shows it.

WeasyPrint draws the mark of a status anew for each activity, as an object with its own resources:
a third of the file and a twelfth of the time. `RepeatedImages` goes to `write_pdf` as its cache of
images and notes which drawings repeat an earlier one; `share` lets their places show that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class RepeatedImages(dict[str, Any]):
    """The images of one document by their address, as WeasyPrint keeps them."""

    def __setitem__(self, url: str, image: Any) -> None:
        super().__setitem__(url, image and RepeatedImage(image))


class RepeatedImage:
    """An image of WeasyPrint's that leaves a drawing empty where it would repeat one."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._first: dict[tuple[float, float], Any] = {}
        """The first drawing in each width and height."""

    def get_intrinsic_size(self, *args: Any) -> Any:
        return self._image.get_intrinsic_size(*args)

    def draw(self, drawing: Any, width: float, height: float, style: Any) -> None:
        first = self._first.setdefault((width, height), drawing)
        if first is drawing:
            self._image.draw(drawing, width, height, style)
        else:
            drawing.first = first


def share(pdf: Any, resources: dict[str, Any], streams: Iterable[list[Any]]) -> None:
    """Replace each drawing that repeats another, in the `streams` of pages with these resources."""
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
