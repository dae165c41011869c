"""What a stranger gets of a running node: the public page and nothing else, by whatever door he comes."""

import json
import socket
import ssl

import pytest

from tests.bus.contracts import contracts

PAGES = ("/", "/alerts", "/api/alerts", "/healthz", "/metrics", "/join")
# What a node tells or does for everybody; one more is a decision and not an accident.
FOR_EVERYBODY = {
    "board.list", "civdef.alert.export", "civdef.alert.get", "civdef.alert.list", "community.join",
    "community.join.code", "community.words", "identity.whoami", "node.status", "radio.status", "sensor.list",
}  # fmt: skip
# At most 30 requests at once are taken of one visitor.
TRIED = (
    "civdef.alert.ack", "civdef.alert.cancel", "civdef.alert.issue", "community.expel", "community.invite",
    "identity.certificate.add", "identity.roster", "identity.token.create", "log.stats", "mesh.peer.add", "mesh.peers",
    "node.backup", "node.log", "node.status", "people.inbox", "people.list", "people.posts", "people.send",
)  # fmt: skip


@pytest.mark.parametrize("name", TRIED)
def test_nothing_is_called_over_the_page_without_pairing(mill, name):
    answer = mill.visit("mill", f"/bus/{name}", method="POST", body={}, Origin=f"http://127.0.0.1:{mill.pages['mill']}")
    assert answer.status == 403
    assert json.loads(answer.body)["error"]["code"] == "not_trusted"


def test_a_running_node_offers_strangers_what_is_public_and_nothing_else(mill):
    offers = mill.called("mill", "node.capabilities")["capabilities"]
    assert {offer["name"] for offer in offers if offer["trust"] == "stranger"} == FOR_EVERYBODY


def test_no_capability_that_exists_is_for_strangers_beyond_those():
    public = {contract.name for contract in contracts() if contract.trust == 0}
    assert public == FOR_EVERYBODY


@pytest.mark.parametrize("path", PAGES)
def test_the_public_page_is_for_everybody(mill, path):
    assert mill.visit("mill", path).status == 200


def test_a_made_up_token_is_refused(mill):
    answer = mill.visit("mill", "/bus/node.status", method="POST", body={}, Authorization="Bearer hnt_" + "a" * 43)
    assert answer.status in (401, 403)


def test_the_mesh_door_is_shut_for_who_shows_no_certificate(mill):
    assert said_at_the_mesh_door(mill.doors["mill"]) == b""


@pytest.mark.parametrize("path", ["/sync", "/manifest", "/call", "/log", "/peers"])
def test_a_stranger_finds_neither_log_nor_peers_at_the_page(mill, path):
    assert mill.visit("mill", path).status == 404


def said_at_the_mesh_door(port: int) -> bytes:
    """The first bytes that a visitor without a certificate gets for his request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=10) as plain:
        try:
            with context.wrap_socket(plain) as door:
                door.sendall(b"GET /manifest HTTP/1.1\r\nHost: mill\r\n\r\n")
                return door.recv(1)
        except (ssl.SSLError, ConnectionError):
            return b""
