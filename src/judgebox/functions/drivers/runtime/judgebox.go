// Reads the cases of a function problem from standard input, writes results to descriptor 3.
package main

import (
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf16"
)

type ListNode struct {
	Val  int
	Next *ListNode
}

type TreeNode struct {
	Val   int
	Left  *TreeNode
	Right *TreeNode
}

// --- Reading: the judge has made sure that the input is well-formed and of the right types -------------

type jbInput struct {
	text []byte
	at   int
}

func (in *jbInput) skip() {
	for in.at < len(in.text) && strings.IndexByte(" \t\r\n,:", in.text[in.at]) >= 0 {
		in.at++
	}
}

func (in *jbInput) hasMore() bool {
	in.skip()
	return in.at < len(in.text)
}

func (in *jbInput) take(wanted byte) bool {
	if !in.hasMore() || in.text[in.at] != wanted {
		return false
	}
	in.at++
	return true
}

func (in *jbInput) takeNull() bool {
	if !in.hasMore() || in.text[in.at] != 'n' {
		return false
	}
	in.at += 4
	return true
}

func (in *jbInput) closes() bool {
	return in.take(']') || in.at >= len(in.text)
}

func (in *jbInput) word() string {
	in.skip()
	start := in.at
	for in.at < len(in.text) && strings.IndexByte(" \t\r\n,:[]", in.text[in.at]) < 0 {
		in.at++
	}
	return string(in.text[start:in.at])
}

func jbReadLong(in *jbInput) int64 {
	value, _ := strconv.ParseInt(in.word(), 10, 64)
	return value
}

func jbReadInt(in *jbInput) int { return int(jbReadLong(in)) }

func jbReadBool(in *jbInput) bool { return in.word() == "true" }

func jbReadDouble(in *jbInput) float64 {
	value, _ := strconv.ParseFloat(strings.Trim(in.word(), `"`), 64)
	return value
}

func jbReadString(in *jbInput) string {
	in.take('"')
	value := []byte{}
	for in.text[in.at] != '"' {
		c := in.text[in.at]
		in.at++
		if c != '\\' {
			value = append(value, c)
			continue
		}
		c = in.text[in.at]
		in.at++
		if c == 'u' {
			code := in.hex()
			if utf16.IsSurrogate(code) && in.text[in.at] == '\\' {
				in.at += 2
				code = utf16.DecodeRune(code, in.hex())
			}
			value = append(value, string(code)...)
		} else if place := strings.IndexByte("bfnrt", c); place >= 0 {
			value = append(value, "\b\f\n\r\t"[place])
		} else {
			value = append(value, c)
		}
	}
	in.at++
	return string(value)
}

func (in *jbInput) hex() rune {
	code, _ := strconv.ParseUint(string(in.text[in.at:in.at+4]), 16, 32)
	in.at += 4
	return rune(code)
}

func jbReadChar(in *jbInput) byte { return jbReadString(in)[0] }

func jbReadList(in *jbInput) *ListNode {
	before := &ListNode{}
	if in.takeNull() {
		return nil
	}
	in.take('[')
	for last := before; !in.closes(); last = last.Next {
		last.Next = &ListNode{Val: jbReadInt(in)}
	}
	return before.Next
}

func jbReadTree(in *jbInput) *TreeNode {
	var root *TreeNode
	if in.takeNull() {
		return nil
	}
	places := []**TreeNode{&root}
	in.take('[')
	for first := 0; !in.closes(); first++ {
		if in.takeNull() {
			continue
		}
		node := &TreeNode{Val: jbReadInt(in)}
		*places[first] = node
		places = append(places, &node.Left, &node.Right)
	}
	return root
}

func jbReadItems[T any](read func(*jbInput) T) func(*jbInput) []T {
	return func(in *jbInput) []T {
		values := []T{}
		in.take('[')
		for !in.closes() {
			values = append(values, read(in))
		}
		return values
	}
}

