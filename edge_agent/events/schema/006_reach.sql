-- When this node came to reach further or less far. Not events: they concern nobody but its own people.
CREATE TABLE reach_change (
    n      INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL, -- UTC s
    before TEXT NOT NULL,
    after  TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
