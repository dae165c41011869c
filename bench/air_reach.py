"""How many of 100 stations an alert reaches, how soon, and for how much airtime: the real cores on simulated air.

Three gateways and 97 boards on LoRa modems, against stock Meshtastic radios that flood the same alert once, three times
a minute apart, or six times five minutes apart, on the same topologies; then 100 gateways on Meshtastic radios. A fifth
of the stations is switched on 1 to 30 minutes after the alert. docs/airsim.md tells the method.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(arguments: list[str]) -> None:
    """`python -m bench.air_reach [TOPOLOGIES [FIRST SEED]]`: figures and pictures are only written without either."""
    sys.path.append(str(ROOT / "micropython"))  # `node` is imported as a board does
    from bench.airsim import reach

    reach.main(*map(int, arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
