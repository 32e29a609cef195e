"""Checks fixture entries against the models: types, lengths, references, uniqueness.

The rules are derived from the Django models, so that they cannot drift apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal

from django.apps import apps
from django.db import models
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.json_schema import models_json_schema
from pydantic_core import PydanticCustomError

from content.editions.numbers import PATTERN as EDITION_NUMBER
from content.loading.questionnaires import check_questionnaires
from content.loading.replaces_rules import SLUG, check_replaced
from content.loading.yaml_files import Entry, FixtureError, quoted
from content.model_fields import MAX_ITEMS, MAX_LINE, LinesField, ResourcesField
from content.models import CatalogueModel
from content.prose import forbidden_link, is_web_address

HIGHEST = 1000
PROFILES = ("verkenner", "piloot", "expert")
"""Public addresses hold these slugs; stored quiz results are counted by them, in this order."""
UNPRINTABLE = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that change the direction of the text around them."""
Key = tuple[object, ...]
Kinds = dict[type[CatalogueModel], list[Entry]]


def catalogue_models() -> list[type[CatalogueModel]]:
    """All kinds, each after the kinds that it refers to (the order they are written in)."""
    return [m for m in apps.get_app_config("content").get_models() if issubclass(m, CatalogueModel)]


def validated(entries: Iterable[Entry]) -> Kinds:
    """The entries by kind, all sound. Raises FixtureError at the first fault."""
    kinds: Kinds = {model: [] for model in catalogue_models()}
    names = {model._meta.label_lower: model for model in kinds}
    given = list(entries)
    for entry in given:
        if entry.model not in names:
            raise FixtureError(
                entry.path, entry.line, "model", f"onbekend: '{quoted(entry.model)}'"
            )
        model = names[entry.model]
        for name, message in _faults(model, entry.fields):
            raise entry.error(name, message)
        kinds[model].append(entry)
    for model, rows in kinds.items():
        if not rows:
            raise FixtureError(
                given[0].path.parent,
                0,
                model._meta.label_lower,
                "hiervan is er minstens één nodig",
            )
        _check_unique(model, rows)
    _check_references(kinds)
    _check_whole(kinds)
    return kinds


def fixture_fields(model: type[CatalogueModel]) -> list[Any]:
    """The fields of a kind that a fixture writes, in the order of the model."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return [f for f in fields if f.editable and not isinstance(f, models.AutoField)]


def key_of(model: type[CatalogueModel], entry: Entry) -> Key:
    """An entry's natural key, references flattened: option → ('zelfevaluatie', 1, 'A')."""
    parts: list[object] = []
    for name in dict.fromkeys(field.split("__")[0] for field in model.key_fields):
        value = entry.fields[name]
        parts.extend(value if isinstance(value, list) else [value])
    return tuple(parts)


