my @all;
loop { @all.push: Buf.allocate(1 +< 20, 1) }
