import Control.Concurrent
main :: IO ()
main = do
  numbers <- map read . words <$> getLine :: IO [Int]
  parts <- newEmptyMVar
  mapM_ (forkOS . putMVar parts) numbers
  total <- sum <$> mapM (const (takeMVar parts)) numbers
  print total
