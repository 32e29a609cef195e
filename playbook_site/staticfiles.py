"""Storage of static files under hashed names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEETS = ("css/site.css", "css/plan.css", "css/surveys.css")
IMPORT = re.compile(r'@import url\("(?P<name>[a-z-]+\.css)"\) layer\((?P<layer>[a-z]+)\);')


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names, also inside ES modules' imports, so that a file may be cached for ever.

    The imports of the stylesheets are inlined: one file a component in the source, one request.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        for name in () if dry_run else STYLESHEETS:
            if name in paths:
                whole = ContentFile(_with_imports(paths, name).encode())
                self.delete(name)
                self._save(name, whole)
                paths[name] = (self, name)  # hashed from here, not from its source
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """All but the admin's: few people ask for them, and a first start waited five seconds."""
        yield from super().compress_files(path for path in paths if not path.startswith("admin/"))


def _with_imports(paths: dict[str, Any], stylesheet: str) -> str:
    """A stylesheet from its source, each import replaced by a layer with that file's rules."""

    def source(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text

    def layer(match: re.Match[str]) -> str:
        return f"@layer {match['layer']} {{\n{source('css/' + match['name'])}\n}}"

    return IMPORT.sub(layer, source(stylesheet))
