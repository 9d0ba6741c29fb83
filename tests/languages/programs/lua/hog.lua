local all = {}
while true do all[#all + 1] = string.rep("x", 1048576) .. #all end
