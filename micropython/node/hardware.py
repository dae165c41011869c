"""The parts of a board that its file in boards/ provides, as the behaviour sees them.

radio         heard() -> payloads; lost() -> how many had no room; is_busy(); await send(payload) -> whether it was;
              tune(settings), a meshwire.modem.Settings, -> whether it took them: a chip is silent before; signals() ->
              (RSSI in dBm, SNR in dB) of each payload that heard() gave last, for node/modem.py
button        presses() -> SHORT or LONG, one for each since
display       show(lines), dark without any; can_show(language) -> whether it has the letters, where that may be in
              doubt
siren         sound(pattern): "off", "severe", "extreme" or "local", again and again until it changes
flash         read(name) -> bytes or None; write(name, data), whole or not at all
clock         uptime_ms(), which never goes back; utc() in seconds, 0 when it does not know
line          typed() -> at most 256 bytes that came on the USB line since; write(data) -> how many of them it took, at
              once, 0 while nobody reads; requests() -> [(reader, line)] of machines that are connected apart from it;
              answer(reader, text) to one of those, say(state) to all. A board with a USB line and no more takes
              node.line.SerialLine. docs/protocol/board-console.md
log           note(text)
random_ms     random_ms(low, high)
wait          await wait(ms): until then, or until radio, button or line have news
random_bytes  random_bytes(count) of the chip's entropy source, good enough for keys
battery       battery() -> percent, or None: on mains, or it cannot be measured
sensors       {name: read() -> number in the unit of node/sensors.py, or None: it does not answer}
feed          feed() tells the hardware watchdog that the program goes on; without it the board starts anew
reboot        reboot(), which does not return on a chip
"""

from collections import namedtuple

SHORT, LONG = "short", "long"

Hardware = namedtuple(
    "Hardware",
    (
        "radio", "button", "display", "siren", "flash", "clock", "line", "log", "random_ms", "wait",
        "random_bytes", "battery", "sensors", "feed", "reboot",
    ),
)  # fmt: skip
