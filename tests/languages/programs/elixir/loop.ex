defmodule Loop do
  def go, do: go()
end

Loop.go()
