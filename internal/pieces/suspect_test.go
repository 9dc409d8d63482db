package pieces_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// FuzzSuspiciousRows shows that what is told of suspicious rows does not depend on where
// pieces are cut, for a validation and for a copy that sets entities aside.
func FuzzSuspiciousRows(f *testing.F) {
	seeds := 40
	if feedtest.Race || testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		f.Add(uint64(seed))
	}
	f.Fuzz(compareSuspicious)
}

// compareSuspicious judges and copies a generated feed as a whole and in pieces.
func compareSuspicious(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 11))
	format := []feed.Format{feed.CSV, feed.CSV, feed.Tab, feed.Pipe}[random.IntN(4)]
	text := suspicious(random, format)
	o := validate.Options{Kind: validate.Kind(random.IntN(2)), Max: []int{0, 0, 1, 3}[random.IntN(4)]}
	rejects := random.IntN(3) > 0
	wantJudged := judged(text, format, o, plainly)
	wantCopied := copiedJudged(text, format, o, rejects, copyPlainly)
	for range 3 {
		size := 1 + random.IntN([]int{20, 200, 1 + len(text)}[random.IntN(3)])
		if got := judged(text, format, o, inPieces(size)); got != wantJudged {
			t.Fatalf("%q in pieces of %d:\n%s\nwant\n%s", text, size, difference(got, wantJudged), difference(wantJudged, got))
		}
		if got := copiedJudged(text, format, o, rejects, copyInPieces(size)); got != wantCopied {
			t.Fatalf("%q copied in pieces of %d, rejects %v:\n%s\nwant\n%s", text, size, rejects, difference(got, wantCopied), difference(wantCopied, got))
		}
	}
}

// suspicious generates a feed in which rows are short, or cut in parts, or have quotes that
// should not be there.
func suspicious(random *rand.Rand, format feed.Format) string {
	one := func(list ...string) string { return list[random.IntN(len(list))] }
	end := one("\n", "\n", "\r\n", "\r")
	delimiter := string(format.Delimiter())
	columns := []string{"Id", "GeocodeRequest/Address/AddressLine", "GeocodeRequest/Address/Locality", "GeocodeRequest/Address/PostalCode"}[:2+random.IntN(3)]
	indexed := random.IntN(4) == 0
	if indexed {
		columns = append(columns, "GeocodeResponse/Index")
	}
	if random.IntN(8) == 0 { // the Id is not the first
		columns[0], columns[1] = columns[1], columns[0]
	}
	id := []func(i int) string{
		func(i int) string { return fmt.Sprint(i) },
		func(i int) string { return fmt.Sprint("A-", i) },
		func(i int) string { return fmt.Sprintf("%07x", uint32(i)*2654435761>>4) },
		func(i int) string { return one("Jones", "Smith Ltd", "O'Neil", "x", "17", "") },
	}[random.IntN(4)]
	shorts, faults := random.IntN(6), 1+random.IntN(8)
	var b strings.Builder
	b.WriteString(delimfeed.VersionLine + end + strings.Join(columns, delimiter) + end)
	for i := range 10 + random.IntN(90) {
		cells := []string{id(i + 1)}
		for len(cells) < len(columns) {
			cells = append(cells, one("12 Elm St", "Dayton", "b", "45402", "", "3 River Rd"))
		}
		if indexed {
			cells[len(cells)-1] = one("1", "1", "2", "")
		}
		if random.IntN(6) < shorts {
			cells = cells[:1+random.IntN(len(cells))]
		}
		row := strings.Join(cells, delimiter)
		if random.IntN(10) < faults {
			switch random.IntN(8) {
			case 0, 1: // in two to four parts
				for range 1 + random.IntN(3) {
					at := random.IntN(len(row) + 1)
					row = row[:at] + end + row[at:]
				}
			case 2: // a quote opens and may be closed much later
				row = strings.Replace(row, delimiter, delimiter+`"`, 1)
			case 3:
				row += `"`
			case 4:
				row = strings.Replace(row, " ", `" `, 1)
			case 5:
				row = one("", " ", "\t", end, end+end) + end + row
			case 6:
				row = "\uFEFF" + row
			case 7:
				row = strings.Replace(row, delimiter, delimiter+`"Mill House`+end+`"`, 1)
			}
		}
		b.WriteString(row + end)
	}
	text := b.String()
	return text[:len(text)-random.IntN(3)/2*len(end)]
}
