-- What phone users typed and the agent has not taken yet. The numbers begin above those of heard frames, so that one
-- `taken` serves both, and are never used again.
CREATE TABLE phone_inbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    radio INTEGER NOT NULL,
    name TEXT NOT NULL,
    verb TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL, -- UTC seconds
    urgent INTEGER NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('phone_inbox', 4294967296);

-- Packets whose text was kept: one played back a month later is not kept again.
CREATE TABLE phone_packet (
    n INTEGER PRIMARY KEY,
    radio INTEGER NOT NULL,
    packet INTEGER NOT NULL,
    UNIQUE (radio, packet)
) STRICT;

-- Alerts whose text was sent to phones, by this gateway or by another.
CREATE TABLE phone_alert (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT;
