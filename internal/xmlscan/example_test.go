package xmlscan_test

import (
	"fmt"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

func Example() {
	s := xmlscan.New(strings.NewReader(`<feed><entity id="a &amp; b"/></feed>`), names, feed.Limits{}, feed.AnyUnicode)
	for {
		event, err := s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			break
		}
		switch event {
		case xmlscan.Start, xmlscan.Empty:
			fmt.Printf("%s at %d\n", s.Local(), s.Offset)
			for i := range s.Attrs {
				fmt.Printf("  %s = %s\n", s.AttrName(&s.Attrs[i]), s.AttrValue(&s.Attrs[i]))
			}
		case xmlscan.End:
			fmt.Println("end")
		}
	}
	// Output:
	// feed at 0
	// entity at 6
	//   id = a & b
	// end
}
