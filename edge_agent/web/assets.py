"""The three files beside the HTML, kept in memory and named by their content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"  # the address changes with the content


@dataclass(frozen=True, slots=True)
class Assets:
    files: dict[str, bytes]
    version: str

    def url(self, name: str) -> str:
        return f"/static/{self.version}/{name}"


def load() -> Assets:
    files = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES}
    return Assets(files, hashlib.sha256(b"".join(files.values())).hexdigest()[:12])


def response(assets: Assets, version: str, name: str) -> web.Response:
    data = assets.files.get(name)
    if data is None or version != assets.version:
        raise web.HTTPNotFound
    headers = {"Cache-Control": FOR_EVER}
    return web.Response(body=data, content_type=TYPES[Path(name).suffix], charset="utf-8", headers=headers)
