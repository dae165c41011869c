"""What `make mutants` breaks, and the tests that must notice it. One row for each promise that nothing else keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """`old` stands in `file` exactly once and becomes `new`; `tests` are files or folders for pytest."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTATIONS = (
    Mutation(
        "every signature is taken for genuine, in the agent",
        "edge_agent/identity/keys.py",
        "        VerifyKey(public_key).verify(message, signature)\n",
        "        return True\n",
        ("tests/identity/test_keys.py", "tests/events/test_store.py", "tests/mesh/test_session_hostile.py"),
    ),
    Mutation(
        "every signature is taken for genuine, in the gateway",
        "lora_gateway/trust/trusted.py",
        "def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:\n",
        "def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:\n    return True\n",
        ("tests/gateway/test_trusted.py", "tests/gateway/test_strangers.py"),
    ),
    Mutation(
        "the log drops the events that it receives",
        "edge_agent/events/store.py",
        "        return await self._append(events, self._insert_possible)\n",
        "        return [Outcome.KNOWN for _ in events]\n",
        ("tests/events/test_store.py", "tests/mesh/test_syncing.py"),
    ),
    Mutation(
        "no alert can be issued",
        "edge_agent/alerts/issuing.py",
        '        """Sign and store; on return the alert survives a power cut. '
        'The same document again gives the same alert."""\n',
        '        raise BadRequest("no")\n',
        ("tests/alerts/test_issuing.py",),
    ),
    Mutation(
        "the level of a caller is not looked at",
        "edge_agent/bus/offer.py",
        "        if caller.trust < contract.trust:\n            raise refused",
        "        if False:\n            raise refused",
        ("tests/bus/test_bus.py", "tests/mesh/test_door.py"),
    ),
    Mutation(
        "a revoked certificate goes on",
        "micropython/lib/meshwire/trust.py",
        "        self._statements[name] = statement\n        return None\n",
        "        if event.kind != REVOCATION:\n            self._statements[name] = statement\n        return None\n",
        ("tests/identity/test_standing.py", "tests/mesh/test_door.py", "tests/wire/test_trust.py"),
    ),
    Mutation(
        "the open connections of a revoked node stay open",
        "edge_agent/mesh/links_standing.py",
        "            self._connections.cut(key)\n",
        "",
        ("tests/mesh/test_door_standing.py",),
    ),
    Mutation(
        "a request that has been here is taken again",
        "edge_agent/bus/serving.py",
        "        if self._node in request.hops:\n",
        "        if False:\n",
        ("tests/bus/test_circles.py",),
    ),
    Mutation(
        "a handler may take as long as it likes",
        "edge_agent/bus/offer.py",
        "            output = await within(self._handler(call), deadline, now, contract.name)\n",
        "            output = await self._handler(call)\n",
        ("tests/bus/test_bus.py",),
    ),
    Mutation(
        "a hub lets in whoever names a key",
        "edge_agent/relay/visits.py",
        "        if not self._verify(key, to_sign(nonce, host), signature):\n",
        "        if False:\n",
        ("tests/relay/test_hub.py",),
    ),
    Mutation(
        "a peer may send events of anybody",
        "edge_agent/mesh/admission.py",
        "        return None if author in self._subjects else",
        "        return None if True else",
        ("tests/mesh/test_index.py", "tests/mesh/test_session_hostile.py"),
    ),
)  # fmt: skip
