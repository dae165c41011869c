"""python -m tests.hardware.radio_library FOLDER [--traffic]

The radio driver with the real lora library on a register-level SX1262, in the real interpreter. FOLDER has the folder
`lora` that `mpremote mip install --no-mpy lora-sx126x lora-async` writes into a board's `lib`. The exit code is 1 when
a claim does not hold.
"""

import sys
from pathlib import Path

from tests.interpreter import ROOT, run_script

BOARD = ROOT / "micropython"
CLAIMS = Path(__file__).with_name("radio_claims.py")


def main(folder: str, *options: str) -> int:
    mounts = [
        (Path(folder), "/library"),
        (BOARD / "drivers", "/board/drivers"),
        (BOARD / "boards", "/board/boards"),
        (ROOT / "tests" / "boards" / "doubles", "/extra/tests/boards/doubles"),
    ]
    done = run_script(CLAIMS, *options, mounts=mounts, heap=4 * 1024 * 1024)
    print(done.stdout + done.stderr, end="")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else __doc__)
