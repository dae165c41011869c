-- Tells the agent whether this is the store that it has offered its events to.
CREATE TABLE store (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL) STRICT;
INSERT INTO store VALUES (1, randomblob(16));

-- Frames of this node. A row stays after the frame is done, so that the same id offered again is recognised.
CREATE TABLE outbox (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    frame BLOB NOT NULL,
    priority INTEGER NOT NULL,
    expires INTEGER NOT NULL, -- UTC seconds, 0 never
    added INTEGER NOT NULL, -- UTC seconds
    round INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    relayed INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_waiting ON outbox (n) WHERE NOT done;

-- Heard frames that the agent has not taken yet. Numbers are never used again.
CREATE TABLE inbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    frame BLOB NOT NULL,
    rssi INTEGER NOT NULL,
    snr INTEGER NOT NULL,
    at INTEGER NOT NULL, -- UTC seconds
    alert INTEGER NOT NULL
) STRICT;

-- Names of frames that were heard or are our own.
CREATE TABLE seen (
    n INTEGER PRIMARY KEY,
    author_id BLOB NOT NULL,
    topic INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    digest BLOB NOT NULL,
    at INTEGER NOT NULL, -- UTC seconds when it was heard, 0 for our own
    UNIQUE (author_id, topic, seq, digest)
) STRICT;

-- Airtime charged, by the minute; the budget of the last hour is computed from it.
CREATE TABLE airtime (
    minute INTEGER PRIMARY KEY, -- UTC seconds / 60
    used_ms INTEGER NOT NULL
) STRICT;
