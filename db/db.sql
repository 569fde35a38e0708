-- 1: districts and their settings

CREATE TABLE district (
	id           BIGINT NOT NULL,
	slug         TEXT NOT NULL,          -- first part of the path where several share a host
	host         TEXT,                   -- or its own host name
	name         TEXT NOT NULL,
	zone         TEXT NOT NULL,          -- America/Chicago
	language     TEXT NOT NULL,          -- en, es
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX district_by_slug ON district (slug);
CREATE UNIQUE INDEX district_by_host ON district (host);

CREATE TABLE setting (
	district_id  BIGINT NOT NULL,
	name         TEXT NOT NULL,
	value        TEXT NOT NULL,
	PRIMARY KEY (district_id, name)
);

-- 2: what can be searched

-- Postings: which texts a term stands in.  A text has a small number of its own
-- within its district and kind; 512 numbers in a row share a chunk.
CREATE TABLE search_doc (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,          -- practice
	subject_id   BIGINT NOT NULL,
	number       INTEGER NOT NULL,
	language     INTEGER NOT NULL,
	words        BIGINT NOT NULL,        -- its length, weighted by field
	terms        TEXT NOT NULL,          -- "term times" to a line
	PRIMARY KEY (district_id, kind, subject_id)
);
CREATE UNIQUE INDEX search_doc_by_number ON search_doc (district_id, kind, number);

CREATE TABLE search_word (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	word         TEXT NOT NULL,
	docs         BIGINT NOT NULL,        -- texts it stands in
	times        BIGINT NOT NULL,        -- in all of them, weighted
	PRIMARY KEY (district_id, kind, word)
);

CREATE TABLE search_posting (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	word         TEXT NOT NULL,
	chunk        INTEGER NOT NULL,
	postings     BYTEA NOT NULL,         -- see db/search_chunk.h
	PRIMARY KEY (district_id, kind, word, chunk)
);

CREATE TABLE search_ids (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	chunk        INTEGER NOT NULL,
	ids          BYTEA NOT NULL,         -- of 512 numbers, 8 bytes each, 0 where there is none
	PRIMARY KEY (district_id, kind, chunk)
);

CREATE TABLE search_total (
	district_id  BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	docs         BIGINT NOT NULL,
	words        BIGINT NOT NULL,
	next_number  BIGINT NOT NULL,
	languages    INTEGER NOT NULL,       -- bits of the languages there ever was a text in
	PRIMARY KEY (district_id, kind)
);

-- 3: which rows a merge moved, until it can no longer be undone

CREATE TABLE merge_row (
	district_id  BIGINT NOT NULL,
	merge_id     BIGINT NOT NULL,
	place        TEXT NOT NULL,          -- table.column
	row_key      TEXT NOT NULL,          -- the rest of the row's key
	PRIMARY KEY (district_id, merge_id, place, row_key)
);
