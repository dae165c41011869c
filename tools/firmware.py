"""`python -m tools.firmware`: compile what goes on a board, print the size of every module, write the image of them."""

import sys

from edge_agent.desk import firmware
from edge_agent.errors import ConfigError


def main() -> None:
    try:
        for name, data in firmware.compiled(firmware.find_compiler()).items():
            print(f"{len(data):7}  {name}")
        image = firmware.image_path()
    except ConfigError as error:
        sys.exit(str(error))
    print(f"{image.stat().st_size:7}  bytes in all, in {image}")


if __name__ == "__main__":
    main()
