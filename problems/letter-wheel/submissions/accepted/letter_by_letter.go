func turnLetters(text string, steps int) string {
	steps = (steps%26 + 26) % 26
	turn := func(letter rune) rune {
		switch {
		case letter >= 'a' && letter <= 'z':
			return 'a' + (letter-'a'+rune(steps))%26
		case letter >= 'A' && letter <= 'Z':
			return 'A' + (letter-'A'+rune(steps))%26
		}
		return letter
	}
	return strings.Map(turn, text)
}
