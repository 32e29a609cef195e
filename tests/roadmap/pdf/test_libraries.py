"""The private parts of WeasyPrint and pydyf that the PDF relies on, by name.

An upgrade that fails here breaks `renderer`, `tagging` or `repeated_images` in `roadmap/pdf`.
"""

from __future__ import annotations

import pytest
from pydyf import PDF, Dictionary, Stream
from weasyprint import CSS, HTML

from roadmap.pdf.renderer import STATIC, parsed, renderer


def test_html_takes_the_stylesheet_of_elements_from_a_method(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = HTML(string="<p>x</p>")
    asked = []

    def sheets(forms: object) -> list[CSS]:
        asked.append(forms)
        return []

    monkeypatch.setattr(page, "_ua_stylesheets", sheets)

    page.render()

    assert len(asked) == 1


def test_html_has_no_more_attributes_than_the_renderer_sets() -> None:
    made = HTML(string="<p>x</p>", base_url=STATIC.as_uri(), url_fetcher=renderer().fetcher)

    ours = parsed('<html lang="nl"><body><p>x</p></body></html>', renderer())

    assert vars(made).keys() == vars(ours).keys() - {"_ua_stylesheets"}


def test_stream_holds_the_tag_before_the_properties_of_marked_content() -> None:
    stream = Stream()

    stream.begin_marked_content("P", Dictionary({"MCID": 3}))

    assert stream.stream == ["/P", {"MCID": 3}, b"BDC"]


def test_objects_stand_in_the_list_by_their_number() -> None:
    pdf, added = PDF(), Dictionary()

    pdf.add_object(added)

    assert pdf.objects[int(added.reference.split()[0])] is added
