"""Wi-Fi through NetworkManager's own command. A password goes in by its standard input, never in its arguments."""

from edge_agent.console.programs import output
from edge_agent.console.reading import Json, text
from edge_agent.errors import BadRequest, Unavailable

PROFILE = "hearthnet-hotspot"
SEARCH_S, JOIN_S = 30.0, 60.0
MAX_NETWORKS = 30


async def networks(body: Json) -> Json:
    """Those in reach, the strongest first, each name once."""
    fields = ["--terse", "--escape", "yes", "--fields", "SSID,SIGNAL,SECURITY"]
    said = await _nmcli(["nmcli", *fields, "device", "wifi", "list", "--rescan", "yes"], limit_s=SEARCH_S)
    return {"networks": parsed(said)}


def parsed(said: str) -> list[dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for line in said.splitlines():
        parts = split(line)
        if len(parts) == 3 and parts[0] and parts[1].isdecimal():
            known = found.get(parts[0])
            if known is None or int(str(known["signal"])) < int(parts[1]):
                found[parts[0]] = {"ssid": parts[0], "signal": int(parts[1]), "security": parts[2]}
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


async def join(body: Json) -> Json:
    ssid, password = text(body, "ssid"), text(body, "password")
    if ssid.startswith("-") or "\n" in password:
        raise BadRequest("this name or password cannot be given to NetworkManager; join with `nmtui`")
    argv = ["nmcli", "--ask", "device", "wifi", "connect", ssid]
    await _nmcli(argv, typed=f"{password}\n" if password else "\n", limit_s=JOIN_S)
    return {"said": f"joined {ssid}"}


async def hotspot(body: Json) -> Json:
    """NetworkManager makes the password; it is shown to who stands here."""
    await _nmcli(
        ["nmcli", "device", "wifi", "hotspot", "con-name", PROFILE, "ssid", text(body, "ssid")], limit_s=JOIN_S
    )
    argv = ["nmcli", "--terse", "--show-secrets", "--get-values", "802-11-wireless-security.psk", "connection", "show",
            PROFILE]  # fmt: skip
    password = split((await _nmcli(argv)).strip())[0]
    return {"said": f"access point {text(body, 'ssid')}, password {password}"}


async def _nmcli(argv: list[str], *, typed: str = "", limit_s: float = SEARCH_S) -> str:
    code, said = await output(argv, typed=typed, limit_s=limit_s)
    if code:
        raise Unavailable(f"NetworkManager refuses: {said.strip()[-200:]}")
    return said
