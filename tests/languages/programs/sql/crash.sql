select * from undeclared;
