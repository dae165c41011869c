"""How much memory is free, and its longest piece: a heap that cannot move its blocks may have much and no room."""

import gc

STEP = 256  # bytes: as exactly as anybody needs to know it


def free() -> int | None:
    """Bytes; None on CPython, which does not say."""
    if not hasattr(gc, "mem_free"):
        return None
    gc.collect()
    return int(gc.mem_free())


def largest() -> int | None:
    """The longest run of free bytes, found by trying; it collects about ten times, so ask rarely and when idle."""
    least, most = 0, free()
    if most is None:
        return None
    while most - least > STEP:
        middle = (least + most) // 2
        if _fits(middle):
            least = middle
        else:
            most = middle
    return least


def _fits(size: int) -> bool:
    try:
        bytearray(size)
    except MemoryError:
        return False
    return True
