create table data_key (
  subject   text primary key,
  wrapped   bytea not null,     -- the data key under the wrapping key; empty once destroyed
  destroyed text not null,      -- when it was destroyed, or ''
  rule      text not null       -- the retention rule it was destroyed under, or ''
);
