package pack_test

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

func Example() {
	var bytes []byte
	for _, t := range []feed.Token{
		{Kind: feed.EntityStart},
		{Kind: feed.FieldValue, Field: feed.ID, Text: []byte("7")},
		{Kind: feed.EntityEnd},
	} {
		bytes = pack.AppendToken(bytes, t)
	}
	var r feed.Record
	if err := pack.Load(&r, bytes); err != nil {
		fmt.Println(err)
	}
	fmt.Println(r.Struct().ID)
	// Output: 7
}
