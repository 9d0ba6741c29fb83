IO.gets("") |> String.split() |> Enum.map(&Task.async(fn -> String.to_integer(&1) end)) |> Enum.map(&Task.await/1) |> Enum.sum() |> IO.puts()
