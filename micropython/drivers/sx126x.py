"""The few commands of an SX1262 that the lora library has no call for. Data sheet: DS.SX1261-2 rev. 2.1.

They go over the same bus and pins, between two calls of the library: each is one transfer that leaves the chip in its
mode.
"""

import time

GET_IRQ_STATUS = 0x12  # 13.3.3
GET_RSSI_INST = 0x15  # 13.5.4: minus half a dBm a step
GET_PACKET_TYPE = 0x11  # 13.4.3: 0 after a start of its own, 1 is LoRa
SET_DIO_IRQ_PARAMS = 0x08  # 13.3.1
# Interrupts, table 13-29. The library reads the first four and lets DIO1 tell of three. That a header has come is only
# latched for us to ask; a header error must not be, or the library would take the next packet for damaged.
TX_DONE, RX_DONE, HEADER_VALID, CRC_ERROR, TIMEOUT = 0x0001, 0x0002, 0x0010, 0x0040, 0x0200
READY_TRIES = 100  # of 10 us; BUSY falls within 600 us after every command that we or the library give


class Chip:
    """OSError when the chip does not get ready."""

    def __init__(self, spi, select, busy) -> None:
        self._spi = spi
        self._select = select
        self._busy = busy
        self._buffer = bytearray(9)
        self._view = memoryview(self._buffer)

    def rssi_dbm(self) -> int:
        """What the receiver hears at this instant; only meaningful while it receives."""
        return -(self._transfer((GET_RSSI_INST, 0, 0))[2] // 2)

    def is_arriving(self) -> bool:
        """Whether the header of a packet was heard whose end has not come yet."""
        status = self._transfer((GET_IRQ_STATUS, 0, 0, 0))
        return bool((status[2] << 8 | status[3]) & HEADER_VALID)

    def is_lora(self) -> bool:
        """False when the chip has started anew without our asking: its settings are then gone."""
        return self._transfer((GET_PACKET_TYPE, 0, 0))[2] == 1

    def latch_headers(self) -> None:
        """To be called once after the library has set the chip up."""
        latched = TX_DONE | RX_DONE | HEADER_VALID | CRC_ERROR | TIMEOUT
        told = TX_DONE | RX_DONE | TIMEOUT
        self._transfer((SET_DIO_IRQ_PARAMS, latched >> 8, latched & 0xFF, told >> 8, told & 0xFF, 0, 0, 0, 0))

    def _transfer(self, command: tuple) -> memoryview:
        """What the chip answers, byte by byte beside the command."""
        tries = 0
        while self._busy():
            tries += 1
            if tries > READY_TRIES:
                raise OSError("the radio chip is busy for too long")
            time.sleep_us(10)
        for at in range(len(command)):
            self._buffer[at] = command[at]
        bytes_ = self._view[: len(command)]
        self._select(0)
        try:
            self._spi.write_readinto(bytes_, bytes_)
        finally:
            self._select(1)
        return bytes_
