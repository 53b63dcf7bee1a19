-- What is told to people by mail: that something waits for them, never what (internal/outbox). A message is made in the transaction of the command that it tells of.
create table outbox (
  id        text primary key,
  recipient text not null,                -- worker
  what      text not null,                -- which of the outbox's texts
  about     text not null,                -- the subject that it tells of
  made      text not null,
  tries     bigint not null,
  due       text not null,                -- when it is tried next; '' when it is not any more
  sent      text not null,                -- when the relay took it; '' until then
  why       text not null                 -- why the last try failed; '' when it did not
);
create index outbox_due on outbox (due);
create index outbox_about on outbox (about);
