-- The truth. Nothing here is ever updated or deleted but the one head row of each log.
-- journal: every version of every record. reads: every reading of an identified person.

create table log_head (
  log  text primary key,
  size bigint not null,      -- entries so far; the next one gets this number
  at   text not null,        -- when the newest entry was recorded; time never runs backwards
  edge bytea not null        -- the hashes of the complete subtrees at the right edge of the tree
);
insert into log_head (log, size, at, edge) values ('journal', 0, '', ''), ('reads', 0, '', '');

create table entry (
-- +sqlite
  seq     integer primary key, -- SQLite's own number of a row: no index of its own
-- +postgres
  seq     bigint primary key,
-- +both
  at      text not null,
  command text not null,     -- the entries of one command share it, and it ends with the seq of the first; it is what an undo names
  actor   text not null,
  why     text not null,     -- the command's own words; never clinical text
  source  text not null,     -- where an imported fact came from: file hash and place
  kind    text not null,
  id      text not null,
  subject text not null,
  version bigint not null,
  rev     bigint not null,   -- schema revision of the body
  op      text not null check (op in ('put', 'withdraw')),
  body    bytea not null,    -- ciphertext under the subject's data key
  tree    bytea not null,    -- the hashes that the entry completes: its own, then each subtree that ends with it, lowest first
  unique (subject, id, version)
);

create table read_entry (
-- +sqlite
  seq     integer primary key,
-- +postgres
  seq     bigint primary key,
-- +both
  at      text not null,
  actor   text not null,
  subject text not null,     -- the person read
  action  text not null,
  page    text not null,     -- the route, never the address with its ids
  why     text not null,     -- relationship or break-glass id that allowed it
  allowed boolean not null,
  tree    bytea not null
);
create index read_entry_subject on read_entry (subject, seq);
create index read_entry_actor on read_entry (actor, seq);

-- Newest version of each record. Rebuilt from the journal at will.
create table record (
  id        text primary key,
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
create index record_subject on record (subject, kind);
create index record_kind on record (kind, subject);
-- No index here may depend on what a new version changes: PostgreSQL would write every index anew with each. Room in the page lets it
-- keep the versions of a row together.
-- +postgres
alter table record set (fillfactor = 80);
alter table log_head set (fillfactor = 10);
-- +both

-- +sqlite
create trigger entry_no_update before update on entry begin select raise(abort, 'the journal is append-only'); end;
create trigger entry_no_delete before delete on entry begin select raise(abort, 'the journal is append-only'); end;
create trigger read_entry_no_update before update on read_entry begin select raise(abort, 'the access log is append-only'); end;
create trigger read_entry_no_delete before delete on read_entry begin select raise(abort, 'the access log is append-only'); end;
-- +postgres
create function append_only() returns trigger language plpgsql as $$ begin raise exception 'the journal and the access log are append-only'; end $$;
create trigger entry_guard before update or delete on entry for each row execute function append_only();
create trigger read_entry_guard before update or delete on read_entry for each row execute function append_only();
-- +both
