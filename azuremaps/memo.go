package azuremaps

import (
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
)

// A memo keeps what was made of texts that come again and again, so that it is made once.
type memo[T any] struct {
	mu   sync.RWMutex
	made map[string]T
}

// maxMemo is how many texts are kept.
const maxMemo = 1000

// of returns what becomes of a text.
func (m *memo[T]) of(text []byte, become func(string) T) T {
	m.mu.RLock()
	v, known := m.made[string(text)]
	m.mu.RUnlock()
	if known {
		return v
	}
	v = become(string(text))
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.made == nil {
		m.made = make(map[string]T)
	}
	if len(m.made) < maxMemo {
		m.made[string(text)] = v
	}
	return v
}

// named returns the country that a text means; nil if there is none.
func (m *Mapper) named(text []byte) *countries.Country { return m.countries.of(text, countries.Named) }
