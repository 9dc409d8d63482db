package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/azuremapstest"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var emulateCommand = command{
	name:    "emulate",
	summary: "serve an emulator of the service, to try things out without a key",
	help:    emulateHelp,
	flags:   func() *flag.FlagSet { return emulateFlags(new(emulateOptions)) },
	args:    noArgs,
	run:     runEmulate,
}

// emulateOptions are the flags as given.
type emulateOptions struct {
	addr, key             string
	delay                 time.Duration
	seed                  uint64
	zip                   bool
	faults                float64
	inProcess, perDay     int
	quotaStatus           int
	tls                   bool
	tlsCert               string
	entityLimit, maxBytes int64
	service               string
	perSecond, slowItems  int
}

func emulateFlags(o *emulateOptions) *flag.FlagSet {
	flags := newFlags("emulate")
	serviceFlag(flags, &o.service)
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "listen at `ADDRESS`")
	flags.StringVar(&o.key, "key", "", "accept only `KEY` (default: any key or none)")
	flags.DurationVar(&o.delay, "delay", 2*time.Second, "let a job take `TIME`")
	flags.Uint64Var(&o.seed, "seed", 0, "use the seed `N` for places and faults; another seed gives others")
	flags.BoolVar(&o.zip, "zip", false, "return results as zip archives")
	flags.Float64Var(&o.faults, "faults", 0, "let each step fail with `PROBABILITY`, from 0 to 1")
	flags.IntVar(&o.inProcess, "jobs", 10, "allow `N` jobs in process")
	flags.IntVar(&o.perDay, "per-day", 50, "allow `N` jobs in 24 hours")
	flags.IntVar(&o.quotaStatus, "quota-status", http.StatusServiceUnavailable, "refuse jobs beyond these numbers with the HTTP status `STATUS`: 200, 400, 403 or 503")
	flags.BoolVar(&o.tls, "tls", false, "serve https, with a new certificate")
	flags.StringVar(&o.tlsCert, "tls-cert", "", "with -tls: write the certificate, for clients to trust, to the new file `FILE`")
	flags.Int64Var(&o.entityLimit, "entities", validate.Enterprise().Limits.Entities, "allow `N` entities in a job")
	flags.Int64Var(&o.maxBytes, "bytes", validate.Enterprise().Limits.Bytes, "allow `N` bytes in a job")
	flags.IntVar(&o.perSecond, "per-second", 10, "azure: take `N` batches in a second")
	flags.IntVar(&o.slowItems, "slow-items", 0, "azure: let a batch of more than `N` requests time out (default: none does)")
	return flags
}

func runEmulate(s *session, args []string) error {
	o := new(emulateOptions)
	flags := emulateFlags(o)
	if done, err := s.parse(flags, args); done || err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return usagef("emulate takes no arguments")
	}
	if err := o.check(givenFlags(flags)); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "feedconv-emulate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s.onInterrupt(func() { os.RemoveAll(dir) })
	emulator, err := o.emulator(dir)
	if err != nil {
		return err
	}
	defer emulator.Close()
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	scheme := "http"
	if o.tls {
		scheme = "https"
		if listener, err = o.encrypted(listener); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.stderr, "feedconv: emulating the service at %s://%s; its places are made up; stop with Ctrl-C\n", scheme, listener.Addr())
	if o.tls {
		fmt.Fprintf(s.stderr, "feedconv: %s\n", o.trustAdvice())
	}
	server := &http.Server{Handler: emulator, ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}

// emulator returns the emulator of the service.
func (o *emulateOptions) emulator(dir string) (handler, error) {
	if o.service == azureService {
		return o.azureEmulator()
	}
	return dataflowtest.New(o.options(dir))
}

// azureEmulator returns that of Azure Maps. It fails only in ways that pass.
func (o *emulateOptions) azureEmulator() (handler, error) {
	e, err := azuremapstest.New(azuremapstest.Options{
		Key: o.key, Seed: o.seed, FaultSeed: o.seed, Delay: o.delay, PerSecond: o.perSecond, SlowItems: o.slowItems,
		Faults: azuremapstest.AtOnce(o.faults, azuremapstest.Passing...),
	})
	return azureHandler{e}, err
}

