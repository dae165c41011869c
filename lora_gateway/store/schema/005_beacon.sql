-- The highest counter of each board's beacons, written once an hour: what was recorded before cannot pass for new.
CREATE TABLE beacon (author_id BLOB PRIMARY KEY, counter INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
