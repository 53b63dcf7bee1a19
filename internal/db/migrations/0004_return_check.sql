-- Returns that were brought to the browser to be checked: the uploaded files and what the rules found, outside the journal. What is
-- marked sealed is ciphertext under a key of the return's own in the key vault (subject return:<id>); deleting a return destroys that key.
create table return_check (
  id    text primary key,
  kind  text not null check (kind in ('ssda903', 'cin')),
  maker text not null,        -- worker
  made  text not null,
  name  bytea not null        -- sealed: what people call it
);

-- One set of files of a return. A corrected set is a new one.
create table return_upload (
  id     text primary key,
  parent text not null,       -- the return
  maker  text not null,
  made   text not null,
  files  bytea not null       -- sealed: part, name and size of each file
);
create index return_upload_parent on return_upload (parent, made);

-- One check of one set of files. The server that runs it holds it and says so every second or so; whoever takes it over does so by
-- updating this row.
create table return_run (
  id      text primary key,
  parent  text not null,      -- the return
  upload  text not null,
  maker   text not null,
  made    text not null,
  asked   text not null,      -- year, reading and authority, as JSON: nothing about a person
  state   text not null check (state in ('running', 'done', 'stopped', 'failed', 'interrupted')),
  holder  text not null,      -- which server runs it, '' when none does
  beat    text not null,      -- when that server last said so
  halt    boolean not null,   -- somebody asked it to stop
  share   bigint not null,    -- of the work done, in percent
  ended   text not null,
  outcome bytea not null      -- sealed: the numbers of the run, or why it failed; empty until it has ended
);
create index return_run_parent on return_run (parent, made);

-- Contents in pieces: of a file (owner is upload and number of the file) or of what a run found (owner is the run).
create table return_piece (
  owner  text not null,
  number bigint not null,
  parent text not null,       -- the return
  body   bytea not null,      -- sealed
  primary key (owner, number)
);
create index return_piece_parent on return_piece (parent);
