-- 1: practices, their parts and versions, tries and reports

CREATE TABLE practice (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	author_id    BIGINT NOT NULL,        -- the person credited, always
	school_id    BIGINT,                 -- the author's when it was made
	origin_id    BIGINT,                 -- the practice this adapts
	title        TEXT NOT NULL,
	title_es     TEXT,                   -- only where somebody wrote it: the starter shelf
	promise_es   TEXT,
	promise      TEXT NOT NULL,          -- one sentence: what changes in the room
	problem      TEXT NOT NULL,
	steps        TEXT NOT NULL,          -- Markdown, as the next five
	materials    TEXT NOT NULL,
	why          TEXT NOT NULL,
	evidence     TEXT NOT NULL,          -- what the author saw
	caveats      TEXT NOT NULL,
	sources      TEXT NOT NULL,          -- research references
	changed      TEXT NOT NULL,          -- an adaptation: what it changed
	changed_why  TEXT NOT NULL,
	language     TEXT NOT NULL,          -- of the content: en, es
	grades       BIGINT NOT NULL,        -- bits, people/context.h
	subjects     BIGINT NOT NULL,
	minutes      BIGINT NOT NULL,        -- 0: not said
	class_size   BIGINT NOT NULL,
	learners     BIGINT NOT NULL,        -- share of English learners, -1: not said
	plans        BIGINT NOT NULL,        -- share with IEPs
	state        INTEGER NOT NULL,       -- 0 draft, 1 shared, 2 retired
	shared_at    BIGINT NOT NULL,        -- 0: not yet
	edited_at    BIGINT NOT NULL,
	removed_at   BIGINT NOT NULL,        -- 0: not removed; a removed one can be brought back
	retired_why  TEXT,
	starter      TEXT,                   -- key on the starter shelf
	adopted      BIGINT NOT NULL,        -- reports by outcome, kept in step by the program
	adapted      BIGINT NOT NULL,
	abandoned    BIGINT NOT NULL,
	PRIMARY KEY (district_id, id)
);
CREATE INDEX practice_by_author ON practice (district_id, author_id);
CREATE INDEX practice_by_origin ON practice (district_id, origin_id);
CREATE INDEX practice_by_shared ON practice (district_id, state, shared_at);
CREATE UNIQUE INDEX practice_by_starter ON practice (district_id, starter);

CREATE TABLE practice_part (
	district_id  BIGINT NOT NULL,
	practice_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,        -- stays while its words stay
	kind         INTEGER NOT NULL,       -- 0 core, 1 adaptable, 2 would break it
	place        INTEGER NOT NULL,
	words        TEXT NOT NULL,
	PRIMARY KEY (district_id, practice_id, id),
	FOREIGN KEY (district_id, practice_id) REFERENCES practice (district_id, id)
);

CREATE TABLE practice_version (
	district_id  BIGINT NOT NULL,
	practice_id  BIGINT NOT NULL,
	version      BIGINT NOT NULL,        -- from 1
	edited_by    BIGINT NOT NULL,
	edited_at    BIGINT NOT NULL,
	content      TEXT NOT NULL,          -- as practice_write_markdown writes it
	PRIMARY KEY (district_id, practice_id, version),
	FOREIGN KEY (district_id, practice_id) REFERENCES practice (district_id, id)
);

CREATE TABLE trial (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	practice_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	school_id    BIGINT,                 -- the person's when it began
	started_on   TEXT NOT NULL,          -- civil date
	grades       BIGINT NOT NULL,        -- of the class
	subjects     BIGINT NOT NULL,
	class_size   BIGINT NOT NULL,
	learners     BIGINT NOT NULL,
	plans        BIGINT NOT NULL,
	expected     TEXT NOT NULL,          -- the prediction
	begun_at     BIGINT NOT NULL,
	reported_at  BIGINT NOT NULL,        -- 0: not yet
	edited_at    BIGINT NOT NULL,        -- of the report
	stopped_at   BIGINT NOT NULL,        -- 0: goes on; stopped without a report
	withdrawn_at BIGINT NOT NULL,        -- 0: the report stands
	outcome      INTEGER NOT NULL,       -- 0 adopt, 1 adapt, 2 abandon; -1 not reported
	happened     TEXT NOT NULL,
	changed      TEXT NOT NULL,
	PRIMARY KEY (district_id, id),
	FOREIGN KEY (district_id, practice_id) REFERENCES practice (district_id, id)
);
CREATE INDEX trial_by_practice ON trial (district_id, practice_id, reported_at);
CREATE INDEX trial_by_person ON trial (district_id, person_id, reported_at);

-- 2: what was asked about a try, once each

CREATE TABLE trial_ask (
	district_id  BIGINT NOT NULL,
	trial_id     BIGINT NOT NULL,
	weeks        INTEGER NOT NULL,       -- after the report: 3, 8, 24; 0: for the report itself
	asked_at     BIGINT NOT NULL,
	again_at     BIGINT NOT NULL,        -- to be asked again from then on; 0: no
	answered_at  BIGINT NOT NULL,        -- 0: not yet
	still        INTEGER NOT NULL,       -- 1 it is used, 0 not any more, -1 not said
	PRIMARY KEY (district_id, trial_id, weeks),
	FOREIGN KEY (district_id, trial_id) REFERENCES trial (district_id, id)
);

-- 3: the counts on a practice's page are read from one index, without its rows

DROP INDEX trial_by_practice;
CREATE INDEX trial_by_practice ON trial (district_id, practice_id, reported_at, id, withdrawn_at, stopped_at, outcome, grades);

-- 4: whether somebody tries a practice now is one entry of an index

DROP INDEX trial_by_person;
CREATE INDEX trial_by_person ON trial (district_id, person_id, practice_id, stopped_at, id);

-- 5: lists and filters read this index alone, not the long texts

CREATE INDEX practice_by_filter ON practice (district_id, state, removed_at, shared_at, id, grades, subjects,
	minutes, language, author_id, school_id, adopted, adapted, abandoned);
DROP INDEX practice_by_shared;

-- 6: and how it went in which class

DROP INDEX trial_by_practice;
CREATE INDEX trial_by_practice ON trial (district_id, practice_id, reported_at, id, withdrawn_at, stopped_at, outcome, grades,
	class_size, learners);

-- 7: what took hold in a school is read from one index

CREATE INDEX trial_by_school ON trial (district_id, school_id, reported_at, withdrawn_at, stopped_at, outcome, person_id, practice_id);

-- 8: answers to the last check-back, counted

ALTER TABLE practice ADD COLUMN still_used BIGINT NOT NULL DEFAULT 0;
ALTER TABLE practice ADD COLUMN still_not BIGINT NOT NULL DEFAULT 0;
