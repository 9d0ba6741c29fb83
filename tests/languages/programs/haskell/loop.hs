import Control.Monad (forever)
import Data.IORef
main :: IO ()
main = do { x <- newIORef (0 :: Int); forever (modifyIORef' x (+ 1)) }
