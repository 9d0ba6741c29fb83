all = {};
while true
  all{end + 1} = ones(1, 131072);
end
