"""Keeps the filled database that DATABASE_URL names as the fixture of a release:

    DATABASE_URL=sqlite:////path python tests/migrations/keep.py NAME

To be run in the checkout of that release: what it writes is Django's own JSON, and the migrations
that had been applied.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

RELEASES = Path(__file__).parent / "releases"
OF_THE_MOMENT = {"sessions", "contenttypes", "admin", "playbook_site"}


def kept() -> dict[str, Any]:
    """The newest applied migration of each app, and every row of every model."""
    from django.apps import apps
    from django.core import serializers
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    leaves = [
        key
        for key in loader.applied_migrations
        if not any(
            child.key[0] == key[0] and child.key in loader.applied_migrations
            for child in loader.graph.node_map[key].children
        )
    ]
    models = [m for m in apps.get_models() if m._meta.app_label not in OF_THE_MOMENT]
    models = [m for m in models if m._meta.label != "auth.Permission"]
    rows = [
        row
        for model in models
        for row in json.loads(
            serializers.serialize("json", model._default_manager.order_by("pk").iterator())
        )
    ]
    return {"migrations": sorted(leaves), "rows": rows}


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playbook_site.settings")
    import django

    django.setup()
    text = json.dumps(kept(), ensure_ascii=False, indent=0)
    (RELEASES / f"{sys.argv[1]}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
