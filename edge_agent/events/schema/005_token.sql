-- API tokens. Only the SHA-256 is kept: who reads this file cannot become one of their holders.
CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    created INTEGER NOT NULL, -- UTC s
    expires INTEGER NOT NULL, -- UTC s
    used INTEGER NOT NULL DEFAULT 0, -- how often,
    used_last INTEGER NOT NULL DEFAULT 0, -- when, in UTC s, 0 for never,
    used_by TEXT NOT NULL DEFAULT '' -- and from which address
) STRICT, WITHOUT ROWID;
-- What was done with tokens; the token itself may be gone.
CREATE TABLE token_audit (
    row INTEGER PRIMARY KEY,
    time INTEGER NOT NULL, -- UTC s
    done TEXT NOT NULL, -- created, revoked or expired
    name TEXT NOT NULL,
    scope TEXT NOT NULL
) STRICT;
-- A paired browser has a scope as a token has. The trust level of anchors came between moderators (3) and operators.
ALTER TABLE pairing ADD COLUMN scope TEXT NOT NULL DEFAULT 'chat';
UPDATE pairing SET trust = 5 WHERE trust = 4;
UPDATE pairing SET scope = 'operator' WHERE trust = 3;
UPDATE pairing SET scope = 'admin' WHERE trust = 5;
