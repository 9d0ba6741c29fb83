package main

import (
	"fmt"
	"runtime"
)

func main() {
	var a, b int
	fmt.Scan(&a, &b)
	parts := make(chan int)
	for _, n := range []int{a, b} {
		go func(n int) { runtime.LockOSThread(); parts <- n }(n)
	}
	fmt.Println(<-parts + <-parts)
}
