-- On SQLite a key that is part of its table must be kept up row by row. As an index with a name it is made once, at the end of a load (Tx.Fill), in a
-- third of the time: entries and records come in an order that is not that of these keys.
-- +sqlite
create table entry_held as select * from entry;
drop table entry;
create table entry (
  seq     integer primary key,
  at      text not null,
  command text not null,
  actor   text not null,
  why     text not null,
  source  text not null,
  kind    text not null,
  id      text not null,
  subject text not null,
  version bigint not null,
  rev     bigint not null,
  op      text not null check (op in ('put', 'withdraw')),
  body    bytea not null,
  tree    bytea not null
);
insert into entry select * from entry_held;
drop table entry_held;
create unique index entry_version on entry (subject, id, version);
create trigger entry_no_update before update on entry begin select raise(abort, 'the journal is append-only'); end;
create trigger entry_no_delete before delete on entry begin select raise(abort, 'the journal is append-only'); end;

create table record_held as select * from record;
drop table record;
create table record (
  id        text not null,
  kind      text not null,
  subject   text not null,
  version   bigint not null,
  rev       bigint not null,
  seq       bigint not null,
  at        text not null,
  actor     text not null,
  source    text not null,
  withdrawn boolean not null,
  body      json not null
);
insert into record select * from record_held;
drop table record_held;
create unique index record_id on record (id);
create index record_subject on record (subject, kind);
create index record_kind on record (kind, subject);
-- +both
