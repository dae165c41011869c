"""`hearthnet doctor`: what is well and what is not, also while the agent is down."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from edge_agent.doctor.catalogue import CHECKS
from edge_agent.doctor.examine import examine
from edge_agent.doctor.finding import Finding, Verdict, exit_code


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    doctor = commands.add_parser("doctor", help="find what is wrong with this node, also while the agent is down")
    doctor.add_argument("--json", action="store_true", help="everything, as one JSON object (docs/doctor.md)")
    doctor.add_argument("--only", metavar="NAME", choices=[check.name for check in CHECKS], help="one check")
    doctor.set_defaults(run=tell)


async def tell(args: Namespace, out: TextIO) -> None:
    findings = await examine(args.home, only=args.only)
    code = exit_code(findings)
    if args.json:
        answer = {"to_do": bool(code), "findings": [asdict(finding) for finding in findings]}
        print(json.dumps(answer, ensure_ascii=False, indent=2), file=out)
    else:
        print("\n".join(lines(findings)), file=out)
    out.flush()
    if code:
        raise SystemExit(code)


def lines(findings: Sequence[Finding]) -> list[str]:
    """A line for each finding, the next step below it where there is something to do; and a sum."""
    widest = max(len(finding.name) for finding in findings)
    told: list[str] = []
    for finding in findings:
        told.append(f"{finding.verdict:8}{finding.name:{widest}}  {finding.reason}")
        if finding.next_step:
            told.append(f"{'':8}{'':{widest}}  -> {finding.next_step}")
    counts = {verdict: sum(one.verdict is verdict for one in findings) for verdict in Verdict}
    return [*told, ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)]
