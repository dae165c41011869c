-- The event log. Bytes are kept as they were signed; everything else can be told from them.

PRAGMA application_id = 0x484E4C47;  -- "HNLG": this file is a log of ours

-- What is true of the whole file: one row.
CREATE TABLE log (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    community    BLOB NOT NULL,              -- the realm that signatures are checked against
    restored_row INTEGER NOT NULL DEFAULT 0, -- the last row that came out of a backup,
    gap          INTEGER NOT NULL DEFAULT 0  -- and how many numbers every feed leaves free after it
) STRICT;

-- 32 bytes of key once for each author, not once for each event.
CREATE TABLE author (
    number INTEGER PRIMARY KEY,
    key    BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE event (
    row       INTEGER PRIMARY KEY,  -- the order of arrival here; nothing is ever deleted, so it is never used twice
    author    INTEGER NOT NULL REFERENCES author,
    topic     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    clock     INTEGER NOT NULL,     -- the highest lamport number in the rows up to this one
    part      BLOB NOT NULL,
    signature BLOB NOT NULL,
    UNIQUE (author, topic, seq)
) STRICT;

-- Other events that carry the name of one in the log: proof that their author signed two.
CREATE TABLE fork (
    author    INTEGER NOT NULL REFERENCES author,
    part      BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX fork_author ON fork (author);

-- Which version of each view the tables of that view hold.
CREATE TABLE view (
    name    TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT;
