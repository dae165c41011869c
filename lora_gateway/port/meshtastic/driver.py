"""`serial://` and `tcp://`: a Meshtastic radio as a port. docs/radio.md."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

from lora_gateway.air.radio import Radio
from lora_gateway.errors import PortLost, ungrouped
from lora_gateway.port.meshtastic.backlog import Backlog
from lora_gateway.port.meshtastic.health import Patience, Pauses
from lora_gateway.port.meshtastic.queue import Outcome
from lora_gateway.port.meshtastic.session import HangUp, Output, Session
from lora_gateway.port.meshtastic.session_facts import Facts, about
from lora_gateway.port.meshtastic.session_handshake import Random
from lora_gateway.port.port import Load, Packet, PortEvent, State
from lora_gateway.port.transport import Transport

log = logging.getLogger(__name__)

USUAL = Pauses()
GOODBYE_S = 0.5  # the radio closes 0.1 s after it was told
CLOSED = "the radio closed the connection: it restarts, or another program connected to it"
OWNED = "another program owns this radio: it takes the connection each time; stop it, or give this node its own radio"


class MeshtasticPort:
    def __init__(self, url: str, transport: Transport, random: Random, pauses: Pauses = USUAL) -> None:
        self.url = url
        self.state = State(False, "not connected yet")
        self._transport = transport
        self._session = Session(random)
        self._patience = Patience(pauses)
        self._events = Backlog()
        self._told = self.state, self.radio
        self._load: Load | None = None
        self._wake = asyncio.Event()
        self._results: dict[int, asyncio.Future[None]] = {}

    @property
    def radio(self) -> Radio:
        return self._session.radio

    @property
    def facts(self) -> Facts | None:
        """What the radio told of itself, None until it has; kept while it is away."""
        return self._session.facts

    @property
    def takes_texts(self) -> bool:
        return self._session.is_ready

    def about(self) -> dict[str, object]:
        return about(self.facts, self._load) if self.facts else {}

    async def run(self) -> None:
        while True:
            pause_s, reason = await self._visit()
            self._load = None
            self._session.closed(reason)
            self._carry_out(self._session.take())
            await asyncio.sleep(pause_s)

    async def send(self, packet: Packet, *, urgent: bool) -> int:
        await self._sent(self._session.send(packet, urgent=urgent, now=_now()))
        return self.radio.airtime_ms(len(packet.frame))

    async def send_text(self, text: str, *, to: int | None, alert: bool) -> int:
        await self._sent(self._session.send_text(text, to=to, alert=alert, now=_now()))
        return self.radio.airtime_ms(len(text.encode()))

    async def events(self) -> AsyncIterator[PortEvent]:
        while True:
            yield await self._events.get()

    async def _sent(self, id: int) -> None:
        """Wait for what the radio says of this packet; the session gives up in time."""
        self._results[id] = asyncio.get_running_loop().create_future()
        self._wake.set()
        try:
            await self._results[id]
        finally:
            del self._results[id]

    async def _visit(self) -> tuple[float, str]:
        """One connection: seconds to wait after it, and why it ended."""
        try:
            await self._transport.open()
        except PortLost as error:
            return self._patience.refused(), str(error)
        began = _now()
        self._session.opened(began)
        try:
            with ungrouped():
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._read(), name="read")
                    group.create_task(self._step(), name="step")
            raise AssertionError("both tasks end with an error")
        except Closed:
            pause_s = self._patience.closed(_now() - began)
            return pause_s, OWNED if self._patience.evicted else CLOSED
        except PortLost as error:
            return self._patience.broke(), str(error)
        except asyncio.CancelledError:
            await self._leave()
            raise
        finally:
            await self._transport.close()

    async def _read(self) -> None:
        while data := await self._transport.read():
            self._session.receive(data, _now())
            self._carry_out(self._session.take())
            self._wake.set()
        raise Closed(CLOSED)

    async def _step(self) -> None:
        """Does what the session wants at its time, or earlier when somebody sends."""
        while True:
            self._wake.clear()
            self._session.step(_now())
            self._carry_out(self._session.take())
            with suppress(TimeoutError):
                async with asyncio.timeout(self._session.next_s(_now())):
                    await self._wake.wait()

    def _carry_out(self, outputs: list[Output]) -> None:
        """What breaks the connection comes last, so that everything else is done."""
        for output in outputs:
            match output:
                case State():
                    self._change(output)
                case Outcome(id, error):
                    self._resolve(id, error)
                case bytes() | HangUp():
                    pass
                case _:
                    self._load = output if isinstance(output, Load) else self._load
                    self._events.put(output)
        for output in outputs:
            if isinstance(output, bytes):
                self._transport.write(output)
            elif isinstance(output, HangUp):
                raise PortLost(output.reason)

    def _resolve(self, id: int, error: Exception | None) -> None:
        result = self._results.get(id)
        if result is None or result.done():  # nobody waits any more
            return
        if error is None:
            result.set_result(None)
        else:
            result.set_exception(error)

    def _change(self, state: State) -> None:
        """Told again when the radio itself has changed: whoever sends counts its airtime."""
        if (state, self.radio) != self._told:
            self._told = state, self.radio
            self.state = state
            log.info("radio %s is %s", self.url, "up" if state.up else f"down: {state.reason}")
            for warning in self.facts.warnings if self.facts and state.up else ():
                log.warning("radio %s: %s", self.url, warning)
            self._events.put(state)

    async def _leave(self) -> None:
        """Tell the radio, so that it keeps what it hears for the next client; it closes then."""
        with suppress(PortLost, TimeoutError):
            self._transport.write(self._session.goodbye())
            async with asyncio.timeout(GOODBYE_S):
                while await self._transport.read():
                    continue


class Closed(PortLost):
    """By the other end."""


def _now() -> float:
    return asyncio.get_running_loop().time()
