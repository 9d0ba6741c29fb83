create table blocks (data blob);
with recursive counter(n) as (select 1 union all select n + 1 from counter) insert into blocks select zeroblob(n - n + 1000000) || 'x' from counter;
