package validate

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// TestMisuseOfForks: what only a fork can do, a Validator that is none refuses or
// ignores, and does not panic.
func TestMisuseOfForks(t *testing.T) {
	v := New(feed.XML, nil)
	v.Clear()
	if ok, err := v.Join(New(feed.XML, nil), feed.Position{}, 1); ok || err == nil {
		t.Errorf("Join of a Validator that is no fork: %v, %v, want an error", ok, err)
	}
	if ok, err := v.Join(nil, feed.Position{}, 1); ok || err == nil {
		t.Errorf("Join of nil: %v, %v, want an error", ok, err)
	}
	_ = v.Fork(xmlfeed.NewReader(nil, nil), -1)
}
