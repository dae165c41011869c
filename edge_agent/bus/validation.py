"""JSON Schema, draft 7. A schema is compiled when it is used for the first time: most are not used in an hour."""

from collections.abc import Callable

from edge_agent.bus.capability import Contract, Json
from edge_agent.errors import BadAnswer, EdgeError, SchemaMismatch
from edge_agent.text import printable

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
                raise SchemaMismatch(_said(error.message, what)) from None

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


def _said(message: str, what: str) -> str:
    """`data.polygon[0] must be array` as people read it: without the name that the library gives to the whole."""
    text = message.removeprefix("data.")
    return f"{what}: {printable(text if text != message else message.replace('data', 'it', 1))}"
