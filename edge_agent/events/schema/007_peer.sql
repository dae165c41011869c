-- Where other nodes were last met: after a restart they are looked for there, before anybody has announced himself.
CREATE TABLE peer_address (
    node BLOB NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    PRIMARY KEY (node, host, port)
) STRICT, WITHOUT ROWID;
