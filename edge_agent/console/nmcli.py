"""Wi-Fi through NetworkManager's own command. A password goes in by its standard input, never in its arguments."""

from edge_agent.console.nmcli_words import parsed, split, why
from edge_agent.console.programs import output
from edge_agent.console.reading import Json, text
from edge_agent.errors import BadRequest, Unavailable

PROFILE = "hearthnet-hotspot"
ANSWER_S, SEARCH_S = 10.0, 30.0
JOIN_S = 45  # for NetworkManager: four handshakes and an address; we wait a little longer, so that it can say why not
OFF = "Wi-Fi is switched off: run `nmcli radio wifi on`; a Raspberry Pi wants its country first (`sudo raspi-config`)"


async def networks(body: Json) -> Json:
    """Those in reach, the strongest first, each name once."""
    await _ready()
    fields = ["--terse", "--escape", "yes", "--fields", "IN-USE,SSID,SIGNAL,SECURITY"]
    return {"networks": parsed(await _nmcli([*fields, "device", "wifi", "list", "--rescan", "yes"], limit_s=SEARCH_S))}


async def join(body: Json) -> Json:
    """`hidden`: the network does not tell its name, and is called by it."""
    name, password = text(body, "ssid"), text(body, "password")
    if not name or name.startswith("-") or not name.isprintable() or "\ufffd" in name or "\n" in password:
        raise BadRequest("NetworkManager's command takes no such name or password; join with `nmtui`")
    await _ready()
    hidden = ["hidden", "yes"] if body.get("hidden") else []
    argv = ["--ask", "--wait", str(JOIN_S), "device", "wifi", "connect", name, *hidden]
    await _nmcli(argv, typed=f"{password}\n", limit_s=JOIN_S + ANSWER_S)
    return {"said": f"joined {name}"}


async def hotspot(body: Json) -> Json:
    """NetworkManager makes the password; it is shown to who stands here."""
    await _ready()
    name = text(body, "ssid")
    argv = ["--wait", str(JOIN_S), "device", "wifi", "hotspot", "con-name", PROFILE, "ssid", name]
    await _nmcli(argv, limit_s=JOIN_S + ANSWER_S)
    secret = ["--terse", "--show-secrets", "--get-values", "802-11-wireless-security.psk"]
    said = await _nmcli([*secret, "connection", "show", PROFILE])
    return {"ssid": name, "password": split(said.strip())[0], "said": f"the access point {name} is open"}


async def _ready() -> None:
    """Unavailable when there is no Wi-Fi to work with; nmcli says of a radio that is off that no name is found."""
    switches = split((await _nmcli(["--terse", "--fields", "WIFI-HW,WIFI", "radio", "all"])).strip())
    if "missing" in switches:
        raise Unavailable("this machine has no Wi-Fi, or the driver for it is missing")
    if "disabled" in switches:
        raise Unavailable(OFF)


async def _nmcli(arguments: list[str], *, typed: str = "", limit_s: float = ANSWER_S) -> str:
    code, said = await output(["nmcli", *arguments], typed=typed, limit_s=limit_s)
    if code:
        raise Unavailable(why(code, said))
    return said
