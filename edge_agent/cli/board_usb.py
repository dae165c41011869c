"""`hearthnet board flash|provision|update|log|console PORT`: boards on a USB port of this machine."""

import signal
import time
from argparse import ArgumentParser, Namespace
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from edge_agent.areas import parse_geocodes
from edge_agent.cli.root import add_root_options, load_root, publish, read_roster
from edge_agent.clock import utc_s
from edge_agent.errors import NotFound, Unavailable
from edge_agent.firmware import bundle, package
from edge_agent.identity.community import load_identity
from edge_agent.identity.keys import node_id, short_id
from edge_agent.identity.roles import certificate_body, parse_expiry
from edge_agent.qr import terminal_lines
from edge_agent.text import printable
from edge_agent.usb import flash, provision, terminal
from edge_agent.usb.line import Line
from edge_agent.usb.machine import Machine, confirmed
from edge_agent.usb.ports import find
from edge_agent.usb.progress import Progress
from meshwire.event import CERTIFICATE
from meshwire.trust import MEMBER

CONFIRM_S = 150.0  # a start, the minute after which a board keeps a version, and some patience
FIRMWARE_HELP = (
    "MicroPython 1.29 comes from micropython.org/download. To put it on: a Pico is plugged in with BOOTSEL held, and"
    " the .uf2 file copied to the drive that appears; a Heltec V3 or T-Beam is plugged in with its BOOT (PRG, USR)"
    " button held, and written with esptool. PORT is a device such as /dev/ttyACM0, or auto for the only board"
)


def add_port(parser: ArgumentParser) -> None:
    parser.add_argument("port", metavar="PORT", help="device such as /dev/ttyACM0, or auto for the only board")


def add_flash(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.add_argument("--kind", help="heltec_v3, tbeam, pico_sx1262 or generic (default: what it looks like)")
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="phrases besides English; may be repeated"
    )
    parser.add_argument(
        "--lora", type=Path, metavar="FOLDER", help="the radio's driver: micropython/lora of micropython-lib"
    )
    parser.set_defaults(run=flash_board)


