"""`hearthnet radio status` and `hearthnet radio setup`."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.cli.radio_setup import set_up
from edge_agent.cli.radio_words import lines
from edge_agent.clock import utc_s
from edge_agent.text import printable

WIDTH = 8  # of the longest name in front of a line
ROLES = ("CLIENT", "CLIENT_BASE", "CLIENT_MUTE", "ROUTER_LATE")


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    radio = commands.add_parser("radio", help="the radio of this node")
    verbs = radio.add_subparsers(required=True, metavar="VERB")
    status = verbs.add_parser("status", help="what the radio is, what it sent and heard, and what was dropped and why")
    status.add_argument("--json", action="store_true", help="everything, as one JSON object")
    status.set_defaults(run=show_status)
    setup = verbs.add_parser("setup", help="make a Meshtastic radio ready: shows what it will change, asks, reads back")
    setup.add_argument("--port", metavar="URL", help="the radio, instead of the setting gateway.port")
    setup.add_argument("--region", help="where the radio is used, such as EU_868 (default: gateway.region)")
    setup.add_argument("--preset", help="modem preset, the same on all radios of a mesh (default: gateway.preset)")
    setup.add_argument("--hops", type=int, choices=range(1, 8), help="hop limit of the radio (default: gateway.hops)")
    setup.add_argument("--role", choices=ROLES, default="CLIENT", help="its part in the mesh (default: %(default)s)")
    setup.add_argument("--yes", action="store_true", help="change it without asking")
    setup.set_defaults(run=set_up)


async def show_status(args: Namespace, out: TextIO) -> None:
    status = await call(args.home, "radio.status", {})
    if args.json:
        print(json.dumps(status, ensure_ascii=False, indent=2), file=out)
        return
    for name, text in lines(status, utc_s()):
        print(f"{name:{WIDTH}} {printable(text, 400)}", file=out)
