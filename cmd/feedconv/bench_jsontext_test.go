//go:build go1.27 && goexperiment.jsonv2

package main

import (
	"encoding/json/jsontext"
	"io"
)

func init() {
	jsonBaseline = "×jsontext"
	nextJSONToken = func(r io.Reader) func() error {
		d := jsontext.NewDecoder(r)
		return func() error { _, err := d.ReadToken(); return err }
	}
}
