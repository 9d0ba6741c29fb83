create table numbers (value integer);
.import /dev/stdin numbers
select sum(value) from numbers;
