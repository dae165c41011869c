"""`hearthnet board list` and `hearthnet board press NAME`."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli import board_update, board_usb
from edge_agent.cli.client import call
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    board = commands.add_parser("board", help="the MicroPython boards that are connected to this machine")
    verbs = board.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("list", help="each board, its siren and its screen").set_defaults(run=list_boards)
    press = verbs.add_parser("press", help="press the button of a board: acknowledge, show the next alert")
    press.add_argument("name", help="the board's name, as `hearthnet board list` shows it")
    press.set_defaults(run=press_button)
    for name, add, words in (
        ("flash", board_usb.add_flash, "put our program on a board with MicroPython"),
        ("provision", board_usb.add_provision, "tell a board whom to trust, where it stands, what it speaks"),
        ("update", board_update.add_update, "send a board a new, signed version of its program"),
        ("log", board_usb.add_log, "what a board wrote, and why it crashed"),
        ("console", board_usb.add_console, "be the terminal of a board; Ctrl-] leaves"),
    ):
        epilog = board_usb.FIRMWARE_HELP if name == "flash" else None
        add(verbs.add_parser(name, help=words, epilog=epilog))


async def list_boards(args: Namespace, out: TextIO) -> None:
    boards = (await call(args.home, "board.list", {}))["boards"]
    for board in boards if isinstance(boards, list) else []:
        if board["link"] != "up":
            print(f"{printable(str(board['board']))}\tnot connected: {board['reason']}", file=out)
            continue
        print(f"{printable(str(board['board']))}\tsiren {board['siren']}", file=out)
        for row in board["screen"]:
            print(f"    {printable(str(row))}", file=out)


async def press_button(args: Namespace, out: TextIO) -> None:
    await call(args.home, "board.press", {"board": args.name})
    print(f"pressed the button of {args.name}", file=out)
