package azuremapstest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// Options say how an emulator behaves. A zero member means its default.
type Options struct {
	Key       string        // the only key accepted; if empty, any key or none
	Seed      uint64        // of the places
	FaultSeed uint64        // of the faults
	Delay     time.Duration // that an answer takes; none
	// PerSecond is how many requests per second are accepted; others get status 429. 0 means
	// no limit.
	PerSecond int
	// RetryAfter is the Retry-After of a 429, in whole seconds. 0 sends no such header, as
	// in recorded answers of the service.
	RetryAfter time.Duration
	// SlowItems is the largest batch that is answered; a larger one gets status 408. 0 means
	// no limit.
	SlowItems int
	Faults    Faults
	// Log, if not nil, is called for each request before it is answered, with the answer's
	// status. Several goroutines may call it at once.
	Log func(Request)
	Now func() time.Time // the system's
}

// A Request describes a request to the emulator, for Options.Log.
type Request struct {
	Path, Version, Language string
	Header                  http.Header
	Body                    []byte
	Items                   int
	Status                  int
	Fault                   Fault // that happened, empty if none
}

// An Emulator is an http.Handler that emulates the service. It serves any number of
// requests at once. Make one with New.
type Emulator struct {
	o     Options
	draws *chance.Draws // of faults

	mu     sync.Mutex
	taken  []time.Time // requests of the last second
	counts Counts
}

// Counts are numbers of requests, and of the items in them.
type Counts struct{ Requests, Items, Answered int64 }

// New returns an Emulator, or an error for invalid options.
func New(o Options) (*Emulator, error) {
	switch {
	case o.Delay < 0 || o.RetryAfter < 0:
		return nil, fmt.Errorf("azuremapstest: Options.Delay or Options.RetryAfter is negative")
	case o.PerSecond < 0 || o.SlowItems < 0:
		return nil, fmt.Errorf("azuremapstest: Options.PerSecond or Options.SlowItems is negative")
	}
	if err := o.Faults.check(); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Emulator{o: o, draws: chance.NewDraws(o.Seed, o.FaultSeed)}, nil
}

// Counts returns the counts so far.
func (e *Emulator) Counts() Counts {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.counts
}

// maxBody is how many bytes of a request are read.
const maxBody = 16 << 20

// ServeHTTP answers a request.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if e.draws == nil {
		http.Error(w, "azuremapstest: an Emulator that New has not made", http.StatusInternalServerError)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return // the client has gone
	}
	if e.o.Delay > 0 {
		select {
		case <-time.After(e.o.Delay):
		case <-r.Context().Done():
			return
		}
	}
	x := &exchange{e: e, w: w, r: r, body: body}
	x.asked = Request{Path: r.URL.Path, Version: r.URL.Query().Get("api-version"), Language: r.Header.Get("Accept-Language"), Header: r.Header, Body: body}
	x.answer()
	x.log()
}

// An exchange is one request and its answer.
type exchange struct {
	e     *Emulator
	w     http.ResponseWriter
	r     *http.Request
	body  []byte
	asked Request
	told  bool
}

func (x *exchange) log() {
	if x.told {
		return
	}
	x.told = true
	x.e.mu.Lock()
	x.e.counts.Requests++
	x.e.counts.Items += int64(x.asked.Items)
	if x.asked.Status == http.StatusOK && x.asked.Fault == "" {
		x.e.counts.Answered += int64(x.asked.Items)
	}
	x.e.mu.Unlock()
	if x.e.o.Log != nil {
		x.e.o.Log(x.asked)
	}
}

// answer answers.
func (x *exchange) answer() {
	reverse := x.r.URL.Path == "/reverseGeocode:batch"
	var batch batchRequest
	wrong := ""
	if d := json.NewDecoder(bytes.NewReader(x.body)); d.Decode(&batch) != nil {
		wrong = "The request body is not a batch"
	} else if wrong = batch.check(); wrong == "" {
		x.asked.Items = len(batch.BatchItems)
	}
	switch key := x.r.Header.Get("Subscription-Key"); {
	case x.r.URL.Path != "/geocode:batch" && !reverse, x.asked.Version == "1.0":
		x.refuse(http.StatusNotFound, "NotFound", "The requested resource was not found", "")
	case x.r.Method != http.MethodPost:
		x.refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "The requested method is not supported", "")
	case x.e.o.Key != "" && key != x.e.o.Key:
		x.refuse(http.StatusUnauthorized, "InvalidKey", "The provided key was incorrect or the account resource does not exist.", "WWW-Authenticate")
	case x.e.o.PerSecond > 0 && !x.e.take():
		x.tooMany(true)
	case x.asked.Version == "":
		x.refuse(http.StatusBadRequest, "BadRequest", "The api-version is missing", "api-version")
	case x.disturb():
	case wrong != "":
		x.refuse(http.StatusBadRequest, "BadRequest", wrong, "")
	case x.e.o.SlowItems > 0 && x.asked.Items > x.e.o.SlowItems:
		x.refuse(http.StatusRequestTimeout, "RequestTimeout", "The request took longer than 60 seconds", "")
	default:
		x.succeed(&batch, reverse)
	}
}

// take reports whether a further request is within the rate.
func (e *Emulator) take() bool {
	now := e.o.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	kept := e.taken[:0]
	for _, at := range e.taken {
		if now.Sub(at) < time.Second {
			kept = append(kept, at)
		}
	}
	if e.taken = kept; len(kept) >= e.o.PerSecond {
		return false
	}
	e.taken = append(e.taken, now)
	return true
}

