func groupWords(words []string) [][]string {
	groups := map[string][]string{}
	for _, word := range words {
		letters := []byte(word)
		sort.Slice(letters, func(i, j int) bool { return letters[i] < letters[j] })
		groups[string(letters)] = append(groups[string(letters)], word)
	}
	result := [][]string{}
	for _, group := range groups {
		result = append(result, group)
	}
	return result
}
