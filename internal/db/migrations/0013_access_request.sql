-- Who answers a request for a copy of a record, and who reads the answer a second time, stands to the person in a relation of its own.
create table access_link_wider (
  subject  text not null,
  actor    text not null,
  relation text not null check (relation in ('allocated', 'team', 'chair', 'sampled', 'request', 'agency', 'cleared', 'barred')),
  primary key (subject, relation, actor)
-- +sqlite
) without rowid;
-- +postgres
);
-- +both
insert into access_link_wider (subject, actor, relation) select subject, actor, relation from access_link;
drop table access_link;
alter table access_link_wider rename to access_link;
create index access_link_actor on access_link (actor, relation, subject);
