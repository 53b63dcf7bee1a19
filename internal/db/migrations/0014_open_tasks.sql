-- Lists of one clock's tasks read what is open, a tenth of all, and no longer the whole table.
-- +both
create index task_open on task (clock, due) where met = '';
