package dataflowtest_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	encodingcsv "encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// A wire is a connection that sends requests byte by byte as a client wrote them.
type wire struct {
	t    *testing.T
	host string
}

// send sends a request: its lines, with the host in place of HOST, and a body. It
// returns the answer with its body.
func (w wire) send(head string, body []byte) (*http.Response, string) {
	w.t.Helper()
	conn, err := net.Dial("tcp", w.host)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close()
	lines := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(head), "HOST", w.host), "\n", "\r\n")
	if body != nil && !strings.Contains(lines, "Transfer-Encoding") {
		lines += fmt.Sprintf("\r\nContent-Length: %d", len(body))
	}
	answers := bufio.NewReader(conn)
	if io.WriteString(conn, lines+"\r\n\r\n"); strings.Contains(lines, "100-continue") {
		if line, _ := answers.ReadString('\n'); !strings.HasPrefix(line, "HTTP/1.1 100 ") {
			w.t.Fatalf("not told to go on, but %q", line)
		}
		answers.ReadString('\n')
	}
	if strings.Contains(lines, "Transfer-Encoding") {
		body = fmt.Appendf(nil, "%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	}
	conn.Write(body)
	resp, err := http.ReadResponse(answers, &http.Request{Method: strings.Fields(lines)[0]})
	if err != nil {
		w.t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp, string(text)
}

// get asks for a URL in the manner of a client.
func (w wire) get(url, head string) string {
	w.t.Helper()
	resp, text := w.send("GET "+strings.TrimPrefix(url, "http://"+w.host)+" HTTP/1.1\nHost: HOST\n"+head, nil)
	if resp.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s\n%s", url, resp.Status, text)
	}
	return text
}

// A jobAnswer is what clients read of a JSON answer.
type jobAnswer struct {
	StatusCode   int
	ErrorDetails []string
	ResourceSets []struct {
		EstimatedTotal int
		Resources      []map[string]any
	}
}

// job is the first job of a JSON answer.
func (w wire) job(text string) map[string]any {
	w.t.Helper()
	var a jobAnswer
	if err := json.Unmarshal([]byte(text), &a); err != nil || len(a.ResourceSets) == 0 || a.ResourceSets[0].EstimatedTotal == 0 {
		w.t.Fatalf("%v in %s", err, text)
	}
	return a.ResourceSets[0].Resources[0]
}

// link is the URL of a link by its position.
func link(job map[string]any, i int) string {
	return job["links"].([]any)[i].(map[string]any)["url"].(string)
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.Bytes()
}

func newWire(t *testing.T) wire {
	s := serve(t, dataflowtest.Options{})
	return wire{t, s.Listener.Addr().String()}
}

const feedXML = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode"`

// TestToolkit replays Microsoft's toolkit for .NET: gzip without a word of it, as a
// stream of bytes that begins with a byte order mark and has further parameters. It
// reads the Location, and of the status in XML the Links up to the Status: where one
// directly follows another it would be skipped.
func TestToolkit(t *testing.T) {
	w := newWire(t)
	body := zipped("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>" + feedXML + ` Version="2.0">` +
		`<GeocodeEntity Id="1"><GeocodeRequest Culture="en-US" MaxResults="1"><ConfidenceFilter MinimumConfidence="Medium" /><Address AddressLine="1 Elm St" Locality="Dayton" AdminDistrict="OH" /></GeocodeRequest></GeocodeEntity>` +
		`<GeocodeEntity Id="2"><GeocodeRequest Culture="en-US" /></GeocodeEntity></GeocodeFeed>`)
	resp, text := w.send("POST /REST/v1/dataflows/geocode?input=xml&clientApi=SDSToolkit&key=k HTTP/1.1\nContent-Type: application/octet-stream\nHost: HOST\nTransfer-Encoding: chunked\nExpect: 100-continue", body)
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("%s\n%s", resp.Status, text)
	}
	status := w.get(resp.Header.Get("Location")+"?key=k&output=xml&clientApi=SDSToolkit", "")
	links := regexp.MustCompile(`<Link role="output" name="(\w+)">([^<]*)</Link>\s*\n`).FindAllStringSubmatch(status, -1)
	if len(links) != 2 || links[0][1] != "succeeded" || links[1][1] != "failed" || strings.Index(status, "<Status>") < strings.LastIndex(status, "<Link") {
		t.Fatalf("links %q in\n%s", links, status)
	}
	if strings.Contains(status, "><") {
		t.Errorf("two tags without white space between\n%s", status)
	}
	var feed struct {
		XMLName  xml.Name `xml:"http://schemas.microsoft.com/search/local/2010/5/geocode GeocodeFeed"`
		Entities []struct {
			ID     string `xml:"Id,attr"`
			Points []struct {
				Usage string `xml:"UsageTypes,attr"`
			} `xml:"GeocodeResponse>GeocodePoint"`
			StatusCode string
		} `xml:"GeocodeEntity"`
	}
	if err := xml.Unmarshal([]byte(w.get(links[0][2]+"?clientApi=SDSToolkit&key=k", "")), &feed); err != nil || fmt.Sprint(feed.Entities) != "[{1 [{Display} {Route}] Success}]" {
		t.Errorf("%v %v", err, feed.Entities)
	}
	if failed := w.get(links[1][2]+"?clientApi=SDSToolkit&key=k", ""); !strings.Contains(failed, "<StatusCode>BadRequest</StatusCode>") {
		t.Error(failed)
	}
}

