"""A power chip of a T-Beam: registers on I2C."""

AXP192_AT_START = {0x01: 0x20, 0x03: 0x03, 0x12: 0x4A, 0x26: 0x44, 0x28: 0xCF, 0x78: 0xD4, 0x79: 0x0A, 0x82: 0x03}
AXP2101_AT_START = {0x00: 0x28, 0x03: 0x4A, 0x18: 0x02, 0x90: 0x05, 0x93: 0x05, 0xA4: 73}


class Registers:
    def __init__(self, registers: dict) -> None:
        self.registers = dict(registers)
        self.written = []  # (register, value)

    def write(self, data: bytes) -> None:
        self.write_to(data[0], data[1:])

    def read_from(self, register: int, count: int) -> bytes:
        return bytes([self.registers.get(register + at, 0) for at in range(count)])

    def write_to(self, register: int, data: bytes) -> None:
        for at in range(len(data)):
            self.registers[register + at] = data[at]
            self.written.append((register + at, data[at]))
