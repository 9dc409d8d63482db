package azuremaps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
)

// A Direction is what a batch asks for. All items of a batch have the same one.
type Direction uint8

// The directions.
const (
	Forward Direction = iota // an address or a query to a place
	Reverse                  // a place to an address
)

// String returns "forward" or "reverse".
func (d Direction) String() string {
	if d == Reverse {
		return "reverse"
	}
	return "forward"
}

// What to send of a request that has both a Query and an Address, see Options.Both.
const (
	BothQuery   = "query"
	BothAddress = "address"
)

const (
	// DefaultTop is how many results an item gets if it does not say how many.
	DefaultTop = 5
	// MaxTop is how many results an item can ask for.
	MaxTop = 20
	// MaxItems is how many items a batch can have.
	MaxItems = 100
	// DefaultCulture is that of requests without one.
	DefaultCulture = "en-US"
)

// Options say how requests are mapped. The zero value means the defaults.
type Options struct {
	// Top is how many results a request gets if it does not say how many: 5, as in both
	// services. A text feed in the documented layout holds only 1.
	Top int
	// Both says what to send of a request that has both a Query and an Address: BothQuery or
	// BothAddress. If empty, such an entity is not sent.
	Both string
	// Country is the country code for addresses without a country.
	Country string
	// CountryInQuery appends the name of the country to a Query. Otherwise a CountryRegion
	// next to a Query cannot be sent.
	CountryInQuery bool
	// View is the country whose view of borders the service uses, such as "IN"; if empty,
	// the service chooses.
	View string
	// AllowLoss names fields whose values may be lost although that could change the answer,
	// by full name or its last part.
	AllowLoss []string
	// NoName leaves Name empty in responses, instead of giving it the formatted address.
	NoName bool
	// First keeps only the first response of an answer.
	First bool
}

// A Mapper maps requests and answers. Several goroutines may use it at once.
type Mapper struct {
	o       Options
	allowed feed.FieldSet // values that may be lost
	country *countries.Country

	cultures  memo[string]             // their tags
	countries memo[*countries.Country] // by what requests and answers call them
	districts memo[[]byte]             // that were asked for
}

// refusable are the fields of a request whose values can be lost in a way that could
// change the answer.
var refusable = []feed.Field{feed.GeocodeCountryRegion, feed.ReverseIncludeEntityTypes}

// NewMapper returns a Mapper, or an error for invalid options. Nil means the defaults.
func NewMapper(o *Options) (*Mapper, error) {
	m := new(Mapper)
	if o != nil {
		m.o = *o
	}
	if m.o.Top == 0 {
		m.o.Top = DefaultTop
	}
	if m.o.Top < 1 || m.o.Top > MaxTop {
		return nil, fmt.Errorf("azuremaps: Options.Top is %d, not 1 to %d", m.o.Top, MaxTop)
	}
	if m.o.Both != "" && m.o.Both != BothQuery && m.o.Both != BothAddress {
		return nil, fmt.Errorf("%q is neither %q nor %q", m.o.Both, BothQuery, BothAddress)
	}
	if m.o.Country != "" {
		if m.country = countries.Named(m.o.Country); m.country == nil {
			return nil, fmt.Errorf("%q is no country; write its code of two letters, such as DE", m.o.Country)
		}
	}
	if !isView(m.o.View) {
		return nil, fmt.Errorf("%q is no view; write Auto, Unified or a country's code of two letters", m.o.View)
	}
	for _, name := range m.o.AllowLoss {
		if err := m.allow(name); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// isView reports whether a text can be a view. The service decides which views exist; its
// list has grown before.
func isView(view string) bool {
	return view == "" || strings.EqualFold(view, "Auto") || strings.EqualFold(view, "Unified") || countries.ByCode(strings.ToUpper(view)) != nil
}

// allow adds the fields of a name to those that may be lost.
func (m *Mapper) allow(name string) error {
	found := false
	for _, f := range refusable {
		full := f.String()
		if strings.EqualFold(name, full) || strings.EqualFold(name, full[strings.LastIndexByte(full, '/')+1:]) {
			m.allowed, found = m.allowed.With(f), true
		}
	}
	if !found {
		names := make([]string, len(refusable))
		for i, f := range refusable {
			names[i] = f.String()
		}
		slices.Sort(names)
		return fmt.Errorf("%q names nothing that is lost only where that is allowed; there are %s", name, strings.Join(names, " and "))
	}
	return nil
}
