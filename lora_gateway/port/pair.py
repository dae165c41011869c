"""Two radios as one port: the second stands by, or works on a band of its own and joins the two."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import TypeVar

from lora_gateway.air.radio import Radio
from lora_gateway.errors import PortLost, Refused
from lora_gateway.port.choice import Choice
from lora_gateway.port.port import Carrier, Dropped, Packet, PhonePort, Port, PortEvent, Reception, State, Text

MAX_EVENTS = 256
MAX_REMEMBERED = 256  # packets, and phones: of which radio they came
ORDINARY_FRAME = 200  # bytes, to compare the speed of two radios

Source = tuple[int, int] | int  # a packet's sender and number, or a phone
Key = TypeVar("Key")


class Pair:
    """`bands`: each radio has a band of its own and both send; else they share one band and only one sends."""

    def __init__(self, first: Port, second: Port, *, bands: bool) -> None:
        self.url = f"{first.url} and {second.url}"
        self._ports = (first, second)
        self._bands = bands
        self._choice = Choice(monotonic())
        self._events: asyncio.Queue[PortEvent] = asyncio.Queue(MAX_EVENTS)
        self._came_by: OrderedDict[Source, int] = OrderedDict()
        self._sent: OrderedDict[bytes, int] = OrderedDict()
        self._busy = [False, False]

    @property
    def state(self) -> State:
        """Up while one of them is; the reason also tells what is wrong with the other."""
        now = monotonic()
        said = [self._trouble(number, now) for number in (0, 1)]
        return State(any(port.state.up for port in self._ports), "; ".join(filter(None, said)))

    @property
    def radio(self) -> Radio:
        if not self._bands:
            return self._ports[self._choice.active(monotonic())].radio
        radios = [port.radio for port in self._ports]
        slowest = max(radios, key=lambda radio: radio.airtime_ms(ORDINARY_FRAME))
        return replace(slowest, floods=any(radio.floods for radio in radios), joins=True)

    @property
    def takes_texts(self) -> bool:
        return any(isinstance(port, PhonePort) and port.takes_texts for port in self._ports)

    def about(self) -> Mapping[str, object]:
        return {"radios": [{"url": port.url, **port.about()} for port in self._ports]}

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number, port in enumerate(self._ports):
                group.create_task(port.run(), name=f"radio {number}")
                group.create_task(self._pass_on(number, port), name=f"events of radio {number}")

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        """The longest airtime of those that sent it; the error of the last one when none did."""
        numbers = self._targets(packet) if self._bands else [self._choice.active(monotonic())]
        done = await asyncio.gather(*(self._send(number, packet, urgent) for number in numbers))
        airtimes = [airtime_ms for airtime_ms in done if isinstance(airtime_ms, int)]
        if airtimes or not done:
            return max(airtimes, default=0)
        raise next(error for error in done if not isinstance(error, int))

    async def send_text(self, text: str, *, to: int | None, alert: bool) -> int:
        """By the radio that the phone was heard with, else by the active one."""
        number = self._choice.active(monotonic())
        port = self._ports[self._came_by.get(to, number) if to is not None else number]
        if not isinstance(port, PhonePort):
            raise Refused(f"no phones talk to {port.url}")
        return await port.send_text(text, to=to, alert=alert)

    async def events(self) -> AsyncIterator[PortEvent]:
        while True:
            yield await self._events.get()

    def _targets(self, packet: Packet) -> list[int]:
        """What came by one band goes to the other, and back to its own only if the radio there does not relay."""
        source = self._came_by.get((packet.sender, packet.number))
        return [number for number in (0, 1) if number != source or not self._ports[number].radio.floods]

    async def _send(self, number: int, packet: Packet, urgent: bool) -> int | PortLost | Refused:
        _remember(self._sent, packet.frame, number)
        try:
            return await self._ports[number].send(packet, urgent=urgent)
        except (PortLost, Refused) as error:
            return error

    async def _pass_on(self, number: int, port: Port) -> None:
        async for event in port.events():
            match event:
                case State():
                    await self._changed(number, event)
                case Reception(packet) if packet.frame in self._sent and packet.hops_left == packet.hops:
                    await self._events.put(Dropped("echo of the other radio"))
                case Reception(packet):
                    self._choice.heard(number, monotonic())
                    _remember(self._came_by, (packet.sender, packet.number), number)
                    await self._events.put(event)
                case Text(sender):
                    _remember(self._came_by, sender, number)
                    await self._events.put(event)
                case Carrier(busy):
                    self._busy[number] = busy
                    await self._events.put(Carrier(any(self._busy) if self._bands else self._busy_of_active()))
                case _ if self._bands or number == self._choice.active(monotonic()):
                    await self._events.put(event)

    async def _changed(self, number: int, state: State) -> None:
        if not state.up and number == self._choice.active(monotonic()):
            await self._events.put(state)  # what this radio took lately may never have left it
        self._choice.changed(number, state.up, monotonic())
        self._busy[number] = False
        await self._events.put(self.state)

    def _busy_of_active(self) -> bool:
        return self._busy[self._choice.active(monotonic())]

    def _trouble(self, number: int, now: float) -> str:
        port = self._ports[number]
        if not port.state.up:
            return f"{port.url}: {port.state.reason}"
        if not self._bands and self._choice.is_deaf(number, now):
            return f"{port.url} hears nothing while the other radio does; look at its antenna"
        return port.state.reason and f"{port.url}: {port.state.reason}"


def _remember(table: "OrderedDict[Key, int]", key: Key, number: int) -> None:
    table[key] = number
    table.move_to_end(key)
    if len(table) > MAX_REMEMBERED:
        table.popitem(last=False)
