"""`hearthnet alert`: issue, list, show, cancel, acknowledge, export, and what an alert costs on the air."""

import base64
import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TextIO

from edge_agent.alerts.encode import encode_report, lines
from edge_agent.cli.alert_text import full, issued, summary
from edge_agent.cli.client import call
from edge_agent.errors import BadRequest, ConfigError
from meshwire import registry, vocabulary

MAX_INPUT = 256_000  # bytes, as edge_agent.alerts.cap_xml; read no more than needed to know that it is too much
ANSWERS = ("received", "acting", "need help", "standing down", "mistaken")
FIELDS = ("event", "severity", "urgency", "certainty", "category", "status", "headline")


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    alert = commands.add_parser("alert", help="civil-defence alerts: issue, read, cancel, acknowledge, export")
    verbs = alert.add_subparsers(required=True, metavar="VERB")
    _add_issue(verbs)
    listing = verbs.add_parser("list", help="the alerts in force")
    listing.add_argument("--all", action="store_true", help="also those that are over, and why")
    listing.add_argument("--json", action="store_true", help="as one JSON object")
    listing.set_defaults(run=list_alerts)
    show = verbs.add_parser("show", help="one alert in full")
    show.set_defaults(run=show_alert)
    cancel = verbs.add_parser("cancel", help="end an alert everywhere")
    cancel.set_defaults(run=cancel_alert)
    ack = verbs.add_parser("ack", help="answer an alert")
    ack.set_defaults(run=acknowledge)
    export = verbs.add_parser("export", help="print an alert as CAP 1.2")
    export.set_defaults(run=export_alert)
    for verb in (show, cancel, ack, export):
        verb.add_argument("id", help="as `hearthnet alert list` prints it, for example 4f2a91c0-7")
    cancel.add_argument("--reason", default="", help="becomes the headline of the cancellation")
    ack.add_argument("--answer", choices=ANSWERS, default=ANSWERS[0], help="default: %(default)s")
    ack.add_argument("--note", default="", help="at most 280 characters")
    export.add_argument("--original", action="store_true", help="the very bytes of the document it was made from")
    for verb in (listing, show):
        verb.add_argument("--language", default="en", help="of event names and instructions (default: %(default)s)")
    encode = verbs.add_parser("encode", help="what a CAP document costs on the air; needs no node, sends nothing")
    encode.add_argument("--cap", required=True, metavar="FILE", help="a CAP document, - for standard input")
    encode.add_argument("--json", action="store_true", help="as one JSON object")
    encode.add_argument("--language", default="en", help="preferred in a document of several (default: %(default)s)")
    encode.set_defaults(run=encode_alert)
    verbs.add_parser("words", help="the events and instructions that the registry knows").set_defaults(run=list_words)


def _add_issue(verbs: "_SubParsersAction[ArgumentParser]") -> None:
    issue = verbs.add_parser("issue", help="sign and send an alert, from a CAP document or from fields")
    issue.add_argument("--cap", metavar="FILE", help="a CAP 1.2 or 1.1 document, - for standard input")
    issue.add_argument("--retime", action="store_true", help="move the times of the document so that it is sent now")
    issue.add_argument("--exercise", action="store_true", help="send it as an exercise, whatever the document says")
    issue.add_argument("--event", help="`hearthnet alert words` lists them")
    issue.add_argument("--headline", help="the only free text that goes over the radio")
    for name, table in (("severity", registry.SEVERITIES), ("urgency", registry.URGENCIES),
                        ("certainty", registry.CERTAINTIES), ("category", registry.CATEGORIES)):  # fmt: skip
        issue.add_argument(f"--{name}", choices=table)
    issue.add_argument("--status", choices=("Actual", "Exercise", "Test"))
    issue.add_argument("--language", help="of the headline; of a document that has several, the one to take")
    issue.add_argument("--instruction", action="append", metavar="WORD", help="may be given several times")
    issue.add_argument(
        "--area",
        metavar="SCHEME:CODE,...",
        help="geocodes, for example AGS:05154036",
    )
    issue.add_argument("--polygon", metavar="'LAT,LON LAT,LON ...'", help="corners in degrees, at least three")
    issue.add_argument("--circle", metavar="LAT,LON,RADIUS", help="for example 51.75,6.15,10km")
    issue.add_argument("--minutes", type=int, help="how long it is in force (default: a day)")
    issue.add_argument("--preview", action="store_true", help="show what would be sent; send nothing")
    issue.add_argument("--json", action="store_true", help="as one JSON object")
    issue.set_defaults(run=issue_alert)


