-- What people have typed and not yet sent: kept on the server, sealed, until it becomes a record or is thrown away.
create table draft (
  owner   text not null,      -- worker
  form    text not null,      -- which form, and about what: assessment/<id>
  subject text not null,      -- whose data key seals it; '' is the owner's own
  body    bytea not null,
  base    text not null,      -- versions it was typed against, as the form wrote them
  saved   text not null,
  primary key (owner, form)
);
