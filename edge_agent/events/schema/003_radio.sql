-- How far this log has been handed to each gateway store: a new card in the gateway begins at 0.
CREATE TABLE radio_cursor (store BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