async def issue_alert(args: Namespace, out: TextIO) -> None:
    name = "civdef.alert.preview" if args.preview else "civdef.alert.issue"
    answer = await call(args.home, name, _request(args))
    print(_json(answer) if args.json else issued(answer), file=out)


def _request(args: Namespace) -> dict[str, object]:
    """The body of civdef.alert.issue; BadRequest when a document and fields are mixed."""
    fields: dict[str, object] = {name: value for name in FIELDS if (value := getattr(args, name))}
    if args.instruction:
        fields["instructions"] = args.instruction
    if args.minutes is not None:
        fields["lifetime_min"] = args.minutes
    if bool(args.cap) == bool(fields):
        raise BadRequest("give either --cap FILE or fields such as --event and --headline, not both")
    both = {name: value for name in ("area", "polygon", "circle", "language") if (value := getattr(args, name))}
    if not args.cap:
        return {"fields": {**fields, **both, **({"status": "Exercise"} if args.exercise else {})}}
    document = base64.b64encode(read_document(args.cap)).decode()
    status = {"status_override": "Exercise"} if args.exercise else {}
    return {"cap_base64": document, "retime": args.retime, **both, **status}


async def list_alerts(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "civdef.alert.list", {"all": args.all, "language": args.language})
    if args.json:
        print(_json(answer), file=out)
        return
    alerts = answer["alerts"]
    assert isinstance(alerts, list)
    for alert in alerts:
        print(summary(alert), file=out)
    if not alerts:
        print("no alert is in force" if not args.all else "no alert is known", file=out)


async def show_alert(args: Namespace, out: TextIO) -> None:
    print(full(await call(args.home, "civdef.alert.get", {"id": args.id, "language": args.language})), file=out)


async def cancel_alert(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "civdef.alert.cancel", {"id": args.id, "reason": args.reason})
    print(f"{args.id} is cancelled by {answer['id']}", file=out)


async def acknowledge(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "civdef.alert.ack", {"id": args.id, "answer": args.answer, "note": args.note})
    print(f"{answer['id']}: {answer['answer']}", file=out)


async def export_alert(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "civdef.alert.export", {"id": args.id, "original": args.original})
    if args.original:
        out.flush()
        out.buffer.write(base64.b64decode(str(answer["cap_base64"])))
    else:
        print(answer["cap"], end="", file=out)


async def encode_alert(args: Namespace, out: TextIO) -> None:
    report = dict(encode_report(read_document(args.cap), prefer_language=args.language))
    print(_json(report) if args.json else "\n".join(lines(report)), file=out)


async def list_words(args: Namespace, out: TextIO) -> None:
    print("events:", *vocabulary.EVENTS, sep="\n  ", file=out)
    print("instructions:", *vocabulary.INSTRUCTIONS[1:], sep="\n  ", file=out)


def read_document(name: str) -> bytes:
    """A file or standard input; BadRequest when it is too large, ConfigError when it cannot be read."""
    try:
        data = sys.stdin.buffer.read(MAX_INPUT + 1) if name == "-" else _start(Path(name))
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {error.strerror}") from None
    if len(data) > MAX_INPUT:
        where = "standard input" if name == "-" else name
        raise BadRequest(f"{where} has more than {MAX_INPUT} bytes; no CAP document that fits a node is that large")
    return data


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_INPUT + 1)


def _json(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=2)
