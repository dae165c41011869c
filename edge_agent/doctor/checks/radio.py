"""Whether the radio is up and set up as it should be, in the words of `hearthnet radio status`. Pure."""

from collections.abc import Iterator

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, unknown, warning
from edge_agent.doctor.told import Json, Told, part, texts

NAME = "radio"
SIMULATED = "sim:"
SETUP_WORDS = ("no region", "switched off in the radio", "no channel HearthNet", "key of another community")
SETUP = "hearthnet radio setup (stop the gateway before)"


def judge(told: Told) -> Finding:
    radio = part(told.radio, "radio")
    if not radio:
        return unknown(NAME, told.untold("gateway"), "see the finding of gateway")
    url, reason = str(radio.get("url", "")), str(radio.get("reason") or "")
    if radio.get("state") != "up":
        return broken(NAME, f"{url} is down: {reason}", next_step(reason))
    if url.startswith(SIMULATED):
        return note(NAME, "the air is simulated: nothing is transmitted", "set gateway.port when there is a radio")
    abouts = list(_radios(part(radio, "about")))
    return summed(_complaints(reason, abouts), otherwise=ok(NAME, f"{url} is up{_name(abouts)}"))


def next_step(reason: str) -> str:
    """What to do about a radio that is down or complains."""
    if any(words in reason for words in SETUP_WORDS):
        return SETUP
    if "dialout" in reason:
        return "sudo usermod -aG dialout $USER, then log in again"
    return "look up these words in docs/radio.md; check plug, cable and power of the radio"


def _complaints(reason: str, abouts: list[Json]) -> Iterator[Finding]:
    if reason:
        yield warning(NAME, reason, next_step(reason))
    for about in abouts:
        if about.get("region") == "UNSET":
            yield broken(NAME, "the radio has no region and may not transmit", SETUP)
        for words in filter(None, (str(about.get("trouble") or ""), *texts(about, "warnings"))):
            yield warning(NAME, words, SETUP if "setup" in words else next_step(words))


def _radios(about: Json) -> Iterator[Json]:
    two = about.get("radios")
    if isinstance(two, list):
        yield from (one for one in two if isinstance(one, dict))
    elif about:
        yield about


def _name(abouts: list[Json]) -> str:
    names = [f"{one['hardware']}, firmware {one.get('firmware')}" for one in abouts if one.get("hardware")]
    return f": {'; '.join(names)}" if names else ""