def add_provision(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.add_argument("--name", required=True, help="the board's name, at most 32 characters")
    parser.add_argument("--region", required=True, help="where its radio is used, for example EU_868")
    parser.add_argument("--preset", default="LongFast", help="modem preset (default: %(default)s)")
    parser.add_argument("--language", default="en", help="of its screen (default: %(default)s)")
    parser.add_argument("--at", metavar="LAT,LON", help="where it stands, in degrees (default: every area concerns it)")
    parser.add_argument(
        "--area", action="append", default=[], metavar="SCHEME:CODE", help="an area it lies in; may be repeated"
    )
    parser.add_argument("--certify", action="store_true", help="make it a member, when the root key is here")
    add_root_options(parser)
    parser.set_defaults(run=provision_board)


def add_update(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.add_argument("--kind", required=True, help="the kind that was flashed")
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="phrases besides English; may be repeated"
    )
    parser.add_argument("--counter", type=int, help="greater than of any version before (default: the time)")
    parser.set_defaults(run=update_board)


def add_log(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.set_defaults(run=show_log)


def add_console(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.set_defaults(run=open_console)


async def flash_board(args: Namespace, out: TextIO) -> None:
    with _opened(args) as line:
        line.enter()
        board = flash.look(line)
        kind = flash.kind_for(board, args.kind)
        program, library = package.build(kind, args.language), package.radio_library(args.lora) if args.lora else {}
        if library:
            flash.install_radio_library(line, library)
        release = version("hearthnet-edge")
        slot = flash.flash(line, program, package.launcher(), kind, release, int(utc_s()))
        warning = flash.memory_words(line, program)
        has_radio = flash.has_radio_library(line)
        line.restart()
    print(f"{kind}: {len(program)} files of version {release} are in slot {slot} and were compared", file=out)
    if warning:
        print(warning, file=out)
    if not has_radio:
        print("The radio's driver is missing: the board cannot hear anything. Run this again with --lora, or", file=out)
        print(f"with internet: mpremote connect {line.port} mip install lora-sx126x lora-async", file=out)
    print(f"Next: hearthnet board provision {args.port} --name NAME --region REGION", file=out)


async def provision_board(args: Namespace, out: TextIO) -> None:
    identity = load_identity(args.home)
    data = provision.settings(_wishes(args), await read_roster(args.home), identity.key.public)
    with _opened(args) as line:
        line.enter()
        public = provision.provision(line, data)
        line.restart()
    print(f"{args.name} is provisioned. Its key is {short_id(public)}:", file=out)
    for row in terminal_lines(node_id(public)):
        print(row, file=out)
    print(node_id(public), file=out)
    if args.certify:
        body = certificate_body(
            public, roles=MEMBER, expires=parse_expiry("730d", utc_s()), area=None, name=args.name[:32]
        )
        await publish(args.home, load_root(args, identity), CERTIFICATE, body)
        print(f"{short_id(public)} is a member now", file=out)
    else:
        print(f"To make it a member: hearthnet cert grant {node_id(public)} --name {args.name}", file=out)


async def update_board(args: Namespace, out: TextIO) -> None:
    key = load_identity(args.home).key
    program, counter = package.build(args.kind, args.language), args.counter or int(utc_s())
    release = f"{version('hearthnet-edge')}+{counter}"
    data = bundle.signed(program, release, args.kind, counter, key)
    with _opened(args) as line:
        is_safe = bool(Machine(line).run("status")[0].get("safe"))
        if not is_safe:  # beside the running program there is no memory to check a signature
            Machine(line).run("reboot safe yes")
    line = _answering(args.port, safe=True)
    try:
        with Progress("Sending the update", len(data)) as progress:
            said = Machine(line).send("update", data, progress.more)
        Machine(line).run("reboot yes")
    finally:
        line.close()
    print(printable(said, 200), file=out)
    print("The board starts the new version; it keeps it when it is well for a minute.", file=out, flush=True)
    line = _answering(args.port, safe=False)
    try:
        confirmed(Machine(line), release, CONFIRM_S)
    finally:
        line.close()
    print(f"the board runs {release} and keeps it", file=out)


def _answering(port: str, *, safe: bool) -> Line:
    """The line of a board that starts again, when it answers; its port goes away meanwhile."""
    until = time.monotonic() + CONFIRM_S
    while True:
        line = None
        try:
            line = Line(find(port))
            if bool(Machine(line).run("status")[0].get("safe")) == safe:
                return line
            line.close()
        except (NotFound, Unavailable):
            if line is not None:
                line.close()
        if time.monotonic() > until:
            raise Unavailable("the board does not come back; see what it shows, then `hearthnet board log`")
        time.sleep(1.0)


async def show_log(args: Namespace, out: TextIO) -> None:
    with _opened(args) as line:
        machine = Machine(line)
        for command, title in (("log", "Log"), ("log crash", "Crashes")):
            print(f"{title}:", file=out)
            for found in machine.run(command):
                print(f"  {printable(str(found.get('line', '')), 200)}", file=out)


async def open_console(args: Namespace, out: TextIO) -> None:
    with _opened(args) as line:
        print(f"{line.port}: Ctrl-] leaves; help lists the commands", file=out, flush=True)
        terminal.attach(line)


class _opened:  # noqa: N801 - used as a function
    """The line of a board, closed in the end; Ctrl-C ends a transfer at once."""

    def __init__(self, args: Namespace) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._line = Line(find(args.port))

    def __enter__(self) -> Line:
        return self._line

    def __exit__(self, kind: object, *_: object) -> None:
        self._line.close()


def _wishes(args: Namespace) -> provision.Wishes:
    latitude = longitude = None
    if args.at:
        latitude, longitude = (float(part) for part in args.at.split(","))
    return provision.Wishes(
        args.name, args.region, args.preset, args.language, latitude, longitude,
        [code for text in args.area for code in parse_geocodes(text)],
    )  # fmt: skip
