"""`hearthnet status`: is the node up, what hears it, what waits, who calls for help."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    status = commands.add_parser("status", help="the running node, its radio and its boards in a few lines")
    status.add_argument("--json", action="store_true", help="everything, as one JSON object")
    status.set_defaults(run=show_status)


async def show_status(args: Namespace, out: TextIO) -> None:
    node = await call(args.home, "node.status", {})
    radio = await call(args.home, "radio.status", {})
    boards = await call(args.home, "board.list", {})
    people = await call(args.home, "people.list", {})
    reach = await call(args.home, "reach.status", {})
    if args.json:
        everything = {"node": node, "reach": reach, "radio": radio, "people": people, **boards}
        print(json.dumps(everything, ensure_ascii=False, indent=2), file=out)
        return
    print(
        f"node   {node['name']} {node['short']}, {node['address']}, {node['events']} events, up {node['uptime_s']} s",
        file=out,
    )
    print(f"reach  {reach['state']}: {reach['reason']}", file=out)
    print(f"radio  {_radio_line(radio)}", file=out)
    found = boards["boards"]
    for board in found if isinstance(found, list) else []:
        print(f"board  {printable(str(board['board']))}: {_board_line(board)}", file=out)
    for line in _people_lines(people):
        print(line, file=out)


def _board_line(board: dict[str, object]) -> str:
    if board["link"] == "radio":
        return heard_line(board)
    return f"siren {board['siren']}, {board['shown']} alerts shown" if board["link"] == "up" else str(board["reason"])


def heard_line(board: dict[str, object]) -> str:
    """Of one that was heard by radio."""
    battery = "no battery reading" if board["battery"] is None else f"battery {board['battery']} %"
    signs = f"{board['rssi']} dBm, {board['snr']} dB"
    notes = [", calls for help"] if board["calls"] else []
    notes += [] if board["certified"] else [", not certified"]
    return f"heard by radio {board['age_s']} s ago, {battery}, {signs}{''.join(notes)}"


def _people_lines(people: dict[str, object]) -> Iterator[str]:
    """Those who called for help by radio, each; those who are safe, as a number."""
    calls, safe = people["sos"], people["check_ins"]
    for one in calls if isinstance(calls, list) else []:
        later = ", but said later to be safe" if one["said_safe"] is not None else ""
        source = "signed by its own key" if one.get("verified") else f"heard by {printable(one['heard_by'])}"
        yield f"SOS    {printable(one['who'])}: {printable(one['text'])}, {source}{later}"
    if isinstance(safe, list) and safe:
        yield f"safe   {len(safe)} radios; `hearthnet call people.list` names them"


def _radio_line(radio: dict[str, object]) -> str:
    if radio["link"] != "up":
        return f"the gateway is not connected: {radio['reason']}"
    port, airtime, queue = radio.get("radio"), radio.get("airtime"), radio.get("queue")
    if not (isinstance(port, dict) and isinstance(airtime, dict) and isinstance(queue, dict)):
        return "the gateway has not told its state yet"
    used = f"{airtime['used_ms'] / 1000:.1f} of {airtime['allowed_ms'] / 1000:.0f} s airtime used"
    reason = f" ({port['reason']})" if port.get("reason") else ""
    counts = f"{queue['waiting']} frames wait, {radio.get('sent')} sent, {radio.get('heard')} heard"
    return f"{port['state']}{reason}, {used}, {counts}"
