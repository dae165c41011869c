-- Alerts that were seen to expire: a clock that jumps back must not raise them again. Not a view: the log cannot tell.
CREATE TABLE expired_alert (id TEXT PRIMARY KEY) WITHOUT ROWID;
