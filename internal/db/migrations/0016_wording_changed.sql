-- Texts whose words are changed in place. Within one statement FTS5 of SQLite 3.53 (detail = 'none' with secure-delete) forgets all that comes after a text which keeps a word:
-- the word is deleted and put back, and the texts after it are neither given the word nor lose it. So what was deleted is written before anything is put back.
-- +sqlite
drop trigger wording_words_changed;
create trigger wording_words_changed after update on wording begin
  insert into wording_words (wording_words, rowid, words) values ('delete', old.doc, old.words);
  insert into wording_words (wording_words) values ('flush');
  insert into wording_words (rowid, words) values (new.doc, new.words);
end;
-- +both
