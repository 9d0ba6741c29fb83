die X::AdHoc.new(payload => "trouble") if 0;
say Int("x".Int);
