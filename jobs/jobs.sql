-- 1: jobs

CREATE TABLE job (
	district_id  BIGINT NOT NULL,
	id           BIGINT NOT NULL,
	kind         TEXT NOT NULL,
	subject_id   BIGINT NOT NULL,
	note         TEXT NOT NULL,
	once         TEXT,                   -- the cause: never a second with this kind and cause
	due_at       BIGINT NOT NULL,
	tries        INTEGER NOT NULL,
	claimed_to   BIGINT NOT NULL,        -- a worker has it until then
	done_at      BIGINT NOT NULL,        -- 0: not yet; only jobs with a cause stay
	failed_at    BIGINT NOT NULL,        -- 0: not given up
	why          TEXT NOT NULL,          -- it failed last
	PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX job_by_cause ON job (district_id, kind, once);
CREATE INDEX job_by_due ON job (district_id, done_at, failed_at, due_at);
