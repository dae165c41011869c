"""JSON Schema, draft 7. A schema is compiled when it is used for the first time: most are not used in an hour."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from edge_agent.bus.capability import Contract, Json
from edge_agent.errors import BadAnswer, EdgeError, SchemaMismatch
from edge_agent.text import printable

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

Check = Callable[[Json], object]


class Schema:
    """`check(value)` raises SchemaMismatch that names the field; `what` stands before it."""

    __slots__ = ("_what", "check", "schema")

    def __init__(self, schema: Json, what: str) -> None:
        self.schema = schema
        self._what = what
        self.check: Check = self._first

    def _first(self, value: Json) -> object:
        self.check = self._compiled()
        return self.check(value)

    def _compiled(self) -> Check:
        import fastjsonschema

        compiled = fastjsonschema.compile(dict(self.schema), use_default=False)
        broken = fastjsonschema.JsonSchemaValueException
        what = self._what

        def check(value: Json) -> None:
            try:
                compiled(value)
            except broken as error:
                raise SchemaMismatch(printable(f"{what}: {_said(error)}")) from None

        return check


class Schemas:
    """Both schemas of a contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.input = Schema(contract.input, contract.name)
        self.output = Schema(contract.output, contract.name)


def check_answer(schema: Schema, output: Json, node: str) -> None:
    """BadAnswer when another node does not keep what its capability promises."""
    try:
        schema.check(output)
    except EdgeError as error:
        raise BadAnswer(f"{node} answered what the contract does not promise: {error}") from None


def _said(error: "JsonSchemaValueException") -> str:
    """The field and what it should be, as people read it: without the name that the library gives to the whole."""
    where = error.path[1:]
    if error.rule == "required":
        missing = next(name for name in error.rule_definition if name not in error.value)
        return f"{_dotted(*where, missing)} is missing"
    if error.rule == "additionalProperties":
        known = error.definition.get("properties", {})
        unknown = min(str(name) for name in error.value if name not in known)
        return f"there is no field {_dotted(*where, unknown)}; the fields are {', '.join(known) or 'none'}"
    return error.message.removeprefix("data.") if where else error.message.replace("data", "it", 1)


def _dotted(*steps: str) -> str:
    return ".".join(steps)
