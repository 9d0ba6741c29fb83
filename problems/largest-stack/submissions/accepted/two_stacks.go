type LargestStack struct {
	capacity         int
	values, largests []int
	sum              int64
}

func Constructor(capacity int) LargestStack {
	return LargestStack{capacity: capacity}
}

func (this *LargestStack) Push(value int) bool {
	if len(this.values) == this.capacity {
		return false
	}
	largest := this.Largest()
	if value > largest {
		largest = value
	}
	this.values = append(this.values, value)
	this.largests = append(this.largests, largest)
	this.sum += int64(value)
	return true
}

func (this *LargestStack) Pop() int {
	last := len(this.values) - 1
	if last < 0 {
		return -1
	}
	value := this.values[last]
	this.values, this.largests = this.values[:last], this.largests[:last]
	this.sum -= int64(value)
	return value
}

func (this *LargestStack) Largest() int {
	if len(this.largests) == 0 {
		return -1
	}
	return this.largests[len(this.largests)-1]
}

func (this *LargestStack) Total() int64 {
	return this.sum
}

func (this *LargestStack) Clear() {
	this.values, this.largests, this.sum = nil, nil, 0
}
