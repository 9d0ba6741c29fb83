package main

import "fmt"

func main() {
	var seats []int
	fmt.Println(seats[len(seats)])
}
