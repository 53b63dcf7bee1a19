-- Who holds which open case, and since when: one row for each running allocation, or for a case that waits in a team for a worker (internal/workforce).
create table caseload (
  subject    text not null,
  record     text not null,               -- the allocation, or the referral whose decision sent the case to the team
  worker     text not null,               -- '' while it waits
  team       text not null,
  since      text not null,               -- the worker's day, or of a waiting case the team's
  team_since text not null,               -- since when the team has it
  work       text not null,               -- what kind of case, for the weight
  priority   text not null,               -- code set case_priority, or ''
  review     text not null,               -- day on which the allocation is to be looked at again, or ''
  report     text not null,               -- the assessment that is open, or ''
  primary key (subject, record)
);
create index caseload_team on caseload (team, worker);
create index caseload_worker on caseload (worker);

-- Work that somebody has put off, with the reason (internal/task).
create table put_off (
  subject text not null,
  record  text not null,
  clock   text not null,
  title   text not null,
  id      text not null,                  -- the record that says so
  worker  text not null,
  until   text not null,
  reason  text not null,
  primary key (subject, record, clock, title)
);
