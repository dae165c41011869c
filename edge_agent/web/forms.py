"""Reading what a form sent."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

from aiohttp import web

from edge_agent.errors import BadRequest
from edge_agent.web.site import site_of

T = TypeVar("T")


async def form_of(request: web.Request) -> dict[str, list[str]]:
    """The fields of a form; a file becomes base64. A form that arrives too slowly or cannot be read is refused."""
    try:
        posted = await in_time(request, request.post())
    except ValueError as error:
        raise BadRequest(f"the form cannot be read: {error}") from None
    fields: dict[str, list[str]] = {}
    for key, value in posted.items():
        text = value if isinstance(value, str) else _file_text(value)
        fields.setdefault(key, []).append(text)
    return fields


async def in_time(request: web.Request, body: Awaitable[T]) -> T:
    """The body of a request, unless it takes too long."""
    limit_s = site_of(request).limits.body_s
    try:
        async with asyncio.timeout(limit_s):
            return await body
    except TimeoutError:
        raise BadRequest(f"the request did not arrive within {limit_s:g} s; send it again") from None


def first(form: Mapping[str, Sequence[str]], key: str) -> str:
    """The first value of a field that is not blank, without white space around it."""
    return next((value.strip() for value in form.get(key, ()) if value.strip()), "")


def _file_text(field: object) -> str:
    """A file keeps its bytes: its encoding is the business of who reads it."""
    if isinstance(field, web.FileField):
        return b64encode(field.file.read()).decode()
    if isinstance(field, bytes | bytearray):  # no file was chosen
        return b64encode(field).decode()
    raise BadRequest("the form has a field that is neither text nor a file")
