package azuremapstest

import (
	"io"
	"net/http"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// A Fault is a way to fail.
type Fault string

// The faults.
const (
	Timeout       Fault = "timeout"         // 408, though the batch is small enough
	TooMany       Fault = "too-many"        // 429 without Retry-After
	TooManyRetry  Fault = "too-many-retry"  // 429 with Retry-After
	ServerError   Fault = "error"           // 500
	Unavailable   Fault = "unavailable"     // 503
	Lost          Fault = "lost"            // the connection breaks before the answer, which is billed
	Cut           Fault = "cut"             // the connection breaks within the answer
	Truncate      Fault = "truncate"        // the answer ends within, as if it were whole
	HTMLPage      Fault = "html"            // a web page with status 200
	ItemMissing   Fault = "item-missing"    // the answer lacks its last item
	ItemsSwapped  Fault = "items-exchanged" // the first two items are exchanged
	WrongID       Fault = "wrong-id"        // the first item has another id than was sent
	FeaturesError Fault = "features-error"  // the first item has features and an error
	Redirect      Fault = "redirect"        // to another host
	Endless       Fault = "endless"         // the answer has no end
)

// AllFaults lists all faults.
var AllFaults = []Fault{
	Timeout, TooMany, TooManyRetry, ServerError, Unavailable, Lost, Cut, Truncate, HTMLPage, ItemMissing, ItemsSwapped, WrongID, FeaturesError, Redirect, Endless,
}

// Passing are the faults that go away when a request is repeated.
var Passing = []Fault{Timeout, TooMany, TooManyRetry, ServerError, Unavailable, Lost, Cut}

// Faults say how often each fault happens where it can, from 0 (never) to 1 (always).
// That depends on the seed, on the request and on how often it came before, not on time.
type Faults map[Fault]float64

func (f Faults) check() error { return chance.Check("azuremapstest", f, AllFaults) }

// AtOnce returns Faults in which each fault has the same probability.
func AtOnce(probability float64, faults ...Fault) Faults {
	return chance.Always[Faults](probability, faults)
}

// happens reports whether a fault happens to the request.
func (x *exchange) happens(f Fault) bool {
	p := x.e.o.Faults[f]
	return p > 0 && x.e.draws.Happens(p, string(f)+" "+strconv.FormatUint(x.e.hash(string(x.body)), 16))
}

// hash returns a number that depends on the seed and the texts, evenly spread.
func (e *Emulator) hash(texts ...string) uint64 { return chance.Of(e.o.Seed, texts...) }

// disturb lets happen what can happen to any request. It reports whether the request is
// done with; a fault of the answer itself is only noted.
func (x *exchange) disturb() bool {
	for _, f := range AllFaults {
		if !x.happens(f) {
			continue
		}
		x.asked.Fault = f
		switch f {
		case Timeout:
			x.refuse(http.StatusRequestTimeout, "RequestTimeout", "The request took longer than 60 seconds", "")
		case TooMany:
			x.tooMany(false)
		case TooManyRetry:
			x.w.Header().Set("Retry-After", "1")
			x.tooMany(true)
		case ServerError:
			x.refuse(http.StatusInternalServerError, "InternalServerError", "The emulator was told to fail", "")
		case Unavailable:
			x.refuse(http.StatusServiceUnavailable, "ServiceUnavailable", "The emulator was told to fail", "")
		case Lost:
			x.log()
			reset()
		case HTMLPage:
			x.asked.Status = http.StatusOK
			x.log()
			x.w.Header().Set("Content-Type", "text/html")
			io.WriteString(x.w, "<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>\n")
		case Redirect:
			x.asked.Status = http.StatusTemporaryRedirect
			x.log()
			x.w.Header().Set("Location", "https://elsewhere.example/geocode:batch")
			x.w.WriteHeader(http.StatusTemporaryRedirect)
		default:
			return false
		}
		return true
	}
	return false
}

// spoil changes an answer in the way of the fault that happens.
func (x *exchange) spoil(document *batchAnswer) {
	items := document.BatchItems
	switch x.asked.Fault {
	case ItemMissing:
		document.BatchItems = items[:len(items)-1]
	case ItemsSwapped:
		if len(items) > 1 {
			items[0], items[1] = items[1], items[0]
		}
	case WrongID:
		id := "wrong"
		items[0].OptionalID = &id
	case FeaturesError:
		items[0] = outcome{OptionalID: items[0].OptionalID, Features: &[]any{}, Error: &errorBody{Code: "a", Message: "b"}}
	}
}

// reset breaks the connection.
func reset() { panic(http.ErrAbortHandler) }
