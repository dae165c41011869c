"""Two and more nodes with real logs over real sockets."""

from edge_agent.events.model import MAX_LAMPORT_JUMP
from meshwire.event import CIVDEF, NODE
from tests.events.people import Author
from tests.mesh.village import ROOT, Village, certified, said


async def test_what_two_nodes_wrote_apart_is_in_both_logs_after_they_met(village: Village) -> None:
    anna, ben = await village.members(2)
    await anna.say(*(f"anna {n}" for n in range(700)))
    await ben.say(*(f"ben {n}" for n in range(900)))

    await village.join(anna, ben)
    await village.settle(rounds=False)

    assert len(await anna.held()) == 2 + 700 + 900
    assert await anna.held() == await ben.held()


async def test_two_nodes_that_wrote_ten_thousand_events_each_before_they_met_are_equal(village: Village) -> None:
    anna, ben = await village.members(2)
    for node in (anna, ben):
        for _ in range(10):
            await node.say(*("x" * 50 for _ in range(1000)))

    await village.join(anna, ben)
    await village.settle(rounds=False)

    assert len(await anna.held()) == 20_002
    assert await anna.held() == await ben.held()


async def test_what_is_written_while_connected_reaches_peers_of_peers_without_a_round(village: Village) -> None:
    anna, ben, cleo = await village.members(3)
    await village.join(anna, ben)
    await village.join(ben, cleo)
    await village.settle(rounds=False)

    await anna.say("flood", topic=CIVDEF)
    await village.until(lambda: cleo.syncing.index.row == 4)

    assert await cleo.held() == await anna.held()


async def test_an_event_never_goes_back_to_where_it_came_from(village: Village) -> None:
    anna, ben = await village.members(2)
    links = await village.join(anna, ben)
    await village.until(lambda: all(link.sent for link in links))

    await anna.say("hello")
    await village.settle(rounds=False)
    await ben.say("hello anna")
    await village.settle(rounds=False)

    assert [len(link.sent) for link in links] == [4, 4]  # state, one's news, event, question about the other's


async def test_equal_logs_cost_one_message_each_way(village: Village) -> None:
    anna, ben = await village.members(2)
    for node in (anna, ben):
        await node.store.append([said(Author(1), n) for n in range(1, 500)])

    links = await village.join(anna, ben)
    await village.until(lambda: all(link.sent for link in links))
    village.rounds.call()
    await village.until(lambda: all(len(link.sent) > 2 for link in links))

    assert max(len(message) for link in links for message in link.sent) < 64


async def test_events_travel_in_little_more_than_their_own_bytes(village: Village) -> None:
    anna, ben = await village.members(2)
    events = await anna.say(*("x" * 50 for _ in range(900)))

    links = await village.join(anna, ben)
    await village.settle(rounds=False)

    own = sum(len(event.author) + len(event.part) + len(event.signature) for event in events)
    assert sum(len(message) for link in links for message in link.sent) < 1.2 * own


async def test_a_newcomer_that_knows_the_root_alone_gets_everything(village: Village) -> None:
    anna, ben = await village.members(2)
    await anna.say("anna")
    await ben.say("ben")
    newcomer = await village.node()

    await village.join(newcomer, anna)
    await village.join(anna, ben)
    await village.settle(rounds=False)

    assert len(await newcomer.held()) == 4


async def test_what_was_refused_is_asked_for_again_when_its_author_is_certified(village: Village) -> None:
    anna, ben = await village.members(2)
    stranger = Author(77)
    await anna.store.append([said(stranger, 1, "let me in")])
    await village.join(anna, ben)
    await ben.say("ready")
    await village.settle(rounds=False)
    assert len(await ben.held()) == 3

    await ben.store.append([certified(stranger, 9)])
    await village.until(lambda: ben.syncing.index.row == 5)

    assert await ben.held() == await anna.held()


