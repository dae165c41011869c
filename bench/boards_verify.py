"""What checking and making a signature costs on a board: in the real MicroPython; its times only compare."""

import hashlib
import json
import subprocess
from pathlib import Path

from nacl.signing import SigningKey

from bench.report import figure, write
from edge_agent.desk.node_runtime import node_command

ROOT = Path(__file__).parents[1]
RUNNER = ROOT / "micropython" / "wasm" / "run.mjs"
SCRIPT = ROOT / "micropython" / "measure_verify.py"


def measured() -> dict[str, float]:
    """The figures that the script prints, of one event's signature."""
    key = SigningKey(hashlib.sha256(b"bench").digest())
    message = hashlib.sha256(b"a signed event").digest()
    arguments = [bytes(key.verify_key).hex(), message.hex(), key.sign(message).signature.hex()]
    output = subprocess.run([*node_command(), RUNNER, SCRIPT, *arguments], capture_output=True, check=True).stdout
    figures: dict[str, float] = json.loads(output)
    return figures


def main() -> None:
    found = measured()
    textbook = ("textbook, no table", found["textbook_ms"])
    write(
        "boards",
        [
            figure("boards.verify_ms", found["verify_ms"], "ms in WebAssembly", "lower", against=textbook),
            figure("boards.verify_speedup", found["textbook_ms"] / found["verify_ms"], "times", "higher", goal=3),
            figure("boards.verify_heap_bytes", found["heap_bytes"], "bytes free", "lower", goal=4096),
            figure("boards.sign_ms", found["sign_ms"], "ms in WebAssembly", "lower"),
            figure("boards.sign_heap_bytes", found["sign_heap_bytes"], "bytes free", "lower", goal=4096),
            figure("boards.new_key_ms", found["new_key_ms"], "ms in WebAssembly", "lower"),
            figure("boards.key_table_ms", found["table_ms"], "ms in WebAssembly", "lower"),
            figure("boards.key_table_bytes", found["key_bytes"], "bytes per key", "lower", goal=3200),
        ],
    )


if __name__ == "__main__":
    main()
