"""The power chip of a LilyGO T-Beam: switches the radio on, the satellite receiver off, and knows the battery.

AXP192 (T-Beam v1.1) or AXP2101 (v1.2), both at address 0x34. Read in Xinyuan-LilyGO/LilyGo-LoRa-Series: registers in
lib/XPowersLib/src (REG/AXP192Constants.h, XPowersAXP192.tpp, and the same of the AXP2101; commit 380d2ed), which
output feeds what in examples/TBeamFactory/LoRaBoards.cpp (c2196cf). What feeds the ESP32 is never touched: DCDC3 of
the AXP192, DCDC1 of the AXP2101.
"""

from drivers import battery

ADDRESS = 0x34
CHIP_ID = 0x03  # register
AXP192, AXP2101 = 0x03, 0x4A  # its value
# What has to be set, as (register, bits that are cleared, bits that are set), in this order.
SETUP = {
    AXP192: (
        (0x28, 0xF0, 0xF0),  # LDO2, the radio: 3.3 V
        (0x26, 0x7F, 0x68),  # DCDC1, the screen: 3.3 V
        (0x12, 0x08, 0x05),  # LDO3, the satellite receiver, off; LDO2 and DCDC1 on
        (0x82, 0x00, 0x80),  # measure the battery's voltage
    ),
    AXP2101: (
        (0x93, 0x1F, 0x1C),  # ALDO2, the radio: 3.3 V
        (0x90, 0x04, 0x02),  # ALDO3, the satellite receiver, off; ALDO2 on
        (0x18, 0x00, 0x08),  # the gauge
    ),
}


class PowerChip:
    """`fault` says when it could not be set up: the board then has no radio, and a console all the same."""

    def __init__(self, i2c) -> None:
        self._i2c = i2c
        self.kind = 0
        self.fault = ""
        self._try()

    def percent(self) -> int | None:
        """`battery` of node.hardware."""
        if self.fault:
            self._try()
        try:
            return None if self.fault else self._percent()
        except OSError:
            return None

    def _try(self) -> None:
        try:
            self._set_up()
            self.fault = ""
        except OSError as error:
            self.fault = "power chip: %s; the radio has no supply" % error

    def _set_up(self) -> None:
        self.kind = self._read(CHIP_ID)
        if self.kind not in SETUP:
            raise OSError("0x%02x is neither an AXP192 nor an AXP2101" % self.kind)
        for register, clear, bits in SETUP[self.kind]:
            self._write(register, self._read(register) & ~clear & 0xFF | bits)

    def _percent(self) -> int | None:
        if self.kind == AXP2101:
            found = self._read(0xA4) if self._read(0x00) & 0x08 else None
            return found if found is None or found <= 100 else None
        if not self._read(0x01) & 0x20:
            return None
        return battery.percent((self._read(0x78) << 4 | self._read(0x79) & 0x0F) * 11 // 10)  # 1.1 mV a step

    def _read(self, register: int) -> int:
        return self._i2c.readfrom_mem(ADDRESS, register, 1)[0]

    def _write(self, register: int, value: int) -> None:
        self._i2c.writeto_mem(ADDRESS, register, bytes((value,)))