// TestDocumentedSample replays the sample of the documentation: a job without a
// format for its answer, whose Location gets the parameters appended.
func TestDocumentedSample(t *testing.T) {
	w := newWire(t)
	resp, text := w.send("POST /REST/v1/dataflows/geocode?input=csv&key=k&description=My%20job HTTP/1.1\nContent-Type: text/plain\nHost: HOST\nExpect: 100-continue\nConnection: Keep-Alive", []byte(csvHead+"1,Leeds\r\n"))
	if w.job(text)["description"] != "My job" {
		t.Error(text)
	}
	status := w.get(resp.Header.Get("Location")+"?key=k&output=xml", "")
	if !strings.Contains(status, "<Status>Completed</Status>") || !strings.Contains(status, `<Link role="output" name="succeeded">`) {
		t.Error(status)
	}
}

const csvHead = "Bing Spatial Data Services, 2.0\r\nId,GeocodeRequest/Query,GeocodeResponse/Point/Latitude,GeocodeResponse/Point/Longitude\r\n"

// TestGeocoder replays Python's geocoder: no word of the answer's format, the job
// by its id, and rows by the names of their columns.
func TestGeocoder(t *testing.T) {
	w := newWire(t)
	const python = "User-Agent: python-requests/2.31.0\nAccept-Encoding: gzip, deflate\nAccept: */*\nConnection: keep-alive"
	_, text := w.send("POST /REST/v1/Dataflows/Geocode?input=csv&key=k HTTP/1.1\nHost: HOST\n"+python+"\nContent-Type: text/plain", []byte(strings.Replace(csvHead, "\r\n", "\n", 1)+"0,\"Denver,CO\",,\r\n1,\"Boulder,CO\",,\r\n"))
	job := "/REST/v1/Dataflows/Geocode/" + w.job(text)["id"].(string)
	if got := w.job(w.get(job+"?key=k", python)); got["status"] != "Completed" {
		t.Errorf("%v", got)
	}
	_, rows, _ := strings.Cut(w.get(job+"/output/succeeded?key=k", python), "\n")
	table, err := encodingcsv.NewReader(strings.NewReader(rows)).ReadAll()
	if err != nil || len(table) != 3 || strings.Join(table[0], " ") != "Id GeocodeRequest/Query GeocodeResponse/Point/Latitude GeocodeResponse/Point/Longitude" {
		t.Fatalf("%v %q", err, table)
	}
	for _, row := range table[1:] {
		if row[2] == "" || !strings.HasPrefix(row[3], "-10") {
			t.Errorf("%q is not in Colorado", row)
		}
	}
}

