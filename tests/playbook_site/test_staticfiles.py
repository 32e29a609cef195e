"""What is compressed at a first start."""

from __future__ import annotations

from pathlib import Path

from playbook_site.staticfiles import HashedStaticFilesStorage


def test_compress_files_takes_ours_and_leaves_the_admins(tmp_path: Path) -> None:
    for name in ("js/board.js", "admin/js/core.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("export const name = 1;\n" * 100)
    storage = HashedStaticFilesStorage(location=tmp_path, base_url="/static/")

    made = dict(storage.compress_files(["js/board.js", "admin/js/core.js"]))

    assert set(made) == {"js/board.js"}
    assert (tmp_path / "js/board.js.br").exists()