// --- Writing ---------------------------------------------------------------------------------------------

type jbOutput struct{ text []byte }

func (out *jbOutput) say(text string) { out.text = append(out.text, text...) }

func jbWriteInt(out *jbOutput, value int) { out.say(strconv.Itoa(value)) }

func jbWriteLong(out *jbOutput, value int64) { out.say(strconv.FormatInt(value, 10)) }

func jbWriteBool(out *jbOutput, value bool) { out.say(strconv.FormatBool(value)) }

func jbWriteDouble(out *jbOutput, value float64) {
	switch {
	case math.IsNaN(value):
		out.say(`"NaN"`)
		return
	case math.IsInf(value, 1):
		out.say(`"Infinity"`)
		return
	case math.IsInf(value, -1):
		out.say(`"-Infinity"`)
		return
	case value == 0:
		out.say("0")
		return
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(value), 'e', -1, 64), "e")
	digits := strings.Replace(mantissa, ".", "", 1)
	point, _ := strconv.Atoi(exponent)
	point++
	count := len(digits)
	if value < 0 {
		out.say("-")
	}
	switch {
	case count <= point && point <= 21:
		out.say(digits + strings.Repeat("0", point-count))
	case 0 < point && point <= 21:
		out.say(digits[:point] + "." + digits[point:])
	case -6 < point && point <= 0:
		out.say("0." + strings.Repeat("0", -point) + digits)
	default:
		out.say(digits[:1])
		if count > 1 {
			out.say("." + digits[1:])
		}
		if point > 0 {
			out.say("e+" + strconv.Itoa(point-1))
		} else {
			out.say("e" + strconv.Itoa(point-1))
		}
	}
}

func jbWriteString(out *jbOutput, value string) {
	out.say(`"`)
	for i := 0; i < len(value); i++ {
		c := value[i]
		if place := strings.IndexByte("\"\\\b\f\n\r\t", c); place >= 0 {
			out.text = append(out.text, '\\', "\"\\bfnrt"[place])
		} else if c < 0x20 {
			out.say(`\u00`)
			out.text = append(out.text, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		} else {
			out.text = append(out.text, c)
		}
	}
	out.say(`"`)
}

func jbWriteChar(out *jbOutput, value byte) { jbWriteString(out, string([]byte{value})) }

func jbWriteList(out *jbOutput, node *ListNode) {
	out.say("[")
	for comma := ""; node != nil; node, comma = node.Next, "," {
		out.say(comma + strconv.Itoa(node.Val))
	}
	out.say("]")
}

func jbWriteTree(out *jbOutput, root *TreeNode) {
	out.say("[")
	last := len(out.text)
	nodes := []*TreeNode{root}
	for i := 0; i < len(nodes); i++ {
		node := nodes[i]
		if i > 0 {
			out.say(",")
		}
		if node == nil {
			out.say("null")
			continue
		}
		out.say(strconv.Itoa(node.Val))
		last = len(out.text)
		nodes = append(nodes, node.Left, node.Right)
	}
	out.text = out.text[:last]
	out.say("]")
}

func jbWriteItems[T any](write func(*jbOutput, T)) func(*jbOutput, []T) {
	return func(out *jbOutput, values []T) {
		out.say("[")
		for i, value := range values {
			if i > 0 {
				out.say(",")
			}
			write(out, value)
		}
		out.say("]")
	}
}

// --- Cases -----------------------------------------------------------------------------------------------

func jbForEachCase(call func(*jbInput, *jbOutput)) {
	results := os.NewFile(3, "results")
	text, _ := io.ReadAll(os.Stdin)
	in := &jbInput{text: text}
	for in.hasMore() {
		out := &jbOutput{}
		out.say(`{"result":`)
		call(in, out)
		out.say("}\n")
		if _, err := results.Write(out.text); err != nil {
			os.Exit(70)
		}
	}
}