def faults_of(model: type[CatalogueModel], fields: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with an entry's own fields, in Dutch: the first fault of each field."""
    return dict(reversed([*_faults(model, fields)]))


def _faults(model: type[CatalogueModel], fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An unknown field comes first: most often it is misspelt, which says more than 'missing'."""
    try:
        _schema(model)(**fields)
    except ValidationError as error:
        for fault in sorted(error.errors(), key=lambda f: f["type"] != "extra_forbidden"):
            place = "".join(f"{part}: " for part in _places(fault["loc"][1:]))
            yield str(fault["loc"][0]), place + _message(fault["type"], fault)
    known = {field.name: field for field in fixture_fields(model)}
    for name, value in fields.items():
        is_long = isinstance(known.get(name), models.TextField)
        for text in _texts(value):
            if message := _text_fault(text):
                yield name, message
            elif "\n" in text and not is_long:
                yield name, "hoort op één regel te staan"


def _places(path: Sequence[int | str]) -> Iterator[str]:
    """Where in a list a fault is: 'nummer 2', 'link'."""
    for part in path:
        yield f"nummer {part + 1}" if isinstance(part, int) else part


def _texts(value: object) -> Iterator[str]:
    """A text, or all texts in a list of texts or of pairs; the parts of a reference are slugs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(list(item.values()) if isinstance(item, dict) else item)


def _text_fault(value: str) -> str:
    if value and not any(unicodedata.category(char)[0] in "LNPS" for char in value):
        return "is leeg of onvolledig"
    if any(
        char in TURNING or (unicodedata.category(char) in UNPRINTABLE and char != "\n")
        for char in value
    ):
        return "bevat een tab of een ander onzichtbaar teken"
    if link := forbidden_link(value):
        message = (
            f"'{quoted(link)}': een link begint met http://, https:// of mailto:, is een adres "
        )
        return message + "van deze site (/stappenplannen/), of is 'elders:'"
    return ""


@cache
def _schema(model: type[CatalogueModel]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for field in fixture_fields(model):
        fields[field.name] = (_type_of(field), default_of(field) if field.blank else ...)
    return create_model(
        model.__name__, __config__=ConfigDict(extra="forbid", strict=True), **fields
    )


def json_schema_of_kinds() -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of each kind's rows by its name, and what these refer to (`$defs`)."""
    schemas = {str(model._meta.model_name): _schema(model) for model in catalogue_models()}
    found, rest = models_json_schema([(schema, "validation") for schema in schemas.values()])
    of = {schema: value for (schema, _), value in found.items()}
    return {name: of[schema] for name, schema in schemas.items()}, rest["$defs"]


def default_of(field: models.Field[Any, Any]) -> Any:
    """The value of a field that an entry leaves out."""
    return [] if isinstance(field, (models.JSONField, models.ManyToManyField)) else ""


def _web_address(value: str) -> str:
    if not is_web_address(value):
        raise PydanticCustomError("link", "een link begint met http:// of https://")
    return value


_Line = Annotated[str, Field(min_length=1, max_length=MAX_LINE)]


class ResourceEntry(BaseModel):
    """A framework or template in a fixture file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: _Line
    link: Annotated[str, Field(max_length=1000), AfterValidator(_web_address)]
    licence: Annotated[str, Field(max_length=MAX_LINE)] = ""


def _type_of(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, LinesField):
        return Annotated[list[_Line], Field(max_length=MAX_ITEMS)]
    if isinstance(field, ResourcesField):
        return Annotated[list[ResourceEntry], Field(max_length=MAX_ITEMS)]
    if isinstance(field, (models.ForeignKey, models.ManyToManyField)):
        target = field.related_model
        assert isinstance(target, type) and issubclass(target, CatalogueModel)
        size = len(target.key_fields)
        reference = Annotated[list[str | int], Field(min_length=size, max_length=size)]
        fewest = 0 if field.blank else 1
        return (
            Annotated[list[reference], Field(min_length=fewest)]
            if field.many_to_many
            else reference
        )
    if isinstance(field, models.DecimalField):
        return Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9])?$")]
    if isinstance(field, models.IntegerField):
        return Annotated[int, Field(ge=1, le=HIGHEST)]
    if field.choices:
        return Literal[tuple(value for value, _ in field.flatchoices)]
    pattern = None
    if isinstance(field, models.SlugField):
        pattern = SLUG
    elif field.name == "number":
        pattern = EDITION_NUMBER
    elif field.name == "letter":
        pattern = r"^[A-Z]$"
    return Annotated[
        str,
        Field(
            min_length=0 if field.blank else 1,
            max_length=field.max_length,
            pattern=pattern,
        ),
    ]


def _message(kind: str, error: Any) -> str:
    value = quoted(error["input"])
    match kind:
        case "missing":
            return "ontbreekt"
        case "extra_forbidden":
            return "onbekend veld"
        case "string_type":
            return f"moet tekst zijn, YAML leest {value}; zet aanhalingstekens"
        case "string_unicode":
            return "bevat een tab of een ander onzichtbaar teken"
        case "model_type":
            return "bestaat uit 'title', 'link' en 'licence'"
        case "link":
            return f"'{value}': {error['msg']}"
        case "int_type":
            return "moet een geheel getal zijn"
        case "list_type":
            return f"'{value}' moet tussen rechte haken staan: [{value}]"
        case "greater_than_equal" | "less_than_equal":
            return f"{value} ligt niet tussen 1 en {HIGHEST}"
        case "string_too_long":
            return f"langer dan {error['ctx']['max_length']} tekens"
        case "too_long":
            return "heeft te veel delen"
        case "string_too_short" | "too_short":
            return "is leeg of onvolledig"
        case "string_pattern_mismatch":
            return f"'{value}' heeft niet de juiste vorm"
        case "literal_error":
            return f"kies uit {error['ctx']['expected'].replace(' or ', ' of ')}"
        case _:
            return f"heeft niet de juiste vorm ({error['msg']})"


def _check_unique(model: type[CatalogueModel], rows: list[Entry]) -> None:
    known = set(_schema(model).model_fields)
    groups = [[name] for name in known if getattr(model._meta.get_field(name), "unique", False)]
    groups += [
        [name for name in constraint.fields if name in known]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    for group in groups:
        seen: set[str] = set()
        for row in rows:
            value = repr([row.fields.get(name) for name in group])
            if value in seen:
                raise row.error(group[-1], "komt twee keer voor")
            seen.add(value)


def _check_references(kinds: Kinds) -> None:
    keys = {model: {key_of(model, row) for row in rows} for model, rows in kinds.items()}
    for model, rows in kinds.items():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            target = field.related_model
            if not (isinstance(target, type) and issubclass(target, CatalogueModel)):
                continue
            for row in rows:
                value: Any = row.fields.get(field.name, [])
                references = value if field.many_to_many else [value]
                if len({repr(reference) for reference in references}) < len(references):
                    raise row.error(field.name, "noemt iets twee keer")
                for reference in references:
                    if tuple(reference) not in keys[target]:
                        path = "/".join(map(str, reference))
                        raise row.error(field.name, f"'{quoted(path)}' bestaat niet")


def _check_whole(kinds: Kinds) -> None:
    """What pages, scoring and grid rely on: one version, these profiles, whole questionnaires."""
    by_name = {model.__name__: rows for model, rows in kinds.items()}
    if len(by_name["PlaybookVersion"]) > 1:
        raise by_name["PlaybookVersion"][1].error("number", "er hoort één versie in deze map")
    version = by_name["PlaybookVersion"][0]
    low, high = (Decimal(str(version.fields[name])) for name in ("lead_fte_min", "lead_fte_max"))
    if low > high:
        raise version.error("lead_fte_min", "is groter dan lead_fte_max")
    profiles = sorted(by_name["Profile"], key=_level)
    for level, profile in enumerate(profiles, 1):
        if _level(profile) != level:
            raise profile.error("level", f"is {_level(profile)}; de niveaus tellen 1, 2, 3 …")
    _check_profiles(profiles)
    check_replaced(by_name["Activity"])
    check_questionnaires(by_name["Questionnaire"], by_name["Question"], by_name["Option"])


def _check_profiles(profiles: Sequence[Entry]) -> None:
    """A profile is renamed by its name: stored results and addresses refer to its slug."""
    if tuple(profile.fields["slug"] for profile in profiles) != PROFILES:
        pairs = zip(profiles, PROFILES, strict=False)
        wrong = (profile for profile, slug in pairs if profile.fields["slug"] != slug)
        message = f"de profielen zijn vast, van laag naar hoog: {', '.join(PROFILES)}"
        raise next(wrong, profiles[-1]).error("slug", message)


def _level(profile: Entry) -> int:
    level = profile.fields["level"]
    assert isinstance(level, int)
    return level
