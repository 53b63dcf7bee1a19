-- The lists of an inspection (Annex A) as they were made: an immutable copy of each workbook with its rows, outside the journal. What is marked
-- sealed is ciphertext under a key of the copy's own in the key vault (subject annexa:<id>).
create table annexa_copy (
  id     text primary key,
  maker  text not null,       -- worker
  made   text not null,
  on_day text not null,       -- the extract date
  known  text not null,       -- as the records were known at this instant; '' = as they were when it was made
  sha256 text not null,       -- of the workbook
  size   bigint not null,     -- of the workbook, in bytes
  lists  text not null        -- rows and newest record of each list, as JSON: nothing about a person
);

-- Contents in pieces: of the workbook (part 'book') or of its rows with the records that prove them (part 'rows').
create table annexa_piece (
  parent text not null,
  part   text not null check (part in ('book', 'rows')),
  number bigint not null,
  body   bytea not null,      -- sealed
  primary key (parent, part, number)
);

-- What was said of a list or of a copy, newest last; the newest of one matter holds.
create table annexa_word (
  id     text primary key,
  matter text not null check (matter in ('owner', 'note', 'cleared', 'handed')),
  parent text not null,       -- the copy, of cleared and handed; '' of the others
  list   bigint not null,     -- 0 of handed
  field  text not null,       -- of a note: the header
  words  text not null,
  maker  text not null,
  made   text not null
);
create index annexa_word_matter on annexa_word (matter, parent, list);

-- +sqlite
create trigger annexa_copy_no_update before update on annexa_copy begin select raise(abort, 'copies of lists do not change'); end;
create trigger annexa_copy_no_delete before delete on annexa_copy begin select raise(abort, 'copies of lists do not change'); end;
create trigger annexa_piece_no_update before update on annexa_piece begin select raise(abort, 'copies of lists do not change'); end;
create trigger annexa_piece_no_delete before delete on annexa_piece begin select raise(abort, 'copies of lists do not change'); end;
create trigger annexa_word_no_update before update on annexa_word begin select raise(abort, 'what was said of lists does not change'); end;
create trigger annexa_word_no_delete before delete on annexa_word begin select raise(abort, 'what was said of lists does not change'); end;
-- +postgres
create function annexa_immutable() returns trigger language plpgsql as $$ begin raise exception 'copies of lists do not change'; end $$;
create trigger annexa_copy_guard before update or delete on annexa_copy for each row execute function annexa_immutable();
create trigger annexa_piece_guard before update or delete on annexa_piece for each row execute function annexa_immutable();
create trigger annexa_word_guard before update or delete on annexa_word for each row execute function annexa_immutable();
-- +both
