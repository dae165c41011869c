"""Makes the desk for people with stock phones."""

import random
from collections import Counter

from lora_gateway.law.meter import Meter
from lora_gateway.phones.desk import PhoneDesk
from lora_gateway.phones.speaker import Speaker
from lora_gateway.phones.store import PhoneStore
from lora_gateway.port.port import PhonePort
from lora_gateway.store.database import Database


def open_desk(
    port: PhonePort, meter: Meter, database: Database, dropped: Counter[str], *, texts: bool, language: str
) -> PhoneDesk:
    """`texts`: whether alerts go out as text; `language` of these, empty for the alert's own."""
    return PhoneDesk(
        Speaker(port, meter), PhoneStore(database), allowed_ms=meter.budget.allowed_ms, dropped=dropped,
        uniform=random.uniform, texts=texts, language=language,
    )  # fmt: skip
