"""The address that people type."""

import ipaddress

import pytest

from edge_agent.address import own_address, page_address
from tests.agent.test_desk_node import STATUS, banner, desk


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:7080/"),
        ("192.0.2.7", "http://192.0.2.7:7080/"),
        ("::1", "http://[::1]:7080/"),
    ],
)
def test_a_page_on_one_address_is_reached_there(listen, address):
    assert page_address(listen, 7080) == address


@pytest.mark.parametrize("listen", ["0.0.0.0", "::"])
def test_a_page_on_all_addresses_is_shown_with_one_that_can_be_typed(listen):
    assert page_address(listen, 80) == f"http://{own_address()}:80/"
    assert not ipaddress.ip_address(own_address()).is_unspecified


def test_the_greeting_says_who_can_open_the_page():
    assert "--listen 0.0.0.0" in banner(desk(), STATUS, "ABCD2345")
    assert "--listen" not in banner(desk(), {**STATUS, "address": "http://192.0.2.7:7080/"}, "ABCD2345")
