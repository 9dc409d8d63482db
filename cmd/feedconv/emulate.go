package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var emulateCommand = command{
	name:    "emulate",
	summary: "serve an emulator of the service, to try things out without a key",
	help:    emulateHelp,
	flags:   func() *flag.FlagSet { return emulateFlags(new(emulateOptions)) },
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
	entityLimit, maxBytes int64
}

func emulateFlags(o *emulateOptions) *flag.FlagSet {
	flags := newFlags("emulate")
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "listen at this `address`")
	flags.StringVar(&o.key, "key", "", "take no other `key` (default: any, and none)")
	flags.DurationVar(&o.delay, "delay", 2*time.Second, "let a job take this `time`")
	flags.Uint64Var(&o.seed, "seed", 0, "make up other places, and other faults, for another `number`")
	flags.BoolVar(&o.zip, "zip", false, "return results as zip archives")
	flags.Float64Var(&o.faults, "faults", 0, "let everything that can fail do so with this `probability`, from 0 to 1")
	flags.IntVar(&o.inProcess, "jobs", 10, "allow this `number` of jobs in process")
	flags.IntVar(&o.perDay, "per-day", 50, "allow this `number` of jobs in 24 hours")
	flags.Int64Var(&o.entityLimit, "entities", validate.Enterprise().Limits.Entities, "allow this `number` of entities in a job")
	flags.Int64Var(&o.maxBytes, "bytes", validate.Enterprise().Limits.Bytes, "allow this `number` of bytes in a job")
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
	if o.faults < 0 || o.faults > 1 {
		return usagef("-faults wants a number from 0 to 1")
	}
	dir, err := os.MkdirTemp("", "feedconv-emulate-")
	if err != nil {
		return err
	}
	s.unfinished.add(dir)
	emulator, err := dataflowtest.New(o.options(dir))
	if err != nil {
		return err
	}
	defer emulator.Close()
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stderr, "feedconv: emulating the service at http://%s; stop with Ctrl-C\n", listener.Addr())
	server := &http.Server{Handler: emulator, ReadHeaderTimeout: time.Minute}
	return server.Serve(listener)
}

func (o *emulateOptions) options(dir string) dataflowtest.Options {
	profile := validate.Enterprise()
	profile.Limits = validate.Limits{Entities: o.entityLimit, Bytes: o.maxBytes}
	return dataflowtest.Options{
		Key: o.key, Seed: o.seed, FaultSeed: o.seed, Delay: o.delay, Zip: o.zip, Profile: profile,
		InProcess: o.inProcess, PerDay: o.perDay,
		RetryAfter: time.Second,
		Dir:        dir,
		Faults:     dataflowtest.AtOnce(o.faults),
	}
}
