-- The words of what was written about people (decision 24): a row for each text, made from the story that holds the text, so that a phrase is found in all of them
-- at once.
create table wording (
  subject text not null,   -- whose story holds the text: note:… or the person
  piece   text not null,   -- the record in the story of a person; '' for the text of a note
  person  text not null,   -- whom it is about, as recorded: a merge changes nothing here
  kind    text not null,   -- of the record
  made    text not null,   -- its id, which begins with when it was made: the newest comes first
  doc     bigint not null, -- the number of the text in the index of words: made of subject and piece
  words   text not null,   -- folded, between single blanks, a blank before and after
  primary key (subject, piece)
);
create index wording_person on wording (person, made);
create index wording_made on wording (made);
create unique index wording_doc on wording (doc);
-- +sqlite
-- Which texts have a word. It holds no text and no places of words; what is deleted leaves it at once.
create virtual table wording_words using fts5 (words, content = 'wording', content_rowid = 'doc', detail = 'none', tokenize = 'unicode61 remove_diacritics 0');
insert into wording_words (wording_words, rank) values ('secure-delete', 1);
create trigger wording_words_in after insert on wording begin
  insert into wording_words (rowid, words) values (new.doc, new.words);
end;
create trigger wording_words_out after delete on wording begin
  insert into wording_words (wording_words, rowid, words) values ('delete', old.doc, old.words);
end;
create trigger wording_words_changed after update on wording begin
  insert into wording_words (wording_words, rowid, words) values ('delete', old.doc, old.words);
  insert into wording_words (rowid, words) values (new.doc, new.words);
end;
-- +postgres
-- Without the list of what is not yet in its place, which every search would read through.
create index wording_words on wording using gin (string_to_array(words, ' ')) with (fastupdate = off);
-- +both
