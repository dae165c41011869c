"""This terminal becomes the terminal of a board, until Ctrl-]."""

import os
import select
import sys
import termios
import tty

from edge_agent.errors import ConfigError
from edge_agent.usb.cable import Cable

LEAVE = b"\x1d"  # Ctrl-]
PIECE = 1024


def attach(line: Cable) -> None:
    """Bytes both ways; ConfigError when standard input is no terminal."""
    if not sys.stdin.isatty():
        raise ConfigError("the console needs a terminal; `hearthnet board log` tells what the board wrote")
    keys, screen = sys.stdin.fileno(), sys.stdout.fileno()
    before = termios.tcgetattr(keys)
    tty.setraw(keys, termios.TCSADRAIN)  # what was typed already is not lost
    try:
        while _pass_on(line, keys, screen):
            pass
    finally:
        termios.tcsetattr(keys, termios.TCSADRAIN, before)


def _pass_on(line: Cable, keys: int, screen: int) -> bool:
    ready, _, _ = select.select([keys, line.fileno()], [], [])
    if keys in ready:
        typed = os.read(keys, PIECE)
        typed, leave, _ = typed.partition(LEAVE)
        line.write(typed)
        if leave or not typed:
            return False
    if line.fileno() in ready:
        os.write(screen, line.read(0))
    return True
