-- The root keys of the communities whose events count here, as the agent named them last.
CREATE TABLE roots (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE authors (n INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE) STRICT;

-- Verified events, ours and others', as they went over the air: repair answers with them.
CREATE TABLE events (
    n INTEGER PRIMARY KEY,
    author INTEGER NOT NULL REFERENCES authors,
    topic INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    frame BLOB NOT NULL,
    expires INTEGER NOT NULL, -- UTC seconds, 0 never
    ended INTEGER NOT NULL, -- a newer statement or alert has taken its place
    at INTEGER NOT NULL, -- UTC seconds when it came
    UNIQUE (author, topic, seq)
) STRICT;
CREATE INDEX events_alerts ON events (expires) WHERE topic = 2;

-- Up to this number a feed's events were dropped to make room: they are not asked for again.
CREATE TABLE floors (
    author INTEGER NOT NULL REFERENCES authors,
    topic INTEGER NOT NULL,
    floor INTEGER NOT NULL,
    PRIMARY KEY (author, topic)
) STRICT, WITHOUT ROWID;

-- Frames of authors whose certificate may still come.
CREATE TABLE strangers (
    n INTEGER PRIMARY KEY,
    author_id BLOB NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    frame BLOB NOT NULL,
    rssi INTEGER NOT NULL,
    snr INTEGER NOT NULL,
    at INTEGER NOT NULL -- UTC seconds
) STRICT;
CREATE INDEX strangers_authors ON strangers (author_id);

ALTER TABLE inbox ADD COLUMN verified INTEGER NOT NULL DEFAULT 0; -- whether its signature was checked here
