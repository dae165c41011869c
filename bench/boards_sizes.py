"""How many bytes of compiled modules a board carries, by group."""

from bench.report import figure, write
from edge_agent.firmware import package, sizes


def main() -> None:
    found = package.sizes(package.build(None))
    figures = [figure("boards.mpy_bytes", sizes.counted(found), "bytes without drivers", "lower", goal=sizes.GOAL)]
    figures += [
        figure(f"boards.mpy_{group}_bytes", total, "bytes", "lower") for group, total in sizes.totals(found).items()
    ]
    write("boards", figures)


if __name__ == "__main__":
    main()
