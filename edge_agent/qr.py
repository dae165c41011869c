"""QR codes, by segno, which only this file knows."""

# Half a character is one module: two rows of modules fit into one line of text. Ink is dark on the paper's light, as
# scanners expect it, whatever colours the terminal has.
BLOCKS = {(False, False): "\u2588", (False, True): "\u2580", (True, False): "\u2584", (True, True): " "}
MARGIN = 2  # modules; four are asked for, two are read by phones and fit more screens


def terminal_lines(text: str) -> list[str]:
    """The code of a text, drawn with block characters for a terminal with light letters on dark."""
    rows = dark_modules(text, margin=MARGIN)
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(BLOCKS[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs]


def dark_modules(text: str, *, margin: int = 0) -> list[list[bool]]:
    """Rows of modules, True where there is ink."""
    import segno  # a megabyte that nobody pays for before the first code

    return [[bool(ink) for ink in row] for row in segno.make(text, error="L", micro=False).matrix_iter(border=margin)]