// TestNewspaper replays a newspaper's bulk geocoder: spaces in the header, which
// the results repeat, and jobs from the list, completed where there is a
// completedDate, with the links by name.
func TestNewspaper(t *testing.T) {
	w := newWire(t)
	body := "Bing Spatial Data Services, 2.0\nId, GeocodeRequest/Culture, GeocodeRequest/ConfidenceFilter/MinimumConfidence, GeocodeRequest/Query, GeocodeResponse/Point/Latitude, GeocodeResponse/Point/Longitude\n7,en-US,High,\"435 N Michigan Ave, Chicago, IL\",,"
	_, text := w.send("POST /REST/v1/Dataflows/Geocode?input=csv&key=k HTTP/1.1\nHost: HOST\nContent-Type: text/plain", []byte(body))
	id := w.job(text)["id"]
	listed := w.job(w.get("/REST/v1/dataflows/listjobs?key=k", ""))
	if listed["id"] != id || listed["completedDate"] == nil || listed["totalEntityCount"] != 1.0 {
		t.Errorf("%v", listed)
	}
	lines := strings.Split(w.get(link(listed, 1)+"?key=k", "Content-Type: text/plain"), "\r\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[1], "Id, GeocodeRequest/Culture, ") || !strings.HasPrefix(lines[2], `7,en-US,High,"435 N Michigan Ave, Chicago, IL",4`) {
		t.Errorf("%q", lines)
	}
}

// TestTidygeocoder replays tidygeocoder, an R package: a pipe feed with empty response
// columns, LF line ends and nothing else in the query. It asks for the job by its id,
// compares counts as whole numbers, takes the second link, adds nothing but the key,
// and skips the first line of what comes, in which quotes and apostrophes count.
func TestTidygeocoder(t *testing.T) {
	w := newWire(t)
	const r = "User-Agent: libcurl/7.88.1 r-curl/5.0.0 httr/1.4.7\nAccept-Encoding: deflate, gzip\nAccept: application/json, text/xml, application/xml, */*"
	head := "Id|GeocodeRequest/Query"
	for _, name := range []string{"Address/AddressLine", "Address/AdminDistrict", "Address/CountryRegion", "Address/AdminDistrict2", "Address/FormattedAddress", "Address/Locality", "Address/PostalCode", "Address/PostalTown", "Address/Neighborhood", "Address/Landmark",
		"Confidence", "Name", "EntityType", "MatchCodes", "Point/Latitude", "Point/Longitude", "BoundingBox/SouthLatitude", "BoundingBox/WestLongitude", "BoundingBox/NorthLatitude", "BoundingBox/EastLongitude"} {
		head += "|GeocodeResponse/" + name
	}
	empty := strings.Repeat("|", 20)
	body := "Bing Spatial Data Services, 2.0\n" + head + "\n1|12 Elm St, Dayton, OH" + empty + "\n2|Rue Haute 3, Namur" + empty + "\n"
	resp, text := w.send("POST /REST/v1/Dataflows/Geocode?key=k&input=pipe HTTP/1.1\nHost: HOST\n"+r+"\nContent-Type: text/plain", []byte(body))
	if resp.StatusCode != http.StatusCreated {
		t.Fatal(resp.Status, text)
	}
	job := w.job(w.get("/REST/v1/Dataflows/Geocode/"+w.job(text)["id"].(string)+"?key=k", r))
	if job["status"] != "Completed" || job["processedEntityCount"] != 2.0 || job["failedEntityCount"] != 0.0 {
		t.Errorf("%v", job)
	}
	lines := strings.Split(strings.ReplaceAll(w.get(link(job, 1)+"?key=k", r), "\r\n", "\n"), "\n")
	if len(lines) != 5 || lines[1] != head {
		t.Fatalf("%q", lines)
	}
	for _, row := range lines[2:4] {
		if cells := strings.Split(row, "|"); len(cells) != 22 || cells[16] == "" || cells[17] == "" || strings.ContainsAny(row, "\"'#") {
			t.Errorf("%q", row)
		}
	}
}

