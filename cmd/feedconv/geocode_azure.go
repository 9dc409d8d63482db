package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/azuremapstest"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/run"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/inprocess"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// An opener opens some text.
type opener func() (io.ReadCloser, error)

// The services that answer.
const (
	bingService  = "bing"
	azureService = "azure"
)

// serviceFlag is the flag of the commands that know several services.
func serviceFlag(flags *flag.FlagSet, to *string) {
	flags.StringVar(to, "service", bingService, "`SERVICE` that answers: bing, the Geocode Dataflow, or azure, Azure Maps")
}

// checkService makes sure that there is such a service.
func checkService(name string) error {
	if name != bingService && name != azureService {
		return usagef("no service %q; %sthere are bing and azure", name, didYouMean(name, []string{bingService, azureService}))
	}
	return nil
}

// azureFlags are the flags of geocode that only Azure Maps knows.
type azureFlags struct {
	service, version, view string
	batch, flights         int
	rate, price            float64
	country, both, raw     string
	countryInQuery         bool
	allowLoss              stringList
	first, noName          bool
	maxItems               amount

	given map[string]bool // flags on the command line
}

const (
	// azurePrice is the list price of 1,000 requests in US dollars, and azurePriceDate when
	// it was looked up.
	azurePrice     = 4.50
	azurePriceDate = "November 2026"
	// azurePart is how many entities are read before a batch is sent that is not full.
	azurePart = 10_000
)

func (o *azureFlags) register(flags *flag.FlagSet) {
	serviceFlag(flags, &o.service)
	o.registerMapping(flags)
	flags.StringVar(&o.raw, "raw", "", "azure: write every answer unchanged to `OUT`, one line of JSON each")
	flags.Var(&o.maxItems, "max-items", "azure: send at most `N` requests in all, repeated ones included; the same command with a larger N continues")
	flags.Float64Var(&o.price, "price", azurePrice, "azure: `PRICE` of 1,000 requests, for -dry-run")
	flags.Float64Var(&o.rate, "rate", client.DefaultRate, "azure: send at most `N` batches in a second")
	flags.IntVar(&o.batch, "batch", azuremaps.MaxItems, "azure: send at most `N` requests in a batch")
	flags.IntVar(&o.flights, "flights", 4, "azure: have at most `N` batches in flight")
	flags.StringVar(&o.version, "api-version", client.DefaultVersion, "azure: `VERSION` of the service")
}

// registerMapping registers the flags that say how requests and answers are mapped.
func (o *azureFlags) registerMapping(flags *flag.FlagSet) {
	flags.StringVar(&o.both, "both", "", "azure: if a request has both a Query and an Address, send only one: `WHICH` is query or address (default: neither; such entities fail)")
	flags.StringVar(&o.country, "country", "", "azure: `CODE` of the country of addresses that name none, such as DE")
	flags.BoolVar(&o.countryInQuery, "country-in-query", false, "azure: append the country to a Query; otherwise it cannot be sent with one")
	flags.Var(&o.allowLoss, "allow-loss", "azure: drop values of `FIELD` that have no place, such as CountryRegion, although the answer may change; may be given several times")
	flags.BoolVar(&o.first, "first", false, "azure: keep only the first response of an entity")
	flags.BoolVar(&o.noName, "no-name", false, "azure: leave Name empty in responses, instead of the formatted address")
	flags.StringVar(&o.view, "view", "", "azure: show borders as `VIEW` does, such as IN (default: the service's choice)")
}

// azureNames are the flags that only Azure Maps knows, and bingNames those that only the
// Dataflow does.
var (
	azureNames = []string{"raw", "both", "country", "country-in-query", "allow-loss", "first", "no-name", "max-items", "price", "rate", "batch", "flights", "view", "api-version"}
	bingNames  = []string{"poll", "description", "gzip", "entities", "bytes", "jobs", "rejects"}
)

func (o *azureFlags) isAzure() bool { return o.service == azureService }

// check makes sure that the flags are those of the service.
func (o *azureFlags) check(given map[string]bool) error {
	if err := checkService(o.service); err != nil {
		return err
	}
	o.given = given
	others, of := azureNames, azureService
	if o.isAzure() {
		others, of = bingNames, bingService
	}
	for _, name := range others {
		if given[name] {
			return usagef("-%s is for -service %s; leave it out", name, of)
		}
	}
	if !o.isAzure() {
		return nil
	}
	switch {
	case !(o.rate > 0) || o.rate > 1e6:
		return usagef("-rate wants a number above 0")
	case o.batch < 1 || o.batch > azuremaps.MaxItems:
		return usagef("-batch wants a number from 1 to %d", azuremaps.MaxItems)
	case o.flights < 1 || o.flights > 1000:
		return usagef("-flights wants a number from 1 to 1000")
	case strings.HasSuffix(strings.ToLower(o.raw), ".gz"):
		return usagef("-raw: answers are kept as they are, not compressed; name a file without .gz")
	case !(o.price >= 0) || math.IsInf(o.price, 0):
		return usagef("-price wants a number that is not below 0")
	}
	if _, err := azuremaps.NewMapper(o.mapping(0)); err != nil {
		return usagef("%s", err)
	}
	if err := (&client.Client{Version: o.version}).Check(); err != nil {
		return usagef("-api-version: %v", err)
	}
	return nil
}

