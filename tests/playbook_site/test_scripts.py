"""What the site's scripts weigh, and where they may be written."""

from __future__ import annotations

import gzip
from pathlib import Path

from django.conf import settings

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("**/*.js"))


def test_all_scripts_together_weigh_less_than_40_kb_compressed() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in SCRIPTS}

    assert sizes and sum(sizes.values()) < 40 * 1024, sizes


def test_scripts_come_from_no_template_and_no_other_place() -> None:
    for path in SCRIPTS:
        text = path.read_text()
        assert "http://" not in text and "https://" not in text and "eval(" not in text, path
