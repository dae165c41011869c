-- Airtime that was charged, by the minute of a clock that nobody sets; the budget of the last hour is computed from it.
CREATE TABLE spent (
    n INTEGER PRIMARY KEY,
    boot BLOB NOT NULL, -- run of the machine to which the minute belongs
    minute INTEGER NOT NULL, -- of its steady clock
    ends REAL NOT NULL, -- seconds counted over all boots, without the time in which the machine was off
    own_ms INTEGER NOT NULL,
    relayed_ms INTEGER NOT NULL, -- sent by the radio on its own
    UNIQUE (boot, minute)
) STRICT;
INSERT INTO spent (boot, minute, ends, own_ms, relayed_ms) SELECT x'', minute, (minute + 1) * 60, used_ms, 0 FROM airtime;
DROP TABLE airtime;
