-- The bytes of documents, in parts sealed under the key of the person whom they are about. The journal names them: a Document record holds the number of parts
-- and the SHA-256 of the whole (decision 21).
create table document_part (
  document text not null,   -- id of the Document record
  n        bigint not null, -- from 0
  subject  text not null,   -- whose key seals it
  body     bytea not null,
  primary key (document, n)
);
create index document_part_subject on document_part (subject);
