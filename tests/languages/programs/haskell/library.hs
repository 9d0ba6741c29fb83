module Lib where
f :: Int
f = 3
