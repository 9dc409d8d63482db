package stats

// sortNumbers sorts numbers in place: by their highest byte, then each bucket by the next one.
// A bucket of few numbers is sorted one by one. It is several times as fast as slices.Sort for
// numbers that are spread evenly, as hashes are.
func sortNumbers(s []uint64) { sortByBytes(s, 64) }

// fewNumbers is how many numbers are quicker sorted one by one than by their bytes.
const fewNumbers = 32

// sortByBytes sorts numbers that are equal but for so many of their low bits.
func sortByBytes(s []uint64, low uint) {
	if len(s) <= fewNumbers || low == 0 {
		insertionSort(s)
		return
	}
	low = max(low, 8) - 8
	ends := partition(s, low)
	begin := 0
	for _, end := range ends {
		sortByBytes(s[begin:end], low)
		begin = end
	}
}

// partition sorts numbers by the byte that is so many bits above the lowest. It returns where
// the bucket of each byte ends.
func partition(s []uint64, low uint) (end [256]int) {
	var next [256]int // the place for the next number of each bucket
	for _, x := range s {
		end[x>>low&0xFF]++
	}
	sum := 0
	for i := range end {
		next[i] = sum
		sum += end[i]
		end[i] = sum
	}
	for i := range next {
		for next[i] < end[i] {
			x := s[next[i]]
			// x goes to its bucket, and what was there to its own, until one is of this bucket.
			for b := int(x >> low & 0xFF); b != i; b = int(x >> low & 0xFF) {
				s[next[b]], x = x, s[next[b]]
				next[b]++
			}
			s[next[i]] = x
			next[i]++
		}
	}
	return end
}

func insertionSort(s []uint64) {
	for i := 1; i < len(s); i++ {
		x, at := s[i], i
		for ; at > 0 && s[at-1] > x; at-- {
			s[at] = s[at-1]
		}
		s[at] = x
	}
}
