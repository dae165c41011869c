"""Seconds from the return of a radio that was away to our next frame on the air, with alerts waiting for it.

The gateway's forwarder and its Meshtastic driver, with the pauses that they really make, and fake radios that take the
time that real ones take. An alert is in the radio's hands when it goes away; the alerts of a trial must all be sent.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

from bench.airsim.community import Signer, as_frame
from bench.airsim.memory import database
from bench.report import figure, write
from lora_gateway.air.forwarder import Forwarder
from lora_gateway.air.priority import Priority
from lora_gateway.app import make_station
from lora_gateway.config import Settings as Gateway
from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from lora_gateway.port.schemes import open_port
from lora_gateway.store.store import Store
from meshwire import event
from meshwire.radio_key import CHANNEL_NAME
from tests.sim.meshtastic.air import OnAir
from tests.sim.meshtastic.device import Device, village
from tests.sim.meshtastic.settings import PRIMARY, Settings

GOAL_S = 30.0
TRIALS = 5  # of each kind, at once
BEFORE, AFTER = 3, 2  # alerts that are given before and while the radio is away
AWAY_S = (0.5, 12.0)
VISIT_S = 4.0  # of another program, as long as `meshtastic --info` takes
LIMIT_S = 150.0
OURS = ChannelSettings(name=CHANNEL_NAME, psk=bytes(range(32)))
Mishap = Callable[[Device, float], Coroutine[object, object, None]]  # done when the radio is back


async def reboot(device: Device, away_s: float) -> None:
    device.down_ms = int(away_s * 1000)
    device.reboot()
    await device.back.wait()


async def cable_out(device: Device, away_s: float) -> None:
    """In the middle of a frame, for some time."""
    device.chunk = 1
    device.phone.tell_metrics(3.0)
    await asyncio.sleep(0.1)
    await device.stop()
    await asyncio.sleep(away_s)
    device.chunk = 0
    await device.start()


async def broken_connection(device: Device, away_s: float) -> None:
    device.unplug()


async def frozen(device: Device, away_s: float) -> None:
    """It takes what comes and says nothing, until it is asked anew."""
    device.freeze()


async def other_client(device: Device, away_s: float) -> None:
    """The radio serves the newcomer."""
    _, writer = await asyncio.open_connection("127.0.0.1", device.port)
    await asyncio.sleep(VISIT_S)
    writer.close()


MISHAPS: dict[str, Mishap] = {
    "reboot": reboot, "cable_out": cable_out, "broken_connection": broken_connection, "frozen": frozen,
    "other_client": other_client,
}  # fmt: skip


def alerts(seed: int) -> list[bytes]:
    author = Signer(f"office {seed}")
    return [
        as_frame(author.sign(event.CIVDEF, event.ALERT, {0: number, 8: bytes(60)})) for number in range(BEFORE + AFTER)
    ]


@asynccontextmanager
async def at_work(device: Device) -> AsyncIterator[Forwarder]:
    port = open_port(f"tcp://127.0.0.1:{device.port}", Path(), preset="LongFast", region="EU_868")
    station = make_station(Gateway(), port.radio)
    forwarder = Forwarder(station, Store(database()), port, relay=False)
    await forwarder.resume()
    task = asyncio.create_task(forwarder.run())
    try:
        await until(lambda: port.state.up)
        yield forwarder
    finally:
        task.cancel()
        await asyncio.wait([task])


async def trial(mishap: Mishap, seed: int) -> tuple[float, float]:
    """Seconds from the radio's return to the next frame that it is given and sends, and until all were sent."""
    chance = random.Random(seed)
    loop = asyncio.get_running_loop()
    frames = alerts(seed)
    async with village(Settings(0x10, channels=(PRIMARY, OURS)), Settings(0x11), seed=seed) as (device, _):
        device.air.only()  # nobody confirms
        async with at_work(device) as forwarder:
            await offer(forwarder, frames[:BEFORE])
            await until(lambda: bool(device.phone.received))
            await asyncio.sleep(chance.uniform(0.0, 0.4))  # in its queue, or on the air
            returned = asyncio.create_task(mishap(device, chance.uniform(*AWAY_S)))
            await offer(forwarder, frames[BEFORE:])
            await returned
            back, known = loop.time(), {packet.id for packet in device.phone.received}
            await until(lambda: any(packet.id not in known for packet in on_air(device)))
            first_s = loop.time() - back
            await until(lambda: all(any(frame[7:] in packet.data for packet in on_air(device)) for frame in frames))
    return first_s, loop.time() - back


async def offer(forwarder: Forwarder, frames: list[bytes]) -> None:
    for frame in frames:
        await forwarder.submit(frame, frame, Priority.ALERT, 0)


def on_air(device: Device) -> list[OnAir]:
    return [packet for _, _, packet in device.air.sent]


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not claim():  # noqa: ASYNC110  # the radio's list is watched
            await asyncio.sleep(0.01)


async def measure() -> dict[str, list[tuple[float, float]]]:
    found = await asyncio.gather(*(trial(mishap, seed) for mishap in MISHAPS.values() for seed in range(TRIALS)))
    return {name: found[at * TRIALS : (at + 1) * TRIALS] for at, name in enumerate(MISHAPS)}


def main() -> None:
    found = asyncio.run(measure())
    worst = {name: max(first_s for first_s, _ in trials) for name, trials in found.items()}
    all_s = max(last_s for trials in found.values() for _, last_s in trials)
    kinds = [figure(f"air.recovery_s.{name}", seconds, "s", "lower") for name, seconds in worst.items()]
    total = figure("air.recovery_s", max(worst.values()), "s", "lower", goal=GOAL_S)
    write("air", [total, *kinds, figure(f"air.recovery_s.all_{BEFORE + AFTER}_alerts", all_s, "s", "lower")])


if __name__ == "__main__":
    main()
