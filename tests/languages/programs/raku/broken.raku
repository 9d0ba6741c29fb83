say (;
