-- Browsers that were paired. Only the SHA-256 of a token is kept: who reads this file cannot become one of them.
CREATE TABLE pairing (
    token_hash BLOB PRIMARY KEY,
    trust INTEGER NOT NULL,
    label TEXT NOT NULL,
    created INTEGER NOT NULL, -- UTC s
    expires INTEGER NOT NULL -- UTC s
) STRICT, WITHOUT ROWID;
