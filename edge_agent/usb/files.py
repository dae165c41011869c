"""Files on the flash of a board, written through its REPL and compared by SHA-256 with what was meant."""

import base64
import hashlib
from collections.abc import Callable, Mapping

from edge_agent.errors import LinkLost, Unavailable
from edge_agent.usb.line import Line

CHUNK = 512  # bytes in one program; a board with little memory takes it
BLOCK = 4096  # of a flash: a file takes whole ones
SPARE = 8 * BLOCK
HELPERS = """
import os,binascii,hashlib
def parents(p):
 at=p.find('/',1)
 while at>0:
  try: os.mkdir(p[:at])
  except OSError: pass
  at=p.find('/',at+1)
def digest(p):
 try:
  h=hashlib.sha256()
  with open(p,'rb') as f:
   while 1:
    b=f.read(512)
    if not b: break
    h.update(b)
  feed()
  return binascii.hexlify(h.digest()).decode()
 except OSError: return ''
def remove(p):
 try: names=os.listdir(p)
 except OSError: names=None
 feed()
 if names is not None and os.stat(p)[0]&0x4000:
  for n in names: remove(p+'/'+n)
  os.rmdir(p)
 else:
  try: os.remove(p)
  except OSError: pass
def room():
 s=os.statvfs('/')
 return s[0]*s[3]
"""


class Files:
    """The flash of a board whose REPL was entered."""

    def __init__(self, line: Line) -> None:
        self._line = line
        line.run(HELPERS)

    def digest(self, path: str) -> str:
        """ "" when there is no such file."""
        return str(self._line.value(f"digest({path!r})"))

    def read(self, path: str) -> bytes | None:
        """A small file."""
        if not self.digest(path):
            return None
        text = self._line.run(f"with open({path!r},'rb') as f: print(binascii.b2a_base64(f.read()).decode())")
        return base64.b64decode(text)

    def remove(self, path: str) -> None:
        self._line.run(f"remove({path!r})")

    def write(self, path: str, data: bytes, told: Callable[[int], None] = lambda _: None) -> None:
        """Beside the old one, compared, and put in its place: whole or not at all. LinkLost when it differs."""
        part = f"{path}.new"
        self._line.run(f"parents({path!r})\nf=open({part!r},'wb')")
        for at in range(0, len(data), CHUNK):
            piece = base64.b64encode(data[at : at + CHUNK])
            self._line.run(f"f.write(binascii.a2b_base64({piece!r}))\nfeed()")
            told(min(CHUNK, len(data) - at))
        self._line.run("f.close()")
        if self.digest(part) != hashlib.sha256(data).hexdigest():
            self.remove(part)
            raise LinkLost(f"{path} was not written as it was sent; the flash may be worn out. Repeat the command")
        self._line.run(f"os.rename({part!r},{path!r})\nif hasattr(os,'sync'): os.sync()")

    def need_room(self, files: Mapping[str, bytes]) -> None:
        """Unavailable when they do not fit."""
        needed = SPARE + sum(BLOCK + len(data) + -len(data) % BLOCK for data in files.values())
        free = self._line.value("room()")
        if isinstance(free, int) and free < needed:
            raise Unavailable(
                f"the board has {free // 1024} kB free and needs {needed // 1024} kB: remove files of your own from it,"
                " or erase its flash and put MicroPython on it again"
            )
