package pieces_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// More hard feeds than the usual few, other ones each time:
//
//	go test ./internal/pieces -run Hard -hard 1h -timeout 0
var hardTime = flag.Duration("hard", 0, "how long to read hard feeds")

// strayBytes puts bytes that are no characters in the places of a few letters.
func strayBytes(text string, seed uint64) string {
	b := []byte(text)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 4 {
		at := len(b)/8 + random.IntN(len(b)*7/8)
		for at < len(b)-1 && (b[at] < 'a' || b[at] > 'z') {
			at++
		}
		b[at] = byte(0x80 + random.IntN(0x80))
	}
	return string(b)
}

// TestHardFeedsInPieces shows that hard feeds are copied and validated the same in
// pieces and as a whole.
func TestHardFeedsInPieces(t *testing.T) {
	first, count := uint64(0), uint64(6)
	if feedtest.Race {
		count = 2
	}
	if *hardTime > 0 {
		first, count = rand.Uint64(), 1<<63
	}
	end := time.Now().Add(*hardTime)
	for i := uint64(0); i < count && (*hardTime == 0 || time.Now().Before(end)) && !t.Failed(); i++ {
		for _, from := range []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe} {
			h := feedtest.Hard(first+i, 20+int((first+i)%60), from)
			name := fmt.Sprintf("hard feed %d in %v", first+i, from)
			compareCopies(t, name, h.Text, from, feed.XML+(from-feed.XML+1)%4, ways[i%4])
			compareJudgements(t, name, h.Text, from, judgements[i%4])
			name, text := name+" with stray bytes", strayBytes(h.Text, first+i)
			compareCopies(t, name, text, from, feed.XML+(from-feed.XML+1)%4, ways[(i+1)%4])
			compareJudgements(t, name, text, from, judgements[i%4])
		}
	}
}
