"""Reading what a form sent."""

import asyncio
import codecs
import re
from collections.abc import Awaitable, Mapping, Sequence
from typing import TypeVar

from aiohttp import web

from edge_agent.errors import BadRequest
from edge_agent.web.site import site_of

T = TypeVar("T")
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


async def form_of(request: web.Request) -> dict[str, list[str]]:
    """The fields of a form; a file becomes text. A form that arrives too slowly or cannot be read is refused."""
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


def decode_xml(data: bytes) -> str:
    """An XML file as text, by its byte order mark or declaration (XML 1.0, appendix F); UTF-8 without either."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode(data, name)
    declared = DECLARED.match(data)
    return _decode(data, declared[1].decode("ascii") if declared else "utf-8")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError) as error:
        raise BadRequest(f"the file is not {encoding} text: {error}; save it as UTF-8 and try again") from None


def _file_text(field: object) -> str:
    if isinstance(field, web.FileField):
        return decode_xml(field.file.read())
    if isinstance(field, bytes | bytearray):
        return decode_xml(bytes(field))
    raise BadRequest("the form has a field that is neither text nor a file")
