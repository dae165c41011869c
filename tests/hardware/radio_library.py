"""python -m tests.hardware.radio_library FOLDER [--traffic]

The radio driver with the real lora library on a register-level SX1262, in the real interpreter. FOLDER has the folder
`lora` that `mpremote mip install --no-mpy lora-sx126x lora-async` writes into a board's `lib`. The exit code is 1 when
a claim does not hold.
"""

import json
import sys
import tempfile
from pathlib import Path

from meshwire import event
from tests.interpreter import ROOT, run_script
from tests.node.authority import TUEBINGEN, Signer, payload
from tests.node.fake_board import PROVISIONED

BOARD = ROOT / "micropython"
HERE = Path(__file__).parent
SCRIPTS = ("radio_claims.py", "whole_board.py")
HEAP = 4 * 1024 * 1024


def write_alert(folder: Path) -> None:
    """A board's settings, and an alert of an authority that it trusts."""
    root, office = Signer("root"), Signer("office")
    certificate = event.encode(root.certify(office, area=TUEBINGEN)).hex()
    provisioned = {**PROVISIONED, "roots": [root.public.hex()], "certificates": [certificate], "preset": "LongFast"}
    (folder / "board.json").write_text(json.dumps(provisioned))
    (folder / "frame.hex").write_text(payload(office.warn(severity=4, headline="Leave the valley now")).hex())


def main(folder: str, *options: str) -> int:
    mounts = [
        (Path(folder), "/library"),
        (BOARD / "drivers", "/board/drivers"),
        (BOARD / "boards", "/board/boards"),
        (ROOT / "tests" / "boards" / "doubles", "/extra/tests/boards/doubles"),
    ]
    with tempfile.TemporaryDirectory() as alert:
        write_alert(Path(alert))
        mounts += [(Path(alert), "/alert"), (HERE / "radio_claims.py", "/script/radio_claims.py")]
        runs = [run_script(HERE / name, *options, mounts=mounts, heap=HEAP) for name in SCRIPTS]
    for done in runs:
        print(done.stdout + done.stderr, end="")
    return max(done.returncode for done in runs)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
