"""Storage of static files under hashed names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEETS = ("css/site.css", "css/plan.css", "css/surveys.css")
BUNDLES = {"js/board.js": "", "js/panel.js": "js/board.js", "js/self_assessment.js": ""}
"""Scripts that become one file with all that they import, each with the bundle that its page has
already and whose modules it shares."""
CSS_IMPORT = re.compile(r'@import url\("(?P<name>[a-z-]+\.css)"\) layer\((?P<layer>[a-z]+)\);')
JS_IMPORT = re.compile(
    r'^import (?:\{(?P<names>[^}]*)\} from )?"\./(?P<module>\w+)\.js";$', re.MULTILINE
)
JS_EXPORT = re.compile(
    r"^export (?P<code>(?:async )?(?:function|const) (?P<name>\w+))", re.MULTILINE
)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JS_COMMENT = re.compile(r"^\s*(?://.*|/\*\*[^*]*\*/)$", re.MULTILINE)
JS_LATER = re.compile(r'\bimport\("\./(?P<module>\w+)\.js"\)')
INDENT = re.compile(r"\n\s+")


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names, also inside ES modules' imports, so that a file may be cached for ever.

    Ours leave without comments and indents, a fifth of their bytes. Imports of the stylesheets are
    inlined, and those of `BUNDLES`: one file a component in the source, one request.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        ours = [name for name in paths if name in STYLESHEETS or name.startswith("js/")]
        whole = {} if dry_run else {name: _whole(paths, name) for name in ours}
        for name, text in whole.items():
            self.delete(name)
            self._save(name, ContentFile(text.encode()))
            paths[name] = (self, name)  # hashed from here, not from its source
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """All but the admin's: few people ask for them, and a first start waited five seconds."""
        yield from super().compress_files(path for path in paths if not path.startswith("admin/"))


def _whole(paths: dict[str, Any], name: str) -> str:
    """The content to send of a stylesheet or script, made from its source."""
    if name in STYLESHEETS:
        text = CSS_IMPORT.sub(
            lambda each: f"@layer {each['layer']} {{\n{_source(paths, 'css/' + each['name'])}\n}}",
            _source(paths, name),
        )
        return INDENT.sub("\n", CSS_COMMENT.sub("", text))
    return _bundled(paths, name) if name in BUNDLES else _lean_script(paths, name)


def _bundled(paths: dict[str, Any], name: str) -> str:
    """A script after the modules that it imports, each a function that returns its exports."""
    base = BUNDLES[name]
    shared = _modules(paths, base) if base else {}
    modules = {each: code for each, code in _modules(paths, name).items() if each not in shared}

    def here(each: re.Match[str]) -> str:
        return f"Promise.resolve(${each['module']})" if each["module"] in modules else each[0]

    taken = f'import {{ {_names(shared)} }} from "./{base.removeprefix("js/")}";' if base else ""
    own = ", ".join(each["name"] for each in JS_EXPORT.finditer(_source(paths, name)))
    given = f"export {{ {_names(modules)} }};\nexport const {{ {own} }} = ${list(modules)[-1]};"
    return "\n".join((taken, JS_LATER.sub(here, "\n".join(modules.values())), given))


def _names(modules: Iterable[str]) -> str:
    return ", ".join(f"${each}" for each in modules)


def _modules(paths: dict[str, Any], name: str) -> dict[str, str]:
    """The code of a script and of all that it imports, in the order in which they run."""
    modules: dict[str, str] = {}

    def add(module: str) -> None:
        if module in modules:
            return
        text = _lean_script(paths, f"js/{module}.js")
        for each in JS_IMPORT.finditer(text):
            add(each["module"])
        names = ", ".join(each["name"] for each in JS_EXPORT.finditer(text))
        body = JS_EXPORT.sub(r"\g<code>", JS_IMPORT.sub(_taken, text))
        modules[module] = f"const ${module} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();"

    add(name.removeprefix("js/").removesuffix(".js"))
    return modules


def _taken(each: re.Match[str]) -> str:
    """Replaces an import by a reference to the bundled module."""
    names = (each["names"] or "").replace(" as ", ": ")
    return f"const {{{names}}} = ${each['module']};" if names else ""


def _lean_script(paths: dict[str, Any], name: str) -> str:
    return INDENT.sub("\n", JS_COMMENT.sub("", _source(paths, name)))


def _source(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text
