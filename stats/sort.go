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
	low -= 8
	var next, end [256]int // the place for the next number of each bucket, and the bucket's end
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
	begin := 0
	for _, stop := range end {
		sortByBytes(s[begin:stop], low)
		begin = stop
	}
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
