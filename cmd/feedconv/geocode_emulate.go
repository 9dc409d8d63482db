package main

import (
	"io"
	"math"
	"net/http"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/inprocess"
)

// An emulation is a service that -emulate plays within the process.
type emulation struct {
	endpoint string // its name in states; nothing is there
	// start begins to play it, with its files in a folder that there is by its first
	// request, for up to so many jobs at once.
	start func(folder string, jobs int) (handler, error)
}

// A handler is an emulator.
type handler interface {
	http.Handler
	io.Closer
}

// emulatedDataflow is the service that geocode speaks with.
var emulatedDataflow = emulation{
	endpoint: "http://dataflow.emulator.invalid",
	start: func(folder string, jobs int) (handler, error) {
		return dataflowtest.New(dataflowtest.Options{Dir: folder, InProcess: jobs, PerDay: math.MaxInt32})
	},
}

// playing is a client of an emulator, which the caller closes.
func (e emulation) playing(folder string, jobs int) (*dataflow.Client, io.Closer, error) {
	h, err := e.start(folder, jobs)
	if err != nil {
		return nil, nil, err
	}
	return &dataflow.Client{BaseURL: e.endpoint, HTTPClient: &http.Client{Transport: inprocess.Transport(h)}}, h, nil
}

// checkEmulate makes sure that there is one service to speak with.
func (o *geocodeOptions) checkEmulate() error {
	switch {
	case !o.emulate:
		return nil
	case o.endpoint != "":
		return usagef("-emulate and -endpoint name two services; leave one of them out")
	case o.keyFile != "":
		return usagef("-emulate needs no key; leave -key-file out, or leave -emulate out to ask the service")
	}
	return o.checkPoll()
}

// A connection has the client of one of the services, and what to close when it is no
// longer needed.
type connection struct {
	dataflow *dataflow.Client
	azure    *client.Client
	io.Closer
}

// connect returns the client that the flags ask for.
func (g *geocoding) connect(folder string) (c connection, err error) {
	c.Closer = io.NopCloser(nil)
	switch {
	case g.o.azure.isAzure():
		c.azure, err = g.azureClient()
	case g.o.emulate:
		g.s.note("%s", emulationNote)
		c.dataflow, c.Closer, err = emulatedDataflow.playing(folder, g.o.jobs)
	default:
		c.dataflow, err = g.o.client()
	}
	return c, err
}

const emulationNote = "the answers are an emulator's; its places are made up"
