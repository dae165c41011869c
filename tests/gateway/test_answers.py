"""What is said to neighbours, and what is asked of them."""

from lora_gateway.repair.answers import FIRST_PAUSE_S, FORGOTTEN_S, MAX_SAID, MAX_WANTED, Answers
from lora_gateway.repair.holdings import NOTHING, Holdings, Window
from lora_gateway.repair.lacking import CREDIT, CREDIT_S, MAX_TIMES, SILENCE_S, Lacking
from meshwire.event import CIVDEF

NAME = (b"ada", 3, 1)
FEED = (b"ada", 3)


def wanted(answers, name, now):
    """Somebody asks: whether it is said."""
    answers.want(name, now)
    return answers.take(now) == name


def test_the_same_name_is_said_three_times_in_an_hour_with_pauses_that_double():
    answers = Answers()
    said = [now for now in range(0, 3600, 10) if wanted(answers, NAME, now)]
    assert said == [0, FIRST_PAUSE_S, 3 * FIRST_PAUSE_S]
    assert wanted(answers, NAME, said[-1] + FORGOTTEN_S)


def test_an_alert_is_said_on_every_five_minutes_for_who_was_switched_on_later():
    answers = Answers()
    said = [now for now in range(0, 1800, 10) if wanted(answers, (b"ada", CIVDEF, 1), now)]
    assert said == [0, 20, 60, 360, 660, 960, 1260, 1560]


def test_what_another_station_said_is_not_said_again_at_once():
    answers = Answers()
    answers.want(NAME, 0.0)
    answers.heard(NAME, 1.0)
    assert len(answers) == 0
    assert answers.take(2.0) is None
    assert not wanted(answers, NAME, 10.0)
    assert wanted(answers, NAME, 1.0 + FIRST_PAUSE_S)


def test_a_request_for_everything_is_bounded_and_so_is_what_is_remembered():
    answers = Answers()
    for seq in range(10 * MAX_WANTED):
        answers.want((b"ada", 3, seq), 0.0)
    assert len(answers) == MAX_WANTED
    for seq in range(2 * MAX_SAID):
        wanted(answers, (b"bob", 3, seq), 0.0)
    assert len(answers._said) == MAX_SAID


def asked(lacking, holdings, now):
    """What is asked for, as the gateway does it."""
    due = lacking.due(holdings, now)
    for feed, runs in due.items():
        lacking.asked(feed, runs, now)
    return due


def test_what_a_neighbour_holds_and_we_lack_is_asked_for():
    lacking, holdings = Lacking(), Holdings()
    holdings.add(FEED, 2)
    assert lacking.claimed(FEED, Window.of(5, [(3, 1)]), holdings[FEED])
    assert asked(lacking, holdings, 0.0) == {FEED: [(1, 1), (4, 2)]}


def test_a_neighbour_that_holds_less_is_asked_for_nothing():
    lacking, holdings = Lacking(), Holdings()
    holdings.add(FEED, 1)
    assert not lacking.claimed(FEED, Window.of(0, []), holdings[FEED])
    assert lacking.due(holdings, 0.0) == {}
    assert lacking.wait_s(0.0) is None


def test_a_claim_that_nobody_makes_good_is_asked_for_six_times_in_an_hour():
    lacking, holdings = Lacking(), Holdings()
    lacking.claimed(FEED, Window.of(4_000_000_000, []), holdings[FEED])
    times = [now for now in range(0, 3600, 5) if asked(lacking, holdings, float(now))]
    assert times == [SILENCE_S * (2**n - 1) for n in range(MAX_TIMES)]


def test_what_was_asked_for_in_vain_wakes_nobody_until_it_is_claimed_again():
    lacking, holdings = Lacking(), Holdings()
    lacking.claimed(FEED, Window.of(5, []), holdings[FEED])
    for now in range(0, 2000, 5):
        asked(lacking, holdings, float(now))
    assert lacking.wait_s(2000.0) is None
    lacking.claimed(FEED, Window.of(5, []), holdings[FEED])
    assert lacking.due(holdings, 2000.0) == {}
    assert lacking.due(holdings, 2000.0 + FORGOTTEN_S) == {FEED: [(1, 5)]}


def test_claims_that_grow_without_end_get_a_bounded_number_of_requests():
    lacking, holdings = Lacking(), Holdings()
    requests = 0
    for now in range(0, 7200, 5):
        lacking.claimed((now.to_bytes(4, "big"), 3), Window.of(now + 1, []), NOTHING)
        if asked(lacking, holdings, float(now)):
            lacking.spend()
            requests += 1
    assert requests <= CREDIT + 7200 / CREDIT_S


def test_while_answers_come_in_nothing_is_asked():
    lacking, holdings = Lacking(), Holdings()
    lacking.claimed(FEED, Window.of(3, []), holdings[FEED])
    asked(lacking, holdings, 0.0)
    for now in range(50, 500, 50):
        lacking.came(FEED, float(now))
        assert lacking.due(holdings, now + SILENCE_S - 1) == {}
    assert lacking.due(holdings, 450 + SILENCE_S) == {FEED: [(1, 3)]}


def test_progress_starts_the_count_anew():
    lacking, holdings = Lacking(), Holdings()
    lacking.claimed(FEED, Window.of(20, []), holdings[FEED])
    times = []
    for now in range(0, 1200, 5):
        if asked(lacking, holdings, float(now)):
            times.append(now)
            holdings.add(FEED, len(times))
    assert len(times) > MAX_TIMES + 3


def test_claims_of_several_neighbours_add_up_and_end_when_they_are_met():
    lacking, holdings = Lacking(), Holdings()
    lacking.claimed(FEED, Window.of(2, [(1, 1)]), holdings[FEED])
    lacking.claimed(FEED, Window.of(1, []), holdings[FEED])
    assert lacking.due(holdings, 0.0) == {FEED: [(1, 2)]}
    holdings.add(FEED, 1)
    holdings.add(FEED, 2)
    assert lacking.due(holdings, 0.0) == {}
    assert lacking.wait_s(0.0) is None


def test_feeds_that_the_roster_no_longer_names_are_forgotten():
    lacking, holdings = Lacking(), Holdings()
    lacking.claimed(FEED, Window.of(2, []), holdings[FEED])
    lacking.forget(lambda feed: feed == FEED)
    assert lacking.due(holdings, 0.0) == {}
