say [+] await get.words.map: { my $n = .Int; start { $n } };
