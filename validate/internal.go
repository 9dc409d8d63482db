package validate

import (
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// Taker returns a taker that checks entities as Next does.
func (internal) Taker(_ *private.Access, v *Validator) pieces.Taker { return runner{v} }
