"""What the summary of a peer tells: what is missing here, and where one of the two has seen a fork. Pure."""

from collections.abc import Iterator

from edge_agent.errors import BadRequest
from edge_agent.mesh.index import Feed, Index
from edge_agent.mesh.ranges import Ranges
from edge_agent.mesh.session_messages import MAX_RUNS, MAX_SIZE, Claim, Summary

MAX_CLAIMS = 1 << 16  # in a summary: 4096 members with 16 feeds each
# Bytes of a claim at most: head, topic, key, count, digest; and of each run two numbers below 2^32.
CLAIM_SIZE, RUN_SIZE = 80, 10


def summaries(index: Index) -> Iterator[Summary]:
    """What the log holds of admitted authors, in messages that are made when there is room for them."""
    part: list[Claim] = []
    size = 0
    for feed in index.feeds():
        for claim in claims(index, feed):
            more = CLAIM_SIZE + RUN_SIZE * len(claim.numbers)
            if size + more > MAX_SIZE:
                yield Summary(part, last=False)
                part, size = [], 0
            part.append(claim)
            size += more
    yield Summary(part, last=True)


def claims(index: Index, feed: Feed) -> Iterator[Claim]:
    numbers = index.numbers(feed).copy()  # it may grow before the last claim is sent
    count, digest = numbers.count, index.digest(feed)
    for piece in numbers.pieces(MAX_RUNS):
        yield Claim(feed, count, digest, piece)


class Comparison:
    """Takes one summary, claim by claim."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._taken = 0
        self._before: tuple[Feed, int] = ((b"", 0), 0)  # the feed of the last claim and the end of its numbers
        self._told = 0  # numbers of that feed
        self._same = True  # as far as it was told

    def take(self, claim: Claim) -> tuple[Ranges, bool]:
        """What is missing here, and whether the feed is the same here but for a fork. BadRequest: no honest summary."""
        self._follow(claim)
        held = self._index.numbers(claim.feed)
        lacking = claim.numbers.minus(held)
        self._told += claim.numbers.count
        self._same = self._same and not lacking
        whole = self._same and self._told == claim.count == held.count
        return lacking, whole and claim.digest != self._index.digest(claim.feed)

    def _follow(self, claim: Claim) -> None:
        """Ascending claims end: nobody can tell the same for ever."""
        self._taken += 1
        start = next(iter(claim.numbers))[0] if claim.numbers else 0
        if not start or (claim.feed, start) <= self._before or self._taken > MAX_CLAIMS:
            raise BadRequest("its summary is out of order or endless")
        if claim.feed != self._before[0]:
            self._told, self._same = 0, True
        self._before = claim.feed, claim.numbers.end