// tooMany refuses a request that is one too many.
func (x *exchange) tooMany(retryAfter bool) {
	if retryAfter && x.e.o.RetryAfter > 0 {
		x.w.Header().Set("Retry-After", fmt.Sprint(int(x.e.o.RetryAfter.Seconds())))
	}
	x.refuse(http.StatusTooManyRequests, "TooManyRequests", "The rate limit is exceeded", "")
}

type errorDocument struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    string     `json:"code"`
	Message string     `json:"message"`
	Target  *string    `json:"target,omitempty"`
	Details *[]outcome `json:"details,omitempty"`
}

// refuse answers with an error.
func (x *exchange) refuse(status int, code, message, target string) {
	x.asked.Status = status
	h := x.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("x-ms-error-code", code)
	x.common(h)
	text, _ := json.Marshal(errorDocument{errorBody{code, message, &target, &[]outcome{}}})
	x.log()
	x.w.WriteHeader(status)
	x.w.Write(text)
}

// common sets the headers that every answer has.
func (x *exchange) common(h http.Header) {
	sum := x.e.hash("trace", string(x.body), x.asked.Language)
	h.Set("X-Cache", "CONFIG_NOCACHE")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	h.Set("x-ms-azuremaps-region", "West Europe")
	h.Set("X-MSEdge-Ref", fmt.Sprintf("Ref A: %016X%016X Ref B: EMULATOR0101 Ref C: 2026-01-01T00:00:00Z", sum, chance.Mix(sum)))
}

// succeed answers the items.
func (x *exchange) succeed(batch *batchRequest, reverse bool) {
	var document batchAnswer
	for i := range batch.BatchItems {
		item := &batch.BatchItems[i]
		var o outcome
		if reverse {
			o = x.e.reverse(item, x.asked.Language)
		} else {
			o = x.e.forward(item, x.asked.Language)
		}
		if o.OptionalID = item.OptionalID; o.Error == nil {
			document.Summary.SuccessfulRequests++
		}
		document.BatchItems = append(document.BatchItems, o)
	}
	document.Summary.TotalRequests = len(batch.BatchItems)
	x.spoil(&document)
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.Encode(document)
	x.deliver(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
}

// deliver writes an answer, unless a fault keeps it from arriving as a whole.
func (x *exchange) deliver(text []byte) {
	h := x.w.Header()
	x.asked.Status = http.StatusOK
	switch x.asked.Fault {
	case Cut:
		h.Set("Content-Length", fmt.Sprint(len(text)))
		text = text[:len(text)/2]
	case Truncate:
		text = text[:len(text)/2]
	}
	h.Set("Content-Type", "application/json")
	h.Set("Request-Context", "appId=")
	x.common(h)
	x.log()
	x.w.WriteHeader(http.StatusOK)
	x.w.Write(text)
	if x.asked.Fault == Cut {
		reset()
	}
	if x.asked.Fault == Endless {
		x.endless()
	}
}

// endless writes white space until the client has had enough.
func (x *exchange) endless() {
	space := []byte(strings.Repeat(" ", 64<<10))
	for x.r.Context().Err() == nil {
		if _, err := x.w.Write(space); err != nil {
			return
		}
	}
}

// A batchRequest is the body of a request.
type batchRequest struct {
	BatchItems []batchItem `json:"batchItems"`
}

// check returns what is wrong with the batch as a whole.
func (b *batchRequest) check() string {
	const most = 100
	if n := len(b.BatchItems); n == 0 || n > most {
		return fmt.Sprintf("The number of batch items must be from 1 to %d. %d were passed", most, n)
	}
	for _, item := range b.BatchItems {
		if item.Top != nil && (*item.Top < 1 || *item.Top > 20) {
			return fmt.Sprintf("The value %d of 'top' is not from 1 to 20", *item.Top)
		}
	}
	return ""
}

// A batchItem is an item of either direction.
type batchItem struct {
	OptionalID     *string       `json:"optionalId"`
	Top            *int          `json:"top"`
	Query          *string       `json:"query"`
	AddressLine    string        `json:"addressLine"`
	Locality       string        `json:"locality"`
	PostalCode     string        `json:"postalCode"`
	AdminDistrict  string        `json:"adminDistrict"`
	AdminDistrict2 string        `json:"adminDistrict2"`
	AdminDistrict3 string        `json:"adminDistrict3"`
	CountryRegion  string        `json:"countryRegion"`
	Coordinates    []json.Number `json:"coordinates"`
	ResultTypes    []string      `json:"resultTypes"`
	View           string        `json:"view"`
}

func (b *batchItem) top() int {
	if b.Top == nil {
		return 5
	}
	return *b.Top
}

// structured returns the name of the first structured field that is set.
func (b *batchItem) structured() string {
	for _, f := range [...][2]string{
		{"addressLine", b.AddressLine}, {"locality", b.Locality}, {"postalCode", b.PostalCode}, {"adminDistrict", b.AdminDistrict},
		{"adminDistrict2", b.AdminDistrict2}, {"adminDistrict3", b.AdminDistrict3}, {"countryRegion", b.CountryRegion},
	} {
		if f[1] != "" {
			return f[0]
		}
	}
	return ""
}

func (b *batchItem) query() string { return strings.TrimSpace(*cmp.Or(b.Query, new(string))) }
