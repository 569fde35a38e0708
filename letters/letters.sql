-- 1: how often somebody wants the digest, and what it told them already

CREATE TABLE letter_rhythm (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	daily        INTEGER NOT NULL,       -- 1 every school day, 0 once a week; never is the topic switched off
	PRIMARY KEY (district_id, person_id)
);

CREATE TABLE letter_told (
	district_id  BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	practice_id  BIGINT NOT NULL,        -- a digest named it to them; none does again
	told_at      BIGINT NOT NULL,
	PRIMARY KEY (district_id, person_id, practice_id)
);
