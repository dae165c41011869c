"""What is frozen into an image of MicroPython 1.29: our program and the lora packages of micropython-lib.

    make -C ports/rp2 BOARD=RPI_PICO FROZEN_MANIFEST=.../micropython/manifest.py

A frozen program runs from flash and leaves the heap to its data; it can be updated all the same, since the slots come
first on the path. The versions are those of package.json, which mip reads.
"""

metadata(version="0.1.0", license="Apache-2.0")
include("$(PORT_DIR)/boards/manifest.py")  # asyncio, onewire, ds18x20
require("lora-sx126x", version="0.1.6")
require("lora-async", version="0.1.1")
package("meshwire", base_path="lib")
package("node")
package("drivers")
package("boards")
module("main.py")
