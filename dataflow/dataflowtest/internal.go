package dataflowtest

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// Responses returns what an emulator with a seed answers to the request of an entity, so
// that the emulators of several services know the same places. There are none where the
// request cannot be located.
func (internal) Responses(_ *private.Access, r *feed.Record, seed uint64) ([]feed.GeocodeResponse, error) {
	b := builder{e: &Emulator{o: Options{Seed: seed}}}
	b.succeed(r)
	var out feed.Record
	if err := pack.Load(&out, b.packed); err != nil {
		return nil, err
	}
	return out.Struct().Responses, nil
}
