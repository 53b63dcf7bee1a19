-- What people have typed and not yet sent: kept on the server, sealed, until it becomes a record or is thrown away.
create table draft (
  owner text not null,      -- worker; their key seals it
  form  text not null,      -- which form, and about what: assessment/<id>
  body  bytea not null,
  saved text not null,
  primary key (owner, form)
);
