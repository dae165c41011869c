"""JSON Schemas (draft 7) in few words. Pure.

`takes` is closed: a field that the capability does not know is a mistake of the caller. `gives` is open: a node of a
later minor version may tell more.
"""

from collections.abc import Collection, Mapping, Sequence

Schema = Mapping[str, object]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
HEX: Schema = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
OBJECT: Schema = {"type": "object"}
LANGUAGE: Schema = {"type": "string", "maxLength": 35}  # RFC 5646, 4.4.1
NODE_ID: Schema = {"type": "string", "pattern": "^hn1[a-z2-7]{56}$"}


def takes(required: Collection[str] = (), /, **fields: Schema) -> Schema:
    """An input of these fields and no others; those that are not `required` may be missing."""
    return _object(fields, sorted(required)) | {"additionalProperties": False}


def gives(optional: Collection[str] = (), /, **fields: Schema) -> Schema:
    """An output with these fields; those that are `optional` may be missing."""
    return _object(fields, sorted(fields.keys() - set(optional)))


def text(longest: int, shortest: int = 0) -> Schema:
    return {"type": "string", "maxLength": longest} | ({"minLength": shortest} if shortest else {})


def whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(words: Sequence[str]) -> Schema:
    return {"enum": list(words)}


def many(item: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": item} | ({"maxItems": most} if most is not None else {})


def each(value: Schema) -> Schema:
    """An object whose names are data."""
    return {"type": "object", "additionalProperties": value}


def maybe(schema: Schema) -> Schema:
    """The same or null."""
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else {"anyOf": [schema, {"type": "null"}]}


def _object(fields: Mapping[str, Schema], required: list[str]) -> dict[str, object]:
    found: dict[str, object] = {"type": "object", "properties": dict(fields)}
    return found | ({"required": required} if required else {})
