"""What a start makes of the files that browsers ask for."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from fontTools.ttLib import TTFont

from playbook_site.staticfiles import BUNDLES, JS_EXPORT, JS_IMPORT, HashedStaticFilesStorage

STATIC = Path(settings.STATICFILES_DIRS[0])
FACE = re.compile(r'fonts/([\w-]+\.woff2)".*?unicode-range: ([^;]+);', re.DOTALL)
RANGE = re.compile(r"U\+(\w+)(?:-(\w+))?")


def test_compress_files_takes_ours_and_leaves_the_admins(tmp_path: Path) -> None:
    for name in ("js/board.js", "admin/js/core.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("export const name = 1;\n" * 100)
    storage = HashedStaticFilesStorage(location=tmp_path, base_url="/static/")

    made = dict(storage.compress_files(["js/board.js", "admin/js/core.js"]))

    assert set(made) == {"js/board.js"}
    assert (tmp_path / "js/board.js.br").exists()


def test_a_bundle_holds_what_it_imports_and_no_comments(tmp_path: Path) -> None:
    source = FileSystemStorage(STATIC)
    storage = HashedStaticFilesStorage(location=tmp_path, base_url="/static/")
    scripts = [f"js/{path.name}" for path in (STATIC / "js").glob("*.js")]

    made = {name: new for name, new, _ in storage.post_process({n: (source, n) for n in scripts})}

    for name, base in BUNDLES.items():
        bundle = (tmp_path / made[name]).read_text()
        assert re.findall(r'from "\./([\w.]+)"', bundle) == (
            [Path(made[base]).name] if base else []
        )
        assert "\n//" not in bundle
    order = [
        bundle.index(part) for part in ("$unsaved_text = ", "{ LAST_RESULT } =", "[data-quiz-")
    ]
    assert order == sorted(order)


def test_every_name_that_a_script_imports_is_exported() -> None:
    scripts = {path.stem: path.read_text() for path in (STATIC / "js").glob("*.js")}
    exported = {
        name: {e["name"] for e in JS_EXPORT.finditer(text)} for name, text in scripts.items()
    }

    assert not [
        (name, wanted)
        for name, text in scripts.items()
        for each in JS_IMPORT.finditer(text)
        for wanted in re.findall(r"(\w+)(?: as \w+)?", each["names"] or "")
        if wanted not in exported[each["module"]]
    ]


def test_no_text_of_a_script_goes_over_a_line() -> None:
    """Comments and indents are taken out line by line."""
    scripts = {path.name: path.read_text() for path in (STATIC / "js").glob("*.js")}

    assert not [
        n for n, text in scripts.items() for line in text.split("\n") if line.count("`") % 2
    ]


def test_the_first_font_has_every_letter_that_its_range_promises() -> None:
    """Another would be asked for as well; a soft hyphen is seldom drawn, and then by the hyphen."""
    name, ranges = FACE.findall((STATIC / "css" / "fonts.css").read_text())[-1]
    promised = {
        number
        for first, last in RANGE.findall(ranges)
        for number in range(int(first, 16), int(last or first, 16) + 1)
    }

    assert promised - TTFont(STATIC / "fonts" / name).getBestCmap().keys() == {0xAD}
