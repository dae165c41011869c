"""Eight characters in two groups that people type and read aloud: ABCD-2345. Pure."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 of them; neither 0 and O nor 1 and I
LENGTH = 8
BYTES = 5  # 40 bits, five for each character


def spell(number: bytes) -> str:
    """Five bytes as two groups of four characters."""
    bits = int.from_bytes(number[:BYTES], "big")
    text = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return f"{text[:4]}-{text[4:]}"


def tidy(typed: str) -> str:
    """What a person typed in the form of `spell`: capitals, no spaces, the hyphen in its place."""
    text = "".join(char for char in typed[:64].upper() if char.isalnum())
    return f"{text[:4]}-{text[4:]}"
