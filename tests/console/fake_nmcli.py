"""A stand-in for NetworkManager's nmcli 1.42, for a PATH: its options, terse lines, messages and exit codes.

What is on the air and in NetworkManager is the file `air.json` beside it; every call is added to `calls.jsonl`, with
the command line as `ps` shows it. The sources are nmcli(1) and what nmcli prints on Debian 12; no line of it is copied.
"""

import json
import sys
from pathlib import Path

HERE = Path(sys.argv[0]).parent
OK, UNKNOWN, INPUT, TIMEOUT, ACTIVATION, NOT_RUNNING, NOT_FOUND = 0, 1, 2, 3, 4, 8, 10
TAKES = {"--escape": "-e", "--fields": "-f", "--get-values": "-g", "--wait": "-w"}
FLAGS = {"--terse": "-t", "--ask": "-a", "--show-secrets": "-s"}


class Ended(Exception):
    def __init__(self, code, said=""):
        super().__init__(said)
        self.code = code


def main(argv):
    air = json.loads((HERE / "air.json").read_text())
    with (HERE / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps(Path("/proc/self/cmdline").read_bytes().decode().split("\0")) + "\n")
    try:
        options, words = options_of(argv)
        if not air["running"]:
            raise Ended(NOT_RUNNING, "NetworkManager is not running.")
        command(air, options, words)
    except Ended as end:
        sys.stderr.write(f"Error: {end}\n" if str(end) else "")
        sys.exit(end.code)
    finally:
        (HERE / "air.json").write_text(json.dumps(air))


def options_of(argv):
    options, words = {}, list(argv)
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word in TAKES:
            options[TAKES[word]] = words.pop(0)
        elif word in FLAGS:
            options[FLAGS[word]] = True
        else:
            raise Ended(INPUT, f"Option '{word}' is unknown, try 'nmcli -help'.")
    return options, words


def command(air, options, words):
    match words:
        case ["radio", "all"]:
            rows(options, [{"WIFI-HW": air["hardware"], "WIFI": air["wifi"], "WWAN-HW": "missing", "WWAN": "enabled"}])
        case ["device", "wifi", "list", "--rescan", "yes"]:
            rows(options, [station(air, one) for one in in_reach(air)])
        case ["device", "wifi", "connect", name, *more] if more in ([], ["hidden", "yes"]):
            connect(air, options, name, hidden=bool(more))
        case ["device", "wifi", "hotspot", "con-name", profile, "ssid", name]:
            hotspot(air, profile, name)
        case ["connection", "show", profile]:
            if profile not in air["profiles"]:
                raise Ended(NOT_FOUND, f"{profile} - no such connection profile.")
            shown = {"802-11-wireless-security.psk": air["profiles"][profile] if "-s" in options else "<hidden>"}
            rows({**options, "-f": options["-g"]}, [shown])
        case _:
            raise Ended(INPUT, f"argument '{words[-1]}' not understood. Try passing --help instead.")


def rows(options, table):
    """In terse lines: colons and backslashes inside a field are escaped."""
    assert options.get("-t"), "only the terse form is spoken here"
    for row in table:
        fields = [row[name].replace("\\", "\\\\").replace(":", "\\:") for name in options["-f"].split(",")]
        sys.stdout.write(":".join(fields) + "\n")


def in_reach(air):
    return [one for one in air["stations"] if (air["wifi"], air["hardware"]) == ("enabled", "enabled")]


def station(air, one):
    told = "" if one.get("hidden") else one["ssid"]
    used = "*" if air["joined"] == one["ssid"] else " "
    return {"IN-USE": used, "SSID": told, "SIGNAL": str(one["signal"]), "SECURITY": one["security"]}


def connect(air, options, name, *, hidden):
    if air["hardware"] == "missing":
        raise Ended(UNKNOWN, "No Wi-Fi device found.")
    found = [one for one in in_reach(air) if one["ssid"] == name and (hidden or not one.get("hidden"))]
    if not found:
        raise Ended(NOT_FOUND, f"No network with SSID '{name}' found.")
    password = asked("Password: ") if found[0]["security"] and "-a" in options else ""
    if not air["allowed"]:
        raise Ended(UNKNOWN, "Failed to add/activate new connection: Not authorized to control networking.")
    if found[0]["security"] and not 8 <= len(password) <= 64:
        words = "802-11-wireless-security.psk: property is invalid"
        raise Ended(UNKNOWN, f"Failed to add/activate new connection: {words}")
    if found[0].get("weak"):
        raise Ended(TIMEOUT, f"Timeout {options['-w']} sec expired.")
    while found[0]["security"] and password != found[0]["password"]:
        sys.stdout.write(f"Passwords or encryption keys are required to access the wireless network '{name}'.\n")
        password = asked("Password (802-11-wireless-security.psk): ")
        if not password:
            raise Ended(ACTIVATION, "Connection activation failed: Secrets were required, but not provided.")
    air["joined"] = name
    sys.stdout.write("Device 'wlan0' successfully activated with '0b5f4d52-7c2f-4a0e-9d0c-2f1f5d3c8a11'.\n")


def asked(prompt):
    sys.stdout.write(prompt)
    line = sys.stdin.readline()
    sys.stdout.write("\n")
    return line.removesuffix("\n")


def hotspot(air, profile, name):
    if not 1 <= len(name.encode()) <= 32:
        raise Ended(INPUT, "802-11-wireless.ssid: SSID length is out of range <1-32> bytes.")
    if air["hardware"] == "missing":
        raise Ended(UNKNOWN, "No Wi-Fi device found.")
    air["profiles"][profile] = "wbX7:gTq2"  # nmcli makes letters and digits; a colon shows that it is read back rightly
    air["joined"] = name
    sys.stdout.write("Device 'wlan0' successfully activated with '5a3e1c0f-8f0a-4f5f-b1f4-7a1d43a6a9d2'.\n")


main(sys.argv[1:])