// An azureHandler has nothing to close.
type azureHandler struct{ *azuremapstest.Emulator }

func (azureHandler) Close() error { return nil }

// The flags of one of the emulators alone.
var (
	azureEmulatorNames = []string{"per-second", "slow-items"}
	bingEmulatorNames  = []string{"zip", "jobs", "per-day", "quota-status", "entities", "bytes"}
)

func (o *emulateOptions) check(given map[string]bool) error {
	if err := checkService(o.service); err != nil {
		return err
	}
	others, of := azureEmulatorNames, azureService
	if o.service == azureService {
		others, of = bingEmulatorNames, bingService
		if !given["delay"] {
			o.delay = 0
		}
	}
	for _, name := range others {
		if given[name] {
			return usagef("-%s is for -service %s; leave it out", name, of)
		}
	}
	switch {
	case o.perSecond < 1 || o.slowItems < 0:
		return usagef("-per-second wants a number above 0, and -slow-items none below")
	case o.faults < 0 || o.faults > 1:
		return usagef("-faults wants a number from 0 to 1")
	case !slices.Contains([]int{200, 400, 403, 503}, o.quotaStatus):
		return usagef("-quota-status wants 200, 400, 403 or 503")
	case o.tlsCert != "" && !o.tls:
		return usagef("-tls-cert needs -tls")
	}
	return nil
}

// encrypted wraps a listener so that it serves https, and writes the certificate
// where that is asked for.
func (o *emulateOptions) encrypted(l net.Listener) (net.Listener, error) {
	host, _, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil, err
	}
	certificate, err := newCertificate(host, "localhost", "127.0.0.1", "::1", "spatial.virtualearth.net", "atlas.microsoft.com")
	if err != nil {
		return nil, err
	}
	if o.tlsCert != "" {
		if err := writeCertificate(o.tlsCert, certificate); err != nil {
			return nil, err
		}
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}}), nil
}

// trustAdvice says where the certificate is to be had.
func (o *emulateOptions) trustAdvice() string {
	if o.tlsCert == "" {
		return "nobody trusts its certificate; write it to a file for clients with -tls-cert FILE"
	}
	return "its certificate is in " + o.tlsCert + "; tell clients to trust it"
}

func (o *emulateOptions) options(dir string) dataflowtest.Options {
	profile := validate.Enterprise()
	profile.Limits = validate.Limits{Entities: o.entityLimit, Bytes: o.maxBytes}
	return dataflowtest.Options{
		Key: o.key, Seed: o.seed, FaultSeed: o.seed, Delay: o.delay, Zip: o.zip, Profile: profile,
		InProcess: o.inProcess, PerDay: o.perDay, QuotaStatus: o.quotaStatus,
		RetryAfter: time.Second,
		Dir:        dir,
		Faults:     dataflowtest.AtOnce(o.faults),
	}
}

const emulateHelp = `usage: feedconv emulate [flags]

Emulate runs an emulator of the service until it is interrupted. It accepts and checks
uploads as the service does. The places it returns are made up, but they are in the
country or state of the request, and the same request always gets the same place. Use
it to try the other commands, and other clients of the service, without a key:

	feedconv emulate &
	feedconv geocode -endpoint http://127.0.0.1:8080 requests.csv -joined -

A word in the query or the address chooses the answer: "not-located" gets none,
"ambiguous" several, "up-hierarchy" one of a larger area, and "low-confidence" one of
low confidence. To try quotas, set -jobs, -per-day and -quota-status.

With -service azure it plays Azure Maps, with the same places:

	feedconv emulate -service azure &
	feedconv geocode -service azure -endpoint http://127.0.0.1:8080 requests.csv -joined -

With -tls it serves https, with a certificate for its address, localhost and the hosts
of both services. The certificate is new at each start, so no client trusts it. Write it
to a file with -tls-cert and give that file to the client (for feedconv on Linux, in the
variable SSL_CERT_FILE).
`
