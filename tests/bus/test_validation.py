"""Schemas in few words, and what is said about a value that does not fit."""

import pytest

from edge_agent.bus.capability import Trust, capability
from edge_agent.bus.schema import COUNT, FLAG, NODE_ID, TEXT, each, gives, many, maybe, one_of, takes, text, whole
from edge_agent.bus.validation import Schema
from edge_agent.errors import SchemaMismatch

LETTER = takes(
    ("to",), to=NODE_ID, lines=many(many(COUNT, 2)), note=maybe(text(3)), size=one_of(("small", "large")),
    stamp=takes(("value",), value=whole(1, 9)), tags=each(FLAG),
)  # fmt: skip
TO = "hn1" + "a7" * 28


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"to": "hn1x"}, "to must match pattern"),
        ({"lines": [[1, 2, 3]]}, "lines[0] must contain less than or equal to 2 items"),
        ({"lines": [[1, "b"]]}, "lines[0][1] must be integer"),
        ({"note": "long"}, "note must be shorter than or equal to 3"),
        ({"size": "huge"}, "size must be one of ['small', 'large']"),
        ({"stamp": {}}, "stamp.value is missing"),
        ({"stamp": {"value": 10}}, "stamp.value must be smaller than or equal to 9"),
        ({"stamp": {"value": 1, "glue": 2}}, "there is no field stamp.glue; the fields are value"),
        ({"tags": {"urgent": 1}}, "tags.urgent must be boolean"),
        ({"colour": 1}, "there is no field colour; the fields are to, lines, note"),
        ({"\x1b[2J": 1}, "there is no field \ufffd[2J"),
    ],
)
def test_the_field_is_named(fields, said):
    with pytest.raises(SchemaMismatch) as raised:
        Schema(LETTER, "post.send").check({"to": TO, **fields})
    assert str(raised.value).startswith(f"post.send: {said}")


def test_a_missing_field_is_named():
    with pytest.raises(SchemaMismatch, match="^post.send: to is missing$"):
        Schema(LETTER, "post.send").check({})


def test_what_is_no_object_is_refused():
    with pytest.raises(SchemaMismatch, match="it must be object"):
        Schema(LETTER, "post.send").check(["to"])


def test_what_fits_passes_again_and_again():
    schema = Schema(LETTER, "post.send")
    for note in (None, "abc"):
        assert schema.check({"to": TO, "note": note, "lines": [[1, 2]], "tags": {"a": True}, "size": "small"}) is None


def test_an_output_may_tell_more_but_not_less():
    schema = Schema(gives(("note",), name=TEXT, note=TEXT), "post.box")
    assert schema.check({"name": "a", "later": 1}) is None
    with pytest.raises(SchemaMismatch, match="name is missing"):
        schema.check({"note": "a"})


def test_a_schema_is_compiled_when_it_is_used_and_not_before():
    @capability("a.b", trust=Trust.MEMBER, input={"type": "no such type"})
    async def broken(call):
        return {}

    assert callable(broken)


def test_a_body_is_looked_at_and_never_changed():
    body: dict[str, object] = {}
    Schema({"type": "object", "properties": {"size": {"type": "string", "default": "small"}}}, "post.send").check(body)
    assert body == {}
