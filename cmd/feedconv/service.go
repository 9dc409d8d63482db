package main

import (
	"flag"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
)

// serviceFlags are the flags of the commands that speak with the service.
type serviceFlags struct {
	endpoint, keyFile string
	poll              time.Duration
}

// backoff spaces the attempts at one request; the zero Pace is the client's own. Tests,
// and the processes that they start, do not wait as long.
var backoff dataflow.Pace

// pollGrowth is how many times longer than the first the waits become.
const pollGrowth = 8

func (o *serviceFlags) register(flags *flag.FlagSet) {
	flags.StringVar(&o.endpoint, "endpoint", "", "`URL` of the service, or of an emulator (default: the service's)")
	flags.StringVar(&o.keyFile, "key-file", "", "read the key from this `file` (default: the variable BING_MAPS_KEY)")
	flags.DurationVar(&o.poll, "poll", 15*time.Second, "ask a job's status after this `time`, then at intervals that grow to eight times it")
}

// client returns a client that does as the flags say.
func (o *serviceFlags) client() (*dataflow.Client, error) {
	key, err := o.key()
	if err != nil {
		return nil, err
	}
	if key == "" && o.endpoint == "" {
		return nil, usagef("there is no key; put it into the variable BING_MAPS_KEY or name its file with -key-file")
	}
	if o.poll <= 0 {
		return nil, usagef("-poll wants a time above 0, such as 15s")
	}
	c := &dataflow.Client{BaseURL: o.endpoint, Key: key, Poll: dataflow.Pace{First: o.poll, Max: pollGrowth * o.poll}, Backoff: backoff}
	if _, err := c.Endpoint(); err != nil {
		return nil, usagef("-endpoint: %v", err)
	}
	return c, nil
}
