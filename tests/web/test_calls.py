"""POST /bus/NAME: answers in their envelope, errors with code, status and the time to come back."""

import pytest

JSON = {"Accept": "application/json"}


async def post(session, path, body):
    async with session.post(path, json=body, headers=JSON) as response:
        return response.status, await response.json(), response.headers


async def test_an_answer_says_who_gave_it_and_under_which_request(paired):
    status, answer, _ = await post(paired, "/bus/board.list", {})

    assert status == 200
    assert answer["output"]["boards"][0]["board"] == "desk"
    assert answer["meta"].keys() == {"node", "ms", "path", "request", "attempts"}
    assert answer["meta"]["path"] == [answer["meta"]["node"]]
    assert len(answer["meta"]["request"]) == 16


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/bus/no.such", 404, "not_found"),
        ("/bus/board.list?node=hn1nobody", 404, "not_found"),
        ("/bus/board.list?param=colour=blue", 404, "not_found"),
        ("/bus/board.list?param=colour", 400, "bad_request"),
        ("/bus/board.list?param==blue", 400, "bad_request"),
        ("/bus/civdef.alert.get", 404, "not_found"),
    ],
)
async def test_an_error_answer_has_an_error_status_and_its_code(paired, path, status, code):
    answered, told, _ = await post(paired, path, {"id": "4f2a91c0-7"})

    assert (answered, told["error"]["code"]) == (status, code)
    assert told["error"]["message"]


async def test_a_node_is_named_by_its_id(paired):
    _, first, _ = await post(paired, "/bus/board.list", {})
    status, again, _ = await post(paired, f"/bus/board.list?node={first['meta']['node']}", {})
    assert (status, again["output"]) == (200, first["output"])


async def test_who_asks_too_often_is_told_when_to_come_back(paired):
    answers = [await post(paired, "/bus/board.list", {}) for _ in range(31)]

    status, told, headers = answers[-1]
    assert (status, told["error"]["code"]) == (429, "rate_limited")
    assert int(headers["Retry-After"]) >= told["error"]["retry_after_s"] > 0
