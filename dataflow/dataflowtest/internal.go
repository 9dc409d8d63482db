package dataflowtest

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// Responses returns what an emulator with a seed answers to the request of an entity, so
// that the emulators of several services know the same places. There are none where the
// request cannot be located.
func (internal) Responses(_ *private.Access, r *feed.Record, seed uint64) ([]feed.GeocodeResponse, error) {
	var out feed.Record
	if err := newBuilder(seed).succeed(&out, r); err != nil {
		return nil, err
	}
	return out.Struct().Responses, nil
}
