"""What nmcli prints, read: its terse lines, and what its refusals mean for who stands here. Pure."""

NOT_RUNNING = 8  # nmcli(1), EXIT STATUS
MAX_NETWORKS = 30
LONGEST = 200  # characters of a refusal that is told as it is
# A wrong password is reported as none: NetworkManager asks for another one, and nobody answers.
MEANINGS = {
    "Secrets were required": "the password is not right",
    "psk: property is invalid": "a Wi-Fi password has 8 to 63 characters",
    "No network with SSID": "no network of this name is in reach; one that hides its name is joined with n",
    "could not be found": "the network is not in reach any more; search again",
    "Not authorized": "this user may not change networks; run `sudo usermod -aG netdev USER`, then log in again",
    "No Wi-Fi device found": "this machine has no Wi-Fi that NetworkManager may use",
    "Timeout": "it took too long; the network may be too weak here, try again nearer to it",
}


def parsed(said: str) -> list[dict[str, object]]:
    """The networks of `device wifi list`, each name once with its strongest station."""
    found: dict[str, dict[str, object]] = {}
    for line in said.splitlines():
        match split(line):
            case [used, ssid, signal, security] if ssid and signal.isdecimal():
                known = found.get(ssid, {})
                joined = bool(known.get("joined")) or used == "*"
                strongest = max(int(str(known.get("signal", 0))), int(signal))
                found[ssid] = {"ssid": ssid, "signal": strongest, "security": security, "joined": joined}
    return sorted(found.values(), key=lambda one: -int(str(one["signal"])))[:MAX_NETWORKS]


def split(line: str) -> list[str]:
    """The fields of a terse line: a colon in a field is escaped."""
    parts, escaped = [""], False
    for char in line:
        if not escaped and char == "\\":
            escaped = True
        elif not escaped and char == ":":
            parts.append("")
        else:
            parts[-1] += char
            escaped = False
    return parts


def why(code: int, said: str) -> str:
    """A refusal in words. Only what nmcli calls an error is told: a prompt before it may hold what was typed."""
    if code == NOT_RUNNING:
        return "NetworkManager does not run; start it with `sudo systemctl start NetworkManager`"
    _, found, error = said.rpartition("Error: ")
    if not found:
        return f"NetworkManager refuses, and does not say why (nmcli exit status {code})"
    meaning = next((meaning for words, meaning in MEANINGS.items() if words in error), "")
    return meaning or f"NetworkManager refuses: {error.strip()[:LONGEST]}"
