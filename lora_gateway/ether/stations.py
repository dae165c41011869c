"""The connections of the stations that are on the air, by name."""

import asyncio
import logging
from collections.abc import Iterable

from lora_gateway.ether import wire
from lora_gateway.ether.channel import Carrier, Done, Notice, Received

log = logging.getLogger(__name__)

MAX_UNREAD = 65536  # bytes a station leaves unread before it is put off the air


class Stations:
    def __init__(self) -> None:
        self._writers: dict[str, asyncio.StreamWriter] = {}

    def add(self, name: str, writer: asyncio.StreamWriter) -> bool:
        """Whether this replaces an earlier connection, which is closed."""
        earlier = self._writers.get(name)
        if earlier is not None:
            earlier.close()
        self._writers[name] = writer
        return earlier is not None

    def remove(self, name: str, writer: asyncio.StreamWriter) -> bool:
        """Whether it was there; a connection that was replaced is not."""
        if self._writers.get(name) is not writer:
            return False
        del self._writers[name]
        return True

    def tell(self, notices: Iterable[Notice]) -> None:
        """Write each notice to its station, if that is still there."""
        for notice in notices:
            writer = self._writers.get(notice.station)
            if writer is None or writer.transport.is_closing():
                continue
            writer.write(_encode(notice))
            if writer.transport.get_write_buffer_size() > MAX_UNREAD:
                log.warning("station %s does not read: put off the air", notice.station)
                writer.transport.abort()


def _encode(notice: Notice) -> bytes:
    match notice:
        case Done(airtime_ms=airtime_ms):
            return wire.encode(wire.DONE, airtime_ms.to_bytes(4, "big"))
        case Received(payload=payload, rssi_dbm=rssi_dbm, snr_db=snr_db):
            return wire.encode_received(payload, rssi_dbm, snr_db)
        case Carrier(busy=busy):
            return wire.encode(wire.CARRIER, bytes((busy,)))