async def test_what_never_leaves_the_node_is_neither_told_nor_given_nor_compared(village: Village) -> None:
    anna, ben = await village.members(2)
    await anna.say("a restricted alert", topic=NODE)
    links = await village.join(anna, ben)
    await anna.say("another one", topic=NODE)
    await anna.say("for all")

    await village.settle(rounds=False)

    assert len(await ben.held()) == 3
    assert not any(b"restricted" in message or b"another" in message for link in links for message in link.sent)
    assert anna.syncing.index.fingerprint() == ben.syncing.index.fingerprint()


async def test_two_events_of_one_name_are_found_and_kept_by_both(village: Village) -> None:
    anna, ben = await village.members(2)
    await anna.store.append([said(anna.key, n, "anna's word") for n in range(1, 300)])
    await ben.store.append([said(anna.key, n, "anna's word" if n != 123 else "to the right") for n in range(1, 300)])

    await village.join(anna, ben)
    await village.settle(rounds=False)

    assert len(await anna.held()) == 2 + 300
    assert await anna.held() == await ben.held()


async def test_an_author_with_countless_forks_costs_each_log_sixteen_and_no_more_questions(village: Village) -> None:
    anna, ben = await village.members(2)
    await anna.store.append([said(anna.key, n, "left") for n in range(1, 101)])
    await ben.store.append([said(anna.key, n, "right") for n in range(1, 101)])

    links = await village.join(anna, ben)
    await village.settle()
    await village.until(lambda: all(len(link.sent[-1]) < 64 for link in links), rounds=True)
    told = [len(link.sent) for link in links]
    village.rounds.call()
    await village.until(lambda: all(len(link.sent) > many for link, many in zip(links, told, strict=True)))

    assert [len(await node.held()) for node in (anna, ben)] == [2 + 100 + 16] * 2
    assert all(len(link.sent[-1]) < 64 for link in links)  # states: there is nothing left to compare


async def test_a_chain_of_lamport_jumps_is_climbed_step_by_step(village: Village) -> None:
    anna, ben = await village.members(2)
    high = [said(Author(1 + n % 2), 100 - n, lamport=n * MAX_LAMPORT_JUMP) for n in range(1, 40)]
    await anna.store.append(high)

    await village.join(anna, ben)
    await village.settle(rounds=False)

    assert len(await ben.held()) == 2 + 39


async def test_two_certificates_that_the_root_signed_under_one_number_admit_both(village: Village) -> None:
    anna = await village.node(certified(Author(1), 1))
    ben = await village.node(certified(Author(2), 1))
    await anna.say("anna")
    await ben.say("ben")

    await village.join(anna, ben)
    await village.settle()

    assert len(await anna.held()) == 4
    assert await anna.held() == await ben.held()
    assert ROOT.public in {author for author, _ in await anna.held()}


async def test_what_two_peers_offer_is_fetched_from_one_of_them(village: Village) -> None:
    anna, ben, cleo = await village.members(3)
    for node in (anna, ben):
        await node.take([said(Author(1), n, "x" * 100) for n in range(1, 3000)])

    links = [await village.join(cleo, anna), await village.join(cleo, ben)]
    await village.settle()

    brought = sum(len(message) for _, theirs in links for message in theirs.sent)
    assert brought < 1.2 * 3000 * (100 + 64 + 32)


async def test_a_log_that_was_cut_off_in_the_middle_goes_on_where_it_was(village: Village) -> None:
    anna, ben = await village.members(2)
    await anna.say(*("word" for _ in range(3000)))
    await village.join(anna, ben)
    await village.until(lambda: ben.syncing.index.row > 500)

    await ben.crash()
    kept = len(await ben.held())
    again, _ = await village.join(anna, ben)
    await village.settle(rounds=False)

    assert kept > 500
    assert len(await ben.held()) == 3002
    assert sum(map(len, again.sent)) < 1000 + 130 * (3002 - kept)
