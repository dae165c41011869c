"""Four words that name a community, for people to compare by voice. Pure."""

from nacl import pwhash

# Short, common and unlike each other when spoken. A word's place is its number: append nothing, reorder nothing.
_TEXT = """
acorn actor alley amber angel ankle apple april arrow atlas attic autumn badge baker banjo barrel basil basket beach
beaver beetle bell berry bicycle birch biscuit blanket boat bottle bridge bronze bucket butter button cabin cactus
camel candle canoe carpet carrot castle cedar cellar chalk cherry chimney cider circus clover coffee comet copper
coral corner cotton crane cricket crystal cuckoo curtain daisy dancer desert diamond dinner dolphin donkey dragon
drummer eagle easter echo elbow ember engine envelope evening falcon farmer feather ferry fiddle field finger flute
forest fountain fox garden garlic ginger glacier glove gold goose granite grape guitar hammer harbour harvest hazel
hedgehog heron hill hollow honey horizon hotel iceberg igloo indigo ink iron island ivory jacket jaguar jasmine jelly
jewel jungle juniper kettle kingdom kitchen kite ladder lagoon lantern laurel lemon letter library lilac linen lion
lobster lotus magnet mango maple marble market meadow melon mercury meteor milk mirror monday monkey morning mountain
museum mustard nest nettle nickel night north novel nutmeg oak oasis ocean october olive onion opera orange orchard
organ otter owl oyster paddle palace panda paper parrot peach pebble pencil pepper piano pigeon pillow pilot pine
planet plum pocket poem poppy potato prairie pumpkin puzzle quarry quilt rabbit radio rainbow raven ribbon river robin
rocket rose saddle saffron sailor salmon saturn school shadow shepherd silver singer skater spider spoon squirrel
station summer sunday swallow table teacher temple thunder ticket tiger tomato tower train trumpet tulip tunnel turtle
umbrella valley velvet village violin walnut water willow window winter wizard wolf yellow zebra
"""
WORDS = tuple(_TEXT.split())
COUNT = 4
# Argon2id, a tenth of a second and 64 MB on a desk machine: to find another community with the same 32 bits, somebody
# has to pay that four thousand million times.
OPERATIONS, MEMORY = 3, 64 << 20


def community_words(root_hash: bytes) -> str:
    """Takes about a second on a small machine: do not call it in the event loop."""
    salt = b"hearthnet words."
    number = pwhash.argon2id.kdf(COUNT + 12, root_hash, salt, opslimit=OPERATIONS, memlimit=MEMORY)
    return " ".join(WORDS[byte] for byte in number[:COUNT])
