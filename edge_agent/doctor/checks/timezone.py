"""In which time zone times are shown. Pure."""

from edge_agent.doctor.finding import Finding, note, ok

NAME = "timezone"
UTC_NAMES = ("", "UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Etc/GMT", "GMT")


def judge(zone: str) -> Finding:
    """`zone` is the name that the machine has, empty when it has none."""
    if zone in UTC_NAMES:
        return note(NAME, "times are shown in UTC", "sudo timedatectl set-timezone ZONE, for example Europe/Athens")
    return ok(NAME, zone)