// mapping returns how requests are mapped.
func (o *azureFlags) mapping(top int) *azuremaps.Options {
	return &azuremaps.Options{
		Top: top, Both: o.both, Country: o.country, CountryInQuery: o.countryInQuery, View: o.view, AllowLoss: o.allowLoss, NoName: o.noName, First: o.first,
	}
}

// settings says in a line what the batches and the answers' mapping depend on, as flags.
func (o *azureFlags) settings(top int) string {
	parts := []string{"-api-version " + o.version, "top " + strconv.Itoa(top)}
	for _, f := range []struct{ name, value string }{{"both", o.both}, {"country", o.country}, {"view", o.view}} {
		if f.value != "" {
			parts = append(parts, "-"+f.name+" "+f.value)
		}
	}
	for _, f := range []struct {
		name string
		set  bool
	}{{"country-in-query", o.countryInQuery}, {"first", o.first}, {"no-name", o.noName}} {
		if f.set {
			parts = append(parts, "-"+f.name)
		}
	}
	lost := slices.Clone(o.allowLoss)
	slices.Sort(lost)
	for _, name := range lost {
		parts = append(parts, "-allow-loss "+name)
	}
	return strings.Join(parts, ", ")
}

// azureEmulation is the endpoint of the emulator within the command. Nothing is there.
const azureEmulation = "https://azure.emulator.invalid"

// azureClient returns the client that the flags ask for.
func (g *geocoding) azureClient() (*client.Client, error) {
	c := &client.Client{BaseURL: g.o.endpoint, Version: g.o.azure.version, Rate: g.o.azure.rate, First: azureBackoff, Note: func(text string) { g.s.note("%s", text) }}
	if g.o.emulate {
		g.s.note("%s", emulationNote)
		emulator, err := azuremapstest.New(azuremapstest.Options{})
		if err != nil {
			return nil, err
		}
		c.BaseURL, c.HTTPClient = azureEmulation, &http.Client{Transport: inprocess.Transport(emulator)}
		if !g.o.azure.given["rate"] {
			c.Rate = 1e6
		}
		return c, nil
	}
	var err error
	if c.Key, err = g.o.keyOf(azureKey); err != nil {
		return nil, err
	}
	if c.Key == "" && g.o.endpoint == "" {
		return nil, g.o.noKey(azureKey)
	}
	if err := c.Check(); err != nil {
		return nil, usagef("-endpoint: %v", err)
	}
	return c, nil
}

// useAzure lets Azure Maps answer.
func (g *geocoding) useAzure(options *batch.Options, c *client.Client) error {
	m, settings, err := g.azureMapper()
	if err != nil {
		return err
	}
	g.azure, err = run.New(run.Options{
		Client: c, Mapper: m, Settings: settings, Batch: g.o.azure.batch, Flights: g.o.azure.flights, MaxItems: int64(g.o.azure.maxItems),
	})
	options.Service = g.azure
	return err
}

// azureLimits are those of the parts of a run.
var azureLimits = batch.Limits{Entities: azurePart, Jobs: 2}

// azureMapper returns the mapper for the feed.
func (g *geocoding) azureMapper() (*azuremaps.Mapper, string, error) {
	top, err := azureTop(g.format, g.o.added.best || g.o.form.plain.AllResponses, g.head)
	if err != nil {
		return nil, "", err
	}
	m, err := azuremaps.NewMapper(g.o.azure.mapping(top))
	return m, g.o.azure.settings(top), err
}

// azureTop returns how many results a request gets that does not say it: 1 where the input
// is text whose layout holds one, or a table that gets one, 5 otherwise.
func azureTop(format feed.Format, several bool, head opener) (int, error) {
	switch {
	case format == feed.Table && !several:
		return 1, nil
	case format == feed.Table || format.Delimiter() == 0:
		return azuremaps.DefaultTop, nil
	}
	in, err := head()
	if err != nil {
		return 0, err
	}
	defer in.Close()
	text := make([]byte, 64<<10)
	n, err := io.ReadFull(in, text)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return 0, err
	}
	for _, f := range feed.Columns(feed.Extended) {
		if f.Info().Layout == feed.Extended && bytes.Contains(bytes.ToLower(bytes.ReplaceAll(text[:n], []byte{0}, nil)), []byte(strings.ToLower(f.String()))) {
			return azuremaps.DefaultTop, nil
		}
	}
	return 1, nil
}

