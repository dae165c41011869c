"""The parts of a board that its file in boards/ provides, as the behaviour sees them.

radio      heard() -> payloads; lost() -> how many had no room; is_busy(); await send(payload) -> whether it was sent
button     presses() -> how many since
display    show(lines)
siren      sound(pattern): "off", "severe" or "extreme", again and again until it changes
flash      read(name) -> bytes or None; write(name, data), whole or not at all
clock      uptime_ms(), which never goes back; utc() in seconds, 0 when it does not know
line       requests() -> lines as bytes; say(state), a dict for docs/protocol/board-console.md
log        note(text)
random_ms  random_ms(low, high)
wait       await wait(ms): until then, or until radio, button or line have news
"""

from collections import namedtuple

Hardware = namedtuple(
    "Hardware", ("radio", "button", "display", "siren", "flash", "clock", "line", "log", "random_ms", "wait")
)
