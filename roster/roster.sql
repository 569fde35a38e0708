-- 1: imports, what each source said last, changes, findings, who did what

CREATE TABLE roster_import (
	district_id    BIGINT NOT NULL,
	id             BIGINT NOT NULL,
	source         TEXT NOT NULL,       -- format_code: oneroster, sds, clever, google
	name           TEXT NOT NULL,       -- of the folder or file, for people
	version        TEXT NOT NULL,       -- as its manifest says
	mode           INTEGER NOT NULL,    -- enum roster_mode, of the people
	state          INTEGER NOT NULL,    -- enum import_state
	made_at        BIGINT NOT NULL,
	by_person      BIGINT NOT NULL,     -- 0: the command line
	ended_at       BIGINT NOT NULL,     -- applied, discarded, undone; 0: not yet
	staff          BIGINT NOT NULL,     -- whom the source said to be here, before
	unchanged      BIGINT NOT NULL,     -- people about whom it says the same again
	spared         BIGINT NOT NULL,     -- not in the file, but a row was left out that may be theirs
	total          BIGINT NOT NULL,     -- changes
	done           BIGINT NOT NULL,     -- of them, so far
	PRIMARY KEY (district_id, id)
);

CREATE TABLE roster_piece (
	district_id    BIGINT NOT NULL,
	import_id      BIGINT NOT NULL,
	number         INTEGER NOT NULL,
	bytes          BYTEA NOT NULL,      -- of the packed roster; gone when the import is decided
	PRIMARY KEY (district_id, import_id, number)
);

CREATE TABLE roster_file (
	district_id    BIGINT NOT NULL,
	import_id      BIGINT NOT NULL,
	number         INTEGER NOT NULL,
	name           TEXT NOT NULL,
	mode           INTEGER NOT NULL,
	was_read       INTEGER NOT NULL,
	partial        INTEGER NOT NULL,    -- 1: it breaks off, so who is not in it is not absent
	row_count      BIGINT NOT NULL,
	kept           BIGINT NOT NULL,
	others         BIGINT NOT NULL,     -- students and families, dropped unread
	left_out       BIGINT NOT NULL,
	PRIMARY KEY (district_id, import_id, number)
);

CREATE TABLE roster_finding (
	district_id    BIGINT NOT NULL,
	import_id      BIGINT NOT NULL,
	number         INTEGER NOT NULL,
	file           TEXT NOT NULL,
	column_name    TEXT NOT NULL,
	why            INTEGER NOT NULL,    -- enum roster_why
	what           TEXT NOT NULL,       -- the value, where it tells nothing of a person
	row_count      BIGINT NOT NULL,
	lines          TEXT NOT NULL,       -- the first of them: "3 17 20"
	PRIMARY KEY (district_id, import_id, number)
);

CREATE TABLE roster_change (
	district_id    BIGINT NOT NULL,
	import_id      BIGINT NOT NULL,
	number         INTEGER NOT NULL,    -- in the order they are shown and applied
	kind           INTEGER NOT NULL,    -- enum change_kind
	about          TEXT NOT NULL,       -- person, school
	source_id      TEXT NOT NULL,
	subject_id     BIGINT NOT NULL,     -- the person or school; 0: none yet
	name           TEXT NOT NULL,
	detail         TEXT NOT NULL,       -- JSON: what changes, column by column
	before         TEXT NOT NULL,       -- what the source said before; '': nothing
	done_at        BIGINT NOT NULL,     -- 0: planned; < 0: undone
	PRIMARY KEY (district_id, import_id, number)
);
CREATE INDEX roster_change_by_number ON roster_change (district_id, import_id, kind, number);

CREATE TABLE roster_person (
	district_id    BIGINT NOT NULL,
	source         TEXT NOT NULL,
	source_id      TEXT NOT NULL,
	person_id      BIGINT NOT NULL,     -- 0: it is being asked who this is
	asks_id        BIGINT NOT NULL,     -- the person it may be; 0: nothing is asked
	alias_of       TEXT,                -- the id the same person has now
	active         INTEGER NOT NULL,
	identifier     TEXT NOT NULL,       -- staff number, state id; '': none
	statement      TEXT NOT NULL,       -- JSON: all that it said, see said.h
	said_at        BIGINT NOT NULL,
	PRIMARY KEY (district_id, source, source_id)
);
CREATE INDEX roster_person_by_person ON roster_person (district_id, person_id);
CREATE INDEX roster_person_by_asked ON roster_person (district_id, asks_id) WHERE asks_id <> 0;

CREATE TABLE roster_school (
	district_id    BIGINT NOT NULL,
	source         TEXT NOT NULL,
	source_id      TEXT NOT NULL,
	school_id      BIGINT NOT NULL,     -- 0: no school, its people belong to what it is part of
	active         INTEGER NOT NULL,
	statement      TEXT NOT NULL,
	said_at        BIGINT NOT NULL,
	PRIMARY KEY (district_id, source, source_id)
);

CREATE TABLE roster_log (
	district_id    BIGINT NOT NULL,
	id             BIGINT NOT NULL,
	import_id      BIGINT NOT NULL,     -- 0: of none
	at             BIGINT NOT NULL,
	by_person      BIGINT NOT NULL,     -- 0: the program
	deed           TEXT NOT NULL,       -- made, held, applied, approved, discarded, replaced, undone, same, different, asked-again
	about          TEXT NOT NULL,       -- whom, where it is one person
	PRIMARY KEY (district_id, id)
);
CREATE INDEX roster_log_by_import ON roster_log (district_id, import_id, id);
