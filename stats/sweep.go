package stats

// sweep removes the slots of a hash table that drop wants to go, and returns how many there
// were. The table stays where it is, as another one of its size would be most of the memory
// that counting takes. Its size is a power of two, a slot that is free is zero, and one that
// is not at its home is in the first free slot after that.
func sweep[S comparable](slots []S, home func(S) uint64, drop func(S) bool) (dropped int) {
	var free S
	for i := range slots {
		for slots[i] != free && drop(slots[i]) {
			remove(slots, uint64(i), home)
			dropped++
		}
	}
	return dropped
}

// remove frees a slot, and moves what is found only by way of it.
func remove[S comparable](slots []S, gap uint64, home func(S) uint64) {
	var free S
	mask := uint64(len(slots) - 1)
	for at := (gap + 1) & mask; slots[at] != free; at = (at + 1) & mask {
		if (at-home(slots[at]))&mask >= (at-gap)&mask {
			slots[gap] = slots[at]
			gap = at
		}
	}
	slots[gap] = free
}
