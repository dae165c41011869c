"""How the address of a radio is written. Pure."""

SIM = "sim:///path/to/ether.sock?station=NAME"
SERIAL = "serial://auto or serial:///dev/serial/by-id/NAME"
TCP = "tcp://HOST:4403"
MODEM = "modem://auto or modem:///dev/serial/by-id/NAME, and ?mhz=869.525 for another frequency than the band's middle"
