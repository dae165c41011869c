"""What a person filled in, as the body of civdef.alert.issue and civdef.alert.preview. Pure."""

from collections.abc import Mapping, Sequence

from edge_agent.bus.capability import Json
from edge_agent.errors import BadRequest

Form = Mapping[str, Sequence[str]]
TEXT_FIELDS = (
    "event", "severity", "urgency", "certainty", "status", "headline", "language", "area", "polygon", "circle",
)  # fmt: skip


def body(form: Form) -> Json:
    """From a CAP document when there is one, else from the fields."""
    for document in ("cap_base64", "cap"):  # the very bytes of a file, or text that was pasted
        if content := _value(form, document):
            request: dict[str, object] = {document: content, "retime": "retime" in form}
            status = _value(form, "status_override")
            return {**request, "status_override": status} if status else request
    if "event" not in form:
        raise BadRequest("choose a CAP file or paste one")
    fields: dict[str, object] = {name: _value(form, name) for name in TEXT_FIELDS}
    fields["instructions"] = [_whole(code, "an instruction") for code in form.get("instructions", ())]
    fields["lifetime_min"] = _whole(_value(form, "lifetime_min"), "the number of minutes")
    return {"fields": {key: value for key, value in fields.items() if value not in ("", [])}}


def _value(form: Form, key: str) -> str:
    return next((value.strip() for value in form.get(key, ()) if value.strip()), "")


def _whole(text: str, what: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 6:
        return int(text)
    raise BadRequest(f"{what} must be a whole number")