// TestLinksByPosition replays clients that take the second link for the results,
// and the rows, without those that are empty, from the third.
func TestLinksByPosition(t *testing.T) {
	w := newWire(t)
	body := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Address/AddressLine|GeocodeRequest/Address/PostalCode|GeocodeRequest/Address/AdminDistrict|GeocodeRequest/Address/CountryRegion|GeocodeResponse/Point/Latitude|GeocodeResponse/Point/Longitude|GeocodeResponse/Address/Locality\n0|1 Main St|72764|AR|US"
	_, text := w.send("POST /REST/v1/Dataflows/Geocode?input=pipe&output=json&key=k HTTP/1.1\nHost: HOST\nContent-Type: text/plain", []byte(body))
	job := w.job(w.get(link(w.job(text), 0)+"?output=json&key=k", ""))
	if url := link(job, 1); !strings.Contains(url, "succeeded") {
		t.Error(url)
	}
	rows := strings.Split(w.get(link(job, 1)+"?key=k", ""), "\n")
	if cells := strings.Split(strings.TrimRight(rows[2], "\r"), "|"); len(cells) != 8 || cells[7] == "" {
		t.Errorf("%q", rows)
	}
}

// TestMapVisual replays a visual of Microsoft's for maps: no Version, the https
// namespace, and of the response its second element whatever it is called.
func TestMapVisual(t *testing.T) {
	w := newWire(t)
	body := `<?xml version="1.0" encoding="utf-8"?>
            <GeocodeFeed xmlns="https://schemas.microsoft.com/search/local/2010/5/geocode">
            <GeocodeEntity Id="1" xmlns="https://schemas.microsoft.com/search/local/2010/5/geocode">
                <GeocodeRequest Culture="fr-FR" Query="Lyon" MaxResults="1">
                </GeocodeRequest>
            </GeocodeEntity></GeocodeFeed>`
	_, text := w.send("POST /REST/v1/Dataflows/Geocode?input=xml&output=json&key=k HTTP/1.1\nHost: HOST\nAccept: application/xml\nContent-Type: application/xml", []byte(body))
	var feed struct {
		Entities []struct {
			Response struct {
				StatusCode string `xml:",attr"`
				Children   []struct {
					Latitude  string `xml:",attr"`
					Longitude string `xml:",attr"`
				} `xml:",any"`
			} `xml:"GeocodeResponse"`
		} `xml:"GeocodeEntity"`
	}
	if err := xml.Unmarshal([]byte(w.get("/REST/v1/Dataflows/Geocode/"+w.job(text)["id"].(string)+"/output/succeeded?key=k", "")), &feed); err != nil {
		t.Fatal(err)
	}
	if r := feed.Entities[0].Response; r.StatusCode != "Success" || len(r.Children) < 2 || r.Children[1].Latitude == "" || r.Children[1].Longitude == "" {
		t.Errorf("%+v", r)
	}
}

// TestFiveElements replays a client in JavaScript: text/xml, the first link of the
// answer, and responses of exactly five elements, the last of which is the Point.
func TestFiveElements(t *testing.T) {
	w := newWire(t)
	body := feedXML + ` Version="2.0"><GeocodeEntity Id="MSBFbG0gU3Q="><GeocodeRequest Culture="en-IE" IncludeNeighborhood="0" Query="1 Elm St, Naas, Ireland"/></GeocodeEntity></GeocodeFeed>`
	_, text := w.send("POST /REST/v1/dataflows/geocode?input=xml&key=k HTTP/1.1\nHost: HOST\nContent-Type: text/xml\nConnection: close", []byte(body))
	job := w.job(w.get(link(w.job(text), 0)+"?key=k", ""))
	if job["processedEntityCount"] != 1.0 || job["failedEntityCount"] != 0.0 || len(job["links"].([]any)) != 2 {
		t.Errorf("%v", job)
	}
	result := w.get(link(job, 1)+"?key=k", "")
	if got := regexp.MustCompile(`\n      <(\w+)`).FindAllStringSubmatch(result[strings.Index(result, "<GeocodeResponse"):], -1); len(got) != 5 || got[4][1] != "Point" || !strings.Contains(result, `CountryRegion="Ireland"`) {
		t.Errorf("%q in\n%s", got, result)
	}
}

