package azuremaps

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
)

// A memo caches what was made of texts that recur. Several goroutines read it much more often
// than one adds something, so a map that is read is never changed.
type memo[T any] struct {
	made atomic.Pointer[map[string]T]
	mu   sync.Mutex // of who adds something
}

// maxMemo is how many texts are kept.
const maxMemo = 1000

// of returns what becomes of a text.
func (m *memo[T]) of(text []byte, become func(string) T) T {
	made := m.made.Load()
	if made != nil {
		if v, known := (*made)[string(text)]; known {
			return v
		}
		if len(*made) >= maxMemo {
			return become(string(text))
		}
	}
	v := become(string(text))
	m.mu.Lock()
	defer m.mu.Unlock()
	more := make(map[string]T)
	if made = m.made.Load(); made != nil {
		maps.Copy(more, *made)
	}
	more[string(text)] = v
	m.made.Store(&more)
	return v
}

// named returns the country that a text means; nil if there is none.
func (m *Mapper) named(text []byte) *countries.Country { return m.countries.of(text, countries.Named) }
