-- Accounts, sessions and what sign-in needs. What somebody may do is not here but in their worker record, in the journal
-- (docs/decisions/0004). Instants are text in UTC and '' means never; no secret is kept that would let its reader sign in.
create table account (
  id            text primary key,
  kind          text not null check (kind in ('person', 'service')),
  worker        text not null,              -- whose record says what the holder may do
  name          text not null,
  email         text not null unique,       -- folded to lower case by the program
  owner         text not null,
  status        text not null check (status in ('enabled', 'disabled')),
  why           text not null,
  created       text not null,
  reopened      text not null,              -- when an administrator last opened it again
  last_used     text not null,
  expires       text not null,
  password      text not null,              -- argon2id, or '' when there is none
  code_secret   bytea not null,             -- sealed under a key outside the database; empty when there is none
  code_pending  bytea not null,             -- sealed; enrolled but not yet confirmed by a code
  code_step     bigint not null             -- step of the last code accepted: each is used once
);

create table session (
  key       text primary key,               -- SHA-256 of the cookie
  account   text not null references account (id),
  method    text not null,
  created   text not null,
  last_seen text not null,
  step_up   text not null,
  ended     text not null,
  why       text not null,
  device    text not null,
  provider  text not null                   -- the identity provider's session id, or ''
);

create index session_account on session (account, created);
create index session_provider on session (provider) where provider <> '';

-- One-time links: for demo personas, invitations and recovery. A recovery link opens only when a second person confirmed it.
create table sign_in_link (
  key       text primary key,               -- SHA-256 of the link's token, or of the request's id before it is confirmed
  account   text not null references account (id),
  purpose   text not null check (purpose in ('demo', 'invitation', 'recovery')),
  created   text not null,
  expires   text not null,
  used      text not null,
  asked_by  text not null,
  confirmed text not null
);

create table provider_identity (
  issuer  text not null,
  subject text not null,
  account text not null references account (id),
  linked  text not null,
  primary key (issuer, subject)
);

create index provider_identity_account on provider_identity (account);

-- A sign-in begun at the identity provider; used once.
create table provider_flow (
  key      text primary key,                -- SHA-256 of the state
  nonce    text not null,
  verifier text not null,
  expires  text not null
);

-- Logout tokens already acted on; one is accepted once.
create table provider_logout (
  id      text primary key,
  expires text not null
);

-- Times of recent guesses; the key is a hash, so that a mistyped name or an address is not kept.
create table guess (
  key   text primary key,
  times text not null,
  last  text not null
);
