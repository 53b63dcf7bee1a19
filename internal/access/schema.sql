-- What lists need to know to hide what access refuses: derived rows, rebuilt from the journal like all others.
-- One row for each subject, and one for each standing link between a subject and somebody.
create table person_card (
  subject     text primary key,
  restricted  boolean not null,           -- existence hidden from everybody who is not cleared
  compartment text not null default '',   -- '' is none; else 'lado' or 'adoption'
  front_door  boolean not null            -- has a referral in the front door's queue
);

-- actor is the worker's id for allocated, chair, sampled, request, cleared and barred; the team's id for team;
-- the agency's id for agency (the partner agency whose own referral this is).
create table access_link (
  subject  text not null,
  actor    text not null,
  relation text not null check (relation in ('allocated', 'team', 'chair', 'sampled', 'request', 'agency', 'cleared', 'barred')),
  primary key (subject, relation, actor)
);

create index access_link_actor on access_link (actor, relation, subject);
