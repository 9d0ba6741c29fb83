import Data.IORef
main :: IO ()
main = newIORef [] >>= go 0
  where go :: Int -> IORef [Int] -> IO ()
        go n all' = modifyIORef all' (n :) >> readIORef all' >>= \l -> l `seq` go (n + 1) all'
