"""The joining node's way to the other node's page: plain HTTP, because every message is safe in the open."""

import asyncio
import json
import secrets
from collections.abc import Mapping

import aiohttp

from edge_agent.errors import BadAnswer, Unavailable, error_from
from edge_agent.identity.joincodes import NONCE_SIZE, opened, proof_of, stretched
from edge_agent.identity.joinwire import MAX_ANSWER, Granted, decode_answer, encode_request, request_for
from edge_agent.identity.keys import Key
from edge_agent.identity.link import Link, parse_link
from edge_agent.identity.spelling import tidy
from edge_agent.text import printable

TIMEOUT = aiohttp.ClientTimeout(total=20.0, connect=4.0)
MAX_BODY = 2 * MAX_ANSWER + 1024
DEFAULT_PORT = 7080


async def ask(link: Link, node: Key, name: str) -> Granted | None:
    """Ask to be let in at the first address that answers; None while nobody has decided."""
    body = {"request": encode_request(link.root_hash, request_for(link, node, name)).hex()}
    trouble = ""
    for address in link.addresses:
        try:
            answer = await _post(address, "/join", body)
        except Unavailable as error:
            trouble = str(error)
            continue
        return decode_answer(_bytes(answer, "answer"), node)
    raise Unavailable(f"no address of the invite answers: {trouble}; are both in the same network, is that node on?")


async def link_for(code: str) -> Link:
    """The link behind CODE@ADDRESS, which the other node gives only to who knows the code."""
    text, _, address = code.strip().partition("@")
    if not address.rpartition("]")[2].count(":"):
        address = f"{address}:{DEFAULT_PORT}"
    salt = _bytes(await _post(address, "/join/code", {}), "salt")
    nonce = secrets.token_bytes(NONCE_SIZE)
    key = await asyncio.to_thread(stretched, tidy(text), salt, nonce)
    answer = await _post(address, "/join/code", {"nonce": nonce.hex(), "proof": proof_of(key, nonce).hex()})
    return parse_link(opened(key, _bytes(answer, "link")))


async def _post(address: str, path: str, body: Mapping[str, object]) -> Mapping[str, object]:
    """The answer's JSON object; the other node's own error, or Unavailable when there is none."""
    headers = {"Origin": f"http://{address}", "Accept": "application/json"}
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT, trust_env=False) as session,
            session.post(f"http://{address}{path}", json=body, headers=headers, allow_redirects=False) as response,
        ):
            return _answer(response.status, await _whole(response), address)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Unavailable(f"{address}: {printable(str(error) or 'no answer in time', 200)}") from None


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        data += chunk
        if len(data) > MAX_BODY:
            raise ValueError("the answer does not end")
    return bytes(data)


def _answer(status: int, data: bytes, address: str) -> Mapping[str, object]:
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        raise Unavailable(f"{address}: what answers there is no HearthNet node") from None
    match answer:
        case {"error": {"code": str(code), "message": str(message)}}:
            raise error_from(code, printable(message))
        case dict() if status == 200:
            return answer
    raise Unavailable(f"{address}: what answers there is no HearthNet node")


def _bytes(answer: Mapping[str, object], name: str) -> bytes:
    try:
        return bytes.fromhex(str(answer[name]))
    except (KeyError, ValueError):
        raise BadAnswer(f"the other node's answer has no {name}; it may need an update") from None
