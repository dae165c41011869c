"""The argument PORT of `hearthnet board`, and how its commands end."""

import signal
from argparse import ArgumentParser


def add_port(parser: ArgumentParser) -> None:
    parser.add_argument(
        "port", metavar="PORT", nargs="?",
        help="device such as /dev/ttyACM0, auto for the only board on USB, or the name of a board at the desk",
    )  # fmt: skip


def add_usb_port(parser: ArgumentParser) -> None:
    parser.add_argument(
        "port", metavar="PORT", nargs="?", help="device such as /dev/ttyACM0, or auto for the only board on USB"
    )


def stop_at_once() -> None:
    """Ctrl-C ends what waits for a board: these commands do one thing after the other, and block."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
