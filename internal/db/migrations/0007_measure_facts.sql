-- What measures need of each subject, kept ready: a derived list (internal/measure, decision 16). It has an index over shape, so that facts of another
-- build of the program are found at once.
create table measure_facts (
  subject text primary key,
  type    text not null,     -- of subject: child, contact, worker ...
  shape   text not null,     -- how facts are written
  facts   text not null
);
create index measure_facts_shape on measure_facts (shape);

-- A database that has a history needs `throughline rebuild` before its facts are used. Until then this row says so, and figures are counted from the
-- records.
insert into measure_facts (subject, type, shape, facts) select '', '', 'rebuild', '' from log_head where log = 'journal' and size > 0;
