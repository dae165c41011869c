"""Options that several commands share."""

from argparse import ArgumentParser, Namespace


def add_address_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--listen", help="address to serve the page on; 0.0.0.0 opens it to the neighbourhood (default: http.listen)"
    )
    parser.add_argument("--port", type=int, help="port of the page (default: http.port)")


def address_options(args: Namespace) -> list[str]:
    """The same options for a child process."""
    given = (("--listen", args.listen), ("--port", args.port))
    return [word for option, value in given if value is not None for word in (option, str(value))]
