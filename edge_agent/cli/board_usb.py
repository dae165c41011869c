"""`hearthnet board flash|provision|log|console PORT`: boards on a USB port of this machine, or at its desk."""

import shlex
from argparse import ArgumentParser, Namespace
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from edge_agent.areas import parse_geocodes
from edge_agent.cli.board_port import add_port, add_usb_port, stop_at_once
from edge_agent.cli.root import add_root_options, load_root, publish, read_roster
from edge_agent.clock import utc_s
from edge_agent.errors import BadRequest, Unavailable
from edge_agent.firmware import package, program, traces
from edge_agent.identity.community import load_identity
from edge_agent.identity.keys import node_id, short_id
from edge_agent.identity.roles import certificate_body, parse_expiry
from edge_agent.qr import terminal_lines
from edge_agent.text import printable
from edge_agent.usb import flash, modem_line, provision, terminal
from edge_agent.usb.cable import open_cable, open_line
from edge_agent.usb.machine import Machine
from meshwire.event import CERTIFICATE
from meshwire.trust import MEMBER

NOTHING = "nothing"
FIRMWARE_HELP = (
    "MicroPython 1.29 comes from micropython.org/download. To put it on: a Pico is plugged in with BOOTSEL held, and"
    " the .uf2 file copied to the drive that appears; a Heltec V3 or T-Beam is plugged in with its BOOT (PRG, USR)"
    " button held, and written with esptool. PORT is a device such as /dev/ttyACM0, or auto for the only board"
)


def add_flash(parser: ArgumentParser) -> None:
    add_usb_port(parser)
    parser.add_argument("--kind", help="heltec_v3, tbeam, pico_sx1262 or generic (default: what it looks like)")
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="phrases besides English; may be repeated"
    )
    parser.add_argument(
        "--lora", type=Path, metavar="FOLDER", help="the radio's driver: micropython/lora of micropython-lib"
    )
    parser.set_defaults(run=flash_board)


def add_provision(parser: ArgumentParser) -> None:
    add_usb_port(parser)
    parser.add_argument("--name", required=True, help="the board's name, at most 32 characters")
    parser.add_argument(
        "--role",
        choices=provision.ROLES,
        default=provision.BOARD,
        help="modem: a gateway's radio, which needs only a name",
    )
    parser.add_argument("--region", help="where its radio is used, for example EU_868")
    parser.add_argument("--preset", default="LongFast", help="modem preset (default: %(default)s)")
    parser.add_argument(
        "--air", choices=provision.AIRS, default=provision.RAW, help="meshtastic: inside a mesh of Meshtastic radios"
    )
    parser.add_argument(
        "--frequency-hz",
        type=int,
        metavar="HZ",
        help="of its radio (default: the middle of the region, or the mesh's slot)",
    )
    parser.add_argument("--language", default="en", help="of its screen (default: %(default)s)")
    parser.add_argument("--at", metavar="LAT,LON", help="where it stands, in degrees (default: every area concerns it)")
    parser.add_argument(
        "--area", action="append", default=[], metavar="SCHEME:CODE", help="an area it lies in; may be repeated"
    )
    parser.add_argument("--certify", action="store_true", help="make it a member, when the root key is here")
    add_root_options(parser)
    parser.set_defaults(run=provision_board)


def add_log(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.set_defaults(run=show_log)


def add_console(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.add_argument("--modem", action="store_true", help="ask a gateway's modem for its console; reboot ends that")
    parser.set_defaults(run=open_console)


async def flash_board(args: Namespace, out: TextIO) -> None:
    stop_at_once()
    open_line(args.port, args.home).close()  # before the work of compiling, during which no watchdog of it is fed
    everything = package.build_all(args.language)
    library = package.radio_library(args.lora) if args.lora else {}
    with closing(open_line(args.port, args.home)) as line:
        line.enter()
        board = flash.look(line)
        kind = flash.kind_for(board, args.kind)
        release = f"{version('hearthnet-edge')}+{int(utc_s())}"
        files = package.part_for(kind, args.language, everything)
        if library:
            flash.install_radio_library(line, library)
        slot = flash.flash(line, files, package.launcher(), kind, release, int(utc_s()))
        warning = flash.memory_words(line, files)
        has_radio = flash.has_radio_library(line)
        line.restart()
    traces.keep(release, traces.real_names(program.needed_by_all(args.language)))
    print(f"{kind}: {len(files)} files of version {release} are in slot {slot} and were compared", file=out)
    if warning:
        print(warning, file=out)
    if not has_radio:
        print("The radio's driver is missing: the board cannot hear anything. Run this again with --lora, or", file=out)
        print(f"with internet: mpremote connect {line.port} mip install lora-sx126x lora-async", file=out)
    print(f"Next: hearthnet board provision {args.port} --name NAME --region REGION", file=out)


async def provision_board(args: Namespace, out: TextIO) -> None:
    identity = load_identity(args.home)
    data = provision.settings(_wishes(args), await read_roster(args.home), identity.key.public)
    stop_at_once()
    with closing(open_line(args.port, args.home)) as line:
        line.enter()
        provision.write(line, data)
        public = provision.own_key(line) if args.role == provision.BOARD else None
        line.restart()
    if public is None:
        print(f'{args.name} is a modem now. In hearthnet.toml: gateway.port = "modem://{args.port}"', file=out)
        return
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
        print(f"To make it a member: hearthnet cert grant {node_id(public)} --name {shlex.quote(args.name)}", file=out)


async def show_log(args: Namespace, out: TextIO) -> None:
    stop_at_once()
    with closing(open_cable(args.port, args.home)) as cable:
        machine = Machine(cable)
        found = {title: _lines(machine, command) for command, title in (("log", "Log"), ("log crash", "Crashes"))}
        if machine.is_modem:
            machine.leave("reboot yes")  # a modem again
    for title, lines in found.items():
        print(f"{title}:", file=out)
        for line in traces.told(lines or [NOTHING]):
            print(f"  {printable(line, 200)}", file=out)


def _lines(machine: Machine, command: str) -> list[str]:
    return [str(found["line"]) for found in machine.run(command) if found.get("line")]


async def open_console(args: Namespace, out: TextIO) -> None:
    stop_at_once()
    with closing(open_cable(args.port, args.home)) as cable:
        if args.modem and not modem_line.leave(cable):
            raise Unavailable(f"{cable.port}: no modem answers there; without --modem it is the console of a board")
        print(f"{cable.port}: Ctrl-] leaves; help lists the commands", file=out, flush=True)
        terminal.attach(cable)


def _wishes(args: Namespace) -> provision.Wishes:
    latitude, longitude = _point(args.at) if args.at else (None, None)
    return provision.Wishes(
        args.name, args.region, args.preset, args.language, latitude, longitude,
        [code for text in args.area for code in parse_geocodes(text)], args.air, 0, args.frequency_hz, args.role,
    )  # fmt: skip


def _point(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise BadRequest(f"{printable(text, 40)} is no place; write for example 50.1,8.6") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadRequest(f"{printable(text, 40)} is not on earth; write the latitude first, for example 50.1,8.6")
    return latitude, longitude
