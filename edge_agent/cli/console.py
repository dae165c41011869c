"""`hearthnet console`: a full-screen program for serial lines, HDMI and ssh."""

import os
import signal
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.config import load
from edge_agent.console.model import RIGHTS
from edge_agent.console.session import Options, Session
from edge_agent.errors import ConfigError

DUMB = ("", "dumb", "unknown")
UNIMPRESSED = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)  # Ctrl-C, Ctrl-\, Ctrl-Z before the terminal is raw


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    console = commands.add_parser("console", help="a full-screen program for serial lines, HDMI and ssh")
    console.add_argument("--login", action="store_true", help="for a line without a password: no end, fewer rights")
    letters = console.add_mutually_exclusive_group()
    letters.add_argument("--ascii", action="store_true", help="draw with ASCII only (default for vt terminals)")
    letters.add_argument("--utf8", action="store_true", help="draw with lines and blocks, whatever TERM says")
    console.set_defaults(run=open_console)


async def open_console(args: Namespace, out: TextIO) -> None:
    check_terminal(out)
    settings = load(args.home).console
    if args.login:
        check_login()
        harmless()
    may = frozenset(right for right in RIGHTS if not args.login or getattr(settings, right))
    ascii_only = args.ascii or (not args.utf8 and only_ascii())
    await Session(Options(args.home, may, args.login, ascii_only)).run()


def check_terminal(out: TextIO) -> None:
    """ConfigError where a full screen cannot be drawn."""
    if not (sys.stdin.isatty() and out.isatty()):
        raise ConfigError("the console needs a terminal; `hearthnet doctor` and `hearthnet status` print lines")
    if os.environ.get("TERM", "") in DUMB:
        raise ConfigError("this terminal cannot place text (TERM=dumb); use `hearthnet doctor`, or set TERM=vt100")


def check_login() -> None:
    """Who types at a line without a password must not act as root."""
    if os.geteuid() == 0:
        raise ConfigError("--login does not run as root; let the unit run it as the node's own user")


def harmless() -> None:
    """Keys that end or suspend a program do nothing; a line that hangs up still ends it."""
    for number in UNIMPRESSED:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def only_ascii() -> bool:
    """A vt100 has no UTF-8, and a locale that names another encoding has not either."""
    if os.environ.get("TERM", "").startswith("vt"):
        return True
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next((name for name in names if name), "")
    return bool(locale) and "utf" not in locale.lower()
