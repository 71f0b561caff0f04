"""Owns the strict reading of `specs/*.json`; refuses whatever it cannot vouch for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from .model import Api, Catalogue, Field, FieldType, Kind, RealType, Transport
from .names import attribute
from .strict import SpecError, check_field

_SPECS = Path(__file__).parent / "specs"
_Choices = dict[str, dict[str, str]]


class _FieldSpec(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A field as it is written down; `choices` may name a shared list, `values_of` a type."""

    key: str
    label: str
    type: FieldType = "string"
    kind: Kind | None = None
    required: bool = False
    length: int | None = None
    const: str | None = None
    open: bool = False
    blank: bool = False
    unit: str | None = None
    signed: bool = False
    scale: str | None = None
    format: str | None = None
    choices: dict[str, str] | str | None = None
    note: str | None = None
    values_of: str | None = None
    children: list[_FieldSpec] = []


class _ApiSpec(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: str
    name: str
    demo: bool
    request: list[_FieldSpec]
    response: list[_FieldSpec]
    push: list[_FieldSpec] = []
    english: str = ""
    alias: str | None = None
    demo_unverified: bool = False
    group: str | None = None
    path: str | None = None


class _TypeSpec(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    item: str
    fields: list[_FieldSpec]
    english: str = ""


class _FileSpec(msgspec.Struct, forbid_unknown_fields=True):
    """One menu group; what its entries share stands once at its head."""

    category: str | None = None
    group: str | None = None
    transport: Transport | None = None
    path: str | None = None
    apis: list[_ApiSpec] = []
    types: list[_TypeSpec] = []
    choices: _Choices = {}


_decoder = msgspec.json.Decoder(_FileSpec)


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of the shipped specs, read once."""
    return load_catalogue()


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every spec file of a folder; raise SpecError (file, entry, key, reason) on any fault."""
    files = {path.name: _read(path) for path in sorted((folder or _SPECS).glob("*.json"))}
    reader = _Reader(_shared_choices(files))
    for name, file in files.items():
        for type_spec in file.types:
            reader.add_type(name, type_spec)
    for name, file in files.items():
        for api_spec in file.apis:
            reader.add_api(name, file, api_spec)
    if not reader.apis:
        raise SpecError(str(folder or _SPECS), "", "", "no API is described here")
    return Catalogue(reader.apis, reader.types)


def _read(path: Path) -> _FileSpec:
    raw = path.read_bytes()
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError as error:
        entry, key = _whereabouts(raw, str(error))
        raise SpecError(path.name, entry, key, str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SpecError(path.name, "", "", f"not JSON: {error}") from None


def _whereabouts(raw: bytes, message: str) -> tuple[str, str]:
    """msgspec names a position; a person editing a spec needs the id and the key."""
    found = re.search(r"`\$\.(\w+)((?:\[\d+\]|\[\.\.\.\]|\.\w+)*)`", message)
    if found is None:
        return "", ""
    here: object = msgspec.json.decode(raw)
    names = {"id": "", "key": ""}
    for step in re.findall(r"\w+", f"{found[1]}{found[2]}"):
        if isinstance(here, list) and step.isdecimal():
            here = here[int(step)]
        elif isinstance(here, dict):
            here = here.get(step)
        if isinstance(here, dict):
            names.update({k: str(here[k]) for k in names if k in here})
    return names["id"], names["key"]


def _shared_choices(files: dict[str, _FileSpec]) -> _Choices:
    shared: _Choices = {}
    for file_name, file in files.items():
        for name, choices in file.choices.items():
            if name in shared:
                raise SpecError(file_name, name, "", "this list of choices exists already")
            if not choices or not all(choices) or not all(choices.values()):
                raise SpecError(file_name, name, "", "a choice is empty")
            shared[name] = choices
    return shared


class _Reader:
    """Turns what is written down into the model, entry by entry."""

    def __init__(self, shared: _Choices) -> None:
        self._shared = shared
        self.apis: dict[str, Api] = {}
        self.types: dict[str, RealType] = {}

    def add_type(self, file: str, spec: _TypeSpec) -> None:
        if spec.id in self.types:
            raise SpecError(file, spec.id, "", "this type is described twice")
        fields = self._fields(file, spec.id, spec.fields)
        if any(field.type != "string" for field in fields) or not fields:
            raise SpecError(file, spec.id, "", "a type holds texts only, and at least one")
        self.types[spec.id] = RealType(
            id=spec.id, name=spec.name, english=spec.english, item=spec.item, fields=fields
        )

    def add_api(self, file: str, head: _FileSpec, spec: _ApiSpec) -> None:
        if spec.id in self.apis:
            raise SpecError(file, spec.id, "", "this API is described twice")
        group, path = spec.group or head.group, spec.path or head.path
        if not (spec.id and head.category and head.transport and group and path):
            raise SpecError(file, spec.id, "", "id, category, group, transport or path is missing")
        self.apis[spec.id] = Api(
            id=spec.id,
            name=spec.name,
            english=spec.english,
            category=head.category,
            group=group,
            transport=head.transport,
            path=path,
            demo=spec.demo,
            demo_unverified=spec.demo_unverified,
            alias=spec.alias,
            request=self._fields(file, spec.id, spec.request, request=True),
            response=self._fields(file, spec.id, spec.response),
            push=self._fields(file, spec.id, spec.push),
        )

    def _fields(
        self, file: str, entry: str, specs: list[_FieldSpec], request: bool = False
    ) -> tuple[Field, ...]:
        fields = tuple([self._field(file, entry, spec, request) for spec in specs])
        try:
            names = [attribute(field.key) for field in fields]
        except ValueError as error:
            raise SpecError(file, entry, "", str(error)) from None
        if len(set(names)) != len(names):
            twice = next(at for at, name in enumerate(names) if name in names[:at])
            reason = "this key, or the attribute it makes, is described twice"
            raise SpecError(file, entry, fields[twice].key, reason)
        return fields

    def _field(self, file: str, entry: str, spec: _FieldSpec, request: bool) -> Field:
        field = Field(
            key=spec.key,
            label=spec.label,
            type=spec.type,
            kind=spec.kind,
            required=spec.required,
            length=spec.length,
            choices=self._choices(file, entry, spec),
            open=spec.open,
            blank=spec.blank,
            const=spec.const,
            note=spec.note,
            unit=spec.unit,
            scale=spec.scale,
            signed=spec.signed,
            format=spec.format,
            children=self._children(file, entry, spec, request),
        )
        reason = check_field(field, request)
        if reason is not None:
            raise SpecError(file, entry, spec.key, reason)
        return field

    def _choices(self, file: str, entry: str, spec: _FieldSpec) -> dict[str, str]:
        if spec.choices is None:
            return {}
        if isinstance(spec.choices, str):
            if spec.choices not in self._shared:
                raise SpecError(file, entry, spec.key, f"no list of choices {spec.choices!r}")
            return self._shared[spec.choices]
        if not spec.choices or not all(spec.choices) or not all(spec.choices.values()):
            raise SpecError(file, entry, spec.key, "a choice is empty")
        return spec.choices

    def _children(
        self, file: str, entry: str, spec: _FieldSpec, request: bool
    ) -> tuple[Field, ...]:
        if spec.values_of is None:
            return self._fields(file, entry, spec.children, request) if spec.children else ()
        if spec.values_of not in self.types:
            raise SpecError(file, entry, spec.key, f"no real-time type {spec.values_of!r}")
        if spec.children:
            raise SpecError(file, entry, spec.key, "values_of and children exclude each other")
        return self.types[spec.values_of].fields
