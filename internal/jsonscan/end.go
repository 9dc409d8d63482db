package jsonscan

// StringEnd returns where the string ends that begins at text[i] with its quote: after the
// other quote. It is 0 if there is no such string, and AppendText reads what there is.
func StringEnd(text []byte, i int) int {
	for i++; ; {
		if i = PlainEnd(text, i); i >= len(text) || text[i] < ' ' {
			return 0
		}
		if text[i] == '"' {
			return i + 1
		}
		n := escapeSize(text[i:])
		if n == 0 {
			return 0
		}
		i += n
	}
}
