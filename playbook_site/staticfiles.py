"""How static files are named and kept."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside ES modules' imports, so that a file may be cached for ever."""

    support_js_module_import_aggregation = True