// TestPositions replays a module for Perl: version 1.0, as rows of an Id, no
// culture and a query, and the answer's columns by position.
func TestPositions(t *testing.T) {
	w := newWire(t)
	_, text := w.send("POST /REST/v1/Dataflows/Geocode?key=k&input=pipe HTTP/1.1\nTE: deflate,gzip;q=0.3\nConnection: TE, close\nAccept-Encoding: gzip,deflate\nHost: HOST\nContent-Type: text/plain", []byte("0||Sunset Blvd, Los Angeles, CA\n1||Leeds\n"))
	id := w.job(text)["id"].(string)
	if job := w.job(w.get("/REST/v1/Dataflows/Geocode/"+id+"?key=k", "")); job["processedEntityCount"] != 2.0 {
		t.Errorf("%v", job)
	}
	for _, row := range strings.FieldsFunc(w.get("/REST/v1/Dataflows/Geocode/"+id+"/output/succeeded?key=k", ""), func(r rune) bool { return r == '\r' || r == '\n' }) {
		if cells := strings.SplitN(row, "|", 31); len(cells) != 31 || cells[20] == "" || cells[21] == "" || cells[27] != "Success" {
			t.Errorf("%q", row)
		}
	}
}

// TestPhotoTool replays a tool for photos: a body with the charset in its type and
// rows shorter than the header, a status in XML, and the parts of an address by
// position.
func TestPhotoTool(t *testing.T) {
	w := newWire(t)
	body := "Bing Spatial Data Services, 2.0\r\nId|GeocodeRequest/Culture|ReverseGeocodeRequest/IncludeEntityTypes|ReverseGeocodeRequest/Location/Latitude|ReverseGeocodeRequest/Location/Longitude|GeocodeResponse/Address/Neighborhood|GeocodeResponse/Address/Locality|GeocodeResponse/Address/AdminDistrict|GeocodeResponse/Address/CountryRegion\r\n3|en-US|neighborhood|47.620000|-122.320000\r\n"
	resp, text := w.send("POST /REST/v1/dataflows/geocode?input=pipe&key=k HTTP/1.1\nContent-Type: text/plain; charset=utf-8\nHost: HOST", []byte(body))
	if resp.StatusCode != http.StatusCreated {
		t.Fatal(text)
	}
	var status struct {
		XMLName xml.Name `xml:"http://schemas.microsoft.com/search/local/ws/rest/v1 Response"`
		Links   []struct {
			Name string `xml:"name,attr"`
			URL  string `xml:",chardata"`
		} `xml:"ResourceSets>ResourceSet>Resources>DataflowJob>Link"`
	}
	if err := xml.Unmarshal([]byte(w.get(resp.Header.Get("Location")+"?key=k&output=xml", "")), &status); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(w.get(status.Links[1].URL+"?key=k&output=json", ""), "\r\n")
	if cells := strings.Split(lines[2], "|"); len(cells) != 9 || cells[5] == "" || cells[6] == "" || cells[7] != "WA" || cells[8] != "United States" {
		t.Errorf("%q", lines)
	}
}

// TestContentTypes shows that the type of the body does not matter, nor the case of
// anything but the key.
func TestContentTypes(t *testing.T) {
	for _, kind := range []string{"Content-Type: text/csv\n", "Content-Type: application/x-www-form-urlencoded\n", "Content-Type: text/plain, charset=UTF-8\n", ""} {
		w := newWire(t)
		resp, text := w.send("POST /rest/V1/DataFlows/GEOCODE/?Input=CSV&Output=JSON&KEY=k&clientApi=x HTTP/1.1\n"+kind+"Host: HOST", zipped(csvHead+"1,Leeds\r\n"))
		if resp.StatusCode != http.StatusCreated || w.job(text)["description"] != "Geocode" {
			t.Errorf("%q: %s\n%s", kind, resp.Status, text)
		}
	}
}
