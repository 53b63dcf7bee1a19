-- What was told at the front door, one row for each child's contact, each referral and each call to the consultation line (internal/frontdoor): what the board
-- counts, and what the use of the line is compared with.
create table door_fact (
  subject      text not null,
  record       text not null,
  kind         text not null,               -- contact, referral or call
  day          text not null,               -- when it was received
  at           text not null,               -- the instant, or '' when only the day is known
  source       text not null,               -- code set referral_source
  agency_type  text not null,               -- code set agency_type
  rating       text not null,               -- code set contact_rating, or ''
  out_of_hours boolean not null,
  repeats      boolean not null,            -- a second contact about the same event
  outcome      text not null,               -- of a contact, a referral's decision, a call's outcome; '' while it waits
  decided      text not null,               -- the instant, or ''
  door         boolean not null,            -- of a referral: it came in here as one
  primary key (subject, record)
);
create index door_fact_day on door_fact (day, kind);
