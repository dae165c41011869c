"""`hearthnet` as it is, with every connection and every name query written down: `python -m tests.reach.watched_agent
FILE ARGUMENT...`. Whatever Python code does, the interpreter tells its audit hook first."""

import os
import sys

file, *arguments = sys.argv[1:]
notes = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def note(event: str, about: tuple[object, ...]) -> None:
    is_query = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
    is_contact = event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(about[1], tuple)
    if is_query or is_contact:
        os.write(notes, f"{event} {about[0 if is_query else 1]}\n".encode())


sys.addaudithook(note)

from edge_agent.cli.main import main  # noqa: E402, after the hook

sys.argv = ["hearthnet", *arguments]
sys.exit(main())
