"""`hearthnet log show|verify|stats|rebuild`: the event log of this node, running or not."""

import asyncio
import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from contextlib import closing
from pathlib import Path
from typing import TextIO

from edge_agent.cli.client import call, is_running
from edge_agent.clock import utc_s
from edge_agent.errors import ConfigError
from edge_agent.events import rows
from edge_agent.events.audit import audit, stats
from edge_agent.events.backup import LOG
from edge_agent.events.database import disk_errors, open_reader
from edge_agent.identity.community import load_identity, open_log
from edge_agent.identity.keys import verify
from edge_agent.records import VERIFIED, Record, record

SHOWN = 20  # events, unless asked for more


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    log = commands.add_parser("log", help="the events of this node")
    verbs = log.add_subparsers(required=True, metavar="VERB")
    show = verbs.add_parser("show", help="list events: row, name, lamport, time, kind, body")
    show.add_argument("--after", type=int, metavar="ROW", help="start behind this row (default: the newest events)")
    show.add_argument("--limit", type=int, default=SHOWN, help="at most so many (default: %(default)s)")
    show.set_defaults(run=show_events)
    check = verbs.add_parser("verify", help="check the file and every signature; exit status 1 when something is wrong")
    check.set_defaults(run=verify_log)
    verbs.add_parser("stats", help="count what is in the log").set_defaults(run=show_stats)
    verbs.add_parser("rebuild", help="fold every view again from the events").set_defaults(run=rebuild)


async def show_events(args: Namespace, out: TextIO) -> None:
    with disk_errors(_log(args.home)), closing(open_reader(_log(args.home))) as db:
        after = rows.tail(db).row - args.limit if args.after is None else args.after
        for row, event in rows.page(db, after, args.limit):
            body = json.dumps(event.body, default=_readable, ensure_ascii=True)
            print(row, rows.name(event), event.lamport, event.time, event.kind, body, sep="\t", file=out)


async def verify_log(args: Namespace, out: TextIO) -> None:
    report = await asyncio.to_thread(audit, _log(args.home), verify)
    record(args.home, VERIFIED, Record(utc_s(), faults=len(report.faults)))
    for name in report.forks:
        print(f"fork\t{name}: its author signed two events of this name", file=out)
    for fault in report.faults:
        print(f"fault\t{fault}", file=out)
    if report.faults:
        raise ConfigError(f"{_log(args.home)} is damaged; move it away and `hearthnet restore` the newest backup")
    print(f"every signature is right; events: {report.events}", file=out)


async def show_stats(args: Namespace, out: TextIO) -> None:
    with disk_errors(_log(args.home)), closing(open_reader(_log(args.home))) as db:
        for what, value in stats(db).as_json().items():
            print(what, json.dumps(value) if isinstance(value, dict) else value, sep="\t", file=out)


async def rebuild(args: Namespace, out: TextIO) -> None:
    if is_running(args.home):
        answer = await call(args.home, "log.rebuild", {})
        print("folded again:", json.dumps(answer["views"]), file=out)
        return
    store = await open_log(args.home, load_identity(args.home))
    try:
        await store.local(lambda db: db.execute("DELETE FROM view"))
    finally:
        await store.close()
    print("every view is folded again at the next start", file=out)


def _log(home: Path) -> Path:
    if not (home / LOG).exists():
        raise ConfigError(f"there is no node in {home}; make one with `hearthnet init`")
    return home / LOG


def _readable(value: object) -> str:
    """Bytes of a body as hex; JSON has every other type of ours."""
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no JSON form for {type(value).__name__}")
