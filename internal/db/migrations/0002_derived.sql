-- Rows that lists need, made by pure functions of a story (internal/derived) in the transaction of the change. All of them can be
-- thrown away and made again: `throughline rebuild`. Each row belongs to one subject.

-- Merged records: subject turned out to be the same person as into_subject.
create table alias (
  subject      text primary key,
  into_subject text not null
);
create index alias_into on alias (into_subject);

-- What the derived rows of a subject were made from, so that unchanged ones are left alone.
create table derived_state (
  subject text not null,
  list    text not null,
  hash    text not null,
  primary key (subject, list)
-- +sqlite
) without rowid;
-- +postgres
);
-- +both

-- One row a person: what a list shows, and what access needs to know (internal/access/schema.sql).
create table person_card (
  subject     text primary key,
  name        text not null,
  sort_name   text not null,              -- folded, family name first
  born        text not null,              -- date of birth, or expected date
  unborn      boolean not null,
  status      text not null,              -- why we are involved now, in words; '' when we are not
  since       text not null,
  restricted  boolean not null,
  compartment text not null,
  front_door  boolean not null
);
create index person_card_name on person_card (sort_name, subject);

create table access_link (
  subject  text not null,
  actor    text not null,
  relation text not null check (relation in ('allocated', 'team', 'chair', 'sampled', 'agency', 'cleared', 'barred')),
  primary key (subject, relation, actor)
-- +sqlite
) without rowid;
-- +postgres
);
-- +both
create index access_link_actor on access_link (actor, relation, subject);

create table search_key (
  subject text not null,
  kind    text not null,
  value   text not null,
  primary key (subject, kind, value)
-- +sqlite
) without rowid;
-- +postgres
);
-- +both
create index search_key_value on search_key (kind, value, subject);

-- Relationships from both sides: other is the type of person (mother, sibling) to the person.
create table relation (
  subject        text not null,           -- whose record states it
  record         text not null,
  person         text not null,
  other          text not null,
  type           text not null,
  started        text not null,
  ended          text not null,
  responsibility boolean not null,
  primary key (subject, record, person)
);
create index relation_person on relation (person);

-- Who is or was in which family.
create table family_member (
  subject text not null,                  -- the family
  person  text not null,
  started text not null,
  ended   text not null,
  primary key (subject, person, started)
);
create index family_member_person on family_member (person);

-- Tasks and clocks. A clock's state (due soon, overdue) is worked out from due when it is shown.
create table task (
  subject text not null,
  record  text not null,                  -- what it is about
  clock   text not null,                  -- clock id, or '' for a task without a time limit
  title   text not null,
  started text not null,
  due     text not null,                  -- a day, or an instant for limits in hours
  met     text not null,                  -- when it was met, or ''
  worker  text not null,
  team    text not null,
  queue   text not null,                  -- front_door, authorise, or '' for a worker's own
  urgent  boolean not null,
  primary key (subject, record, clock, title)
);
create index task_worker on task (worker, met, due);
create index task_team on task (team, met, due);
create index task_queue on task (queue, met, due);
