use threads;
my $sum = 0;
my @workers = map { my $n = $_; threads->create(sub { $n }) } split ' ', <STDIN>;
$sum += $_->join for @workers;
print "$sum\n";