// sumUpAzure says what became of the requests.
func (g *geocoding) sumUpAzure() {
	if g.azure == nil {
		return
	}
	sent, repeated := g.azure.Sent()
	again := ""
	if repeated > 0 {
		again = fmt.Sprintf(", %d of them again", repeated)
	}
	g.s.note("%s sent%s", quote.Count(sent, "request"), again)
	g.s.noteLosses(g.azure.Tally())
}

// noteLosses says what requests and answers of Azure Maps have lost.
func (s *session) noteLosses(t *azuremaps.Tally) {
	for line := range t.All() {
		s.note("%d × %s: %s", line.N, line.Name, line.Text)
	}
}

// azurePhase says what the run is at.
func azurePhase(parts []batch.Progress) string {
	var done, all int64
	for _, p := range parts {
		done += p.Processed
		all += int64(p.Entities)
	}
	return fmt.Sprintf("%d of %d entities answered", done, all)
}

// estimate returns what is to say what would be sent to Azure Maps; nil for another service.
func (g *geocoding) estimate(options *batch.Options) (*run.Estimate, error) {
	if !g.o.azure.isAzure() {
		return nil, nil
	}
	m, _, err := g.azureMapper()
	if err != nil {
		return nil, err
	}
	e := run.NewEstimate(m, g.o.azure.batch, azurePart)
	options.Service = e
	return e, nil
}

// estimated says what would be sent to Azure Maps.
func (g *geocoding) estimated(e *run.Estimate) string {
	var b strings.Builder
	name := displayName(g.in)
	fmt.Fprintf(&b, "%s: to send: %s", name, quote.Count(e.Items(), "request"))
	if n := e.Refused(); n > 0 {
		fmt.Fprintf(&b, "; %d cannot be sent and will fail", n)
	}
	b.WriteByte('\n')
	for _, c := range e.Batches() {
		fmt.Fprintf(&b, "%s: %v, %s: %s in %s\n", name, c.Direction, c.Language, quote.Count(c.Items, "request"), quote.Count(c.Batches, "batch"))
	}
	fmt.Fprintf(&b, "%s: at least %d s at %s a second; %.2f at %.2f for 1,000 requests", name, int(e.Least(g.o.azure.rate).Seconds()), quote.Count(g.o.azure.rate, "batch"), float64(e.Items())*g.o.azure.price/1000, g.o.azure.price)
	if !g.o.azure.given["price"] {
		fmt.Fprintf(&b, ", the list price in US dollars of %s", azurePriceDate)
	}
	b.WriteByte('\n')
	for line := range e.Tally().All() {
		fmt.Fprintf(&b, "%s: %d × %s: %s\n", name, line.N, line.Name, line.Text)
	}
	return b.String()
}

// writeRaw writes the answers as they came.
func (g *geocoding) writeRaw(w io.Writer) error {
	if g.azure == nil {
		return errors.New("there are no answers of Azure Maps")
	}
	return run.Raw(w, g.batch.Journals())
}

const azureHelp = `
With -service azure, Azure Maps answers. It is the successor of the Bing service,
which ends for everyone on 2028-06-30. IN, the outputs and the flags are the same,
except that flags marked "azure" in the list are for Azure Maps only, and -entities,
-bytes, -jobs, -poll, -gzip and -description are for the Bing service only. The key is
read from the variable AZURE_MAPS_KEY or from -key-file, and is sent only in a header.
docs/migrating-to-azure-maps.md says what changes.

Requests are sent in batches of 100, ten batches per second; a batch has one direction
and one Culture. Every request costs money, even if it finds nothing. -dry-run prints
what would be sent, how long it takes and what it costs, and needs no key. -max-items
limits the number of requests. Answers are saved as they arrive; the same command
continues a run that ended early, and never repeats a request that was answered. With
-raw, OUT has the unchanged answers, including what the feed has no field for;
"feedconv join -answers" joins them to IN again without sending anything.

An entity without a match has the status NotFound, and is in -failed. An entity that
cannot be sent has BadRequest and the reason. StrictMatch, MinimumConfidence and, in
reverse requests, MaxResults are applied to the answers. If Azure Maps has no place
for a value that could change the answer, such as a CountryRegion next to a Query, the
feed is not sent unless -allow-loss names the field. If the service does not answer a
request in time, the entity has no status, and the exit status is 1.

Results of Azure Maps may be stored for at most six months, coordinates for as long as
the account exists.
`
