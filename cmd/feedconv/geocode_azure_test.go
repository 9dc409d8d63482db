package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBothServices shows that a feed and a table come back with the same columns, and with
// the same rows but for what is answered, whichever service's emulator answers.
func TestBothServices(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		args []string
	}{
		{"walkthrough", []string{filepath.Join(root, "testdata/walkthrough/requests.xml"), "-to", "csv"}},
		{"customers", []string{filepath.Join(root, "testdata/tables/customers.csv"), "-map", "auto"}},
	} {
		var heads, ids [2]string
		for i, service := range []string{bingService, azureService} {
			out := filepath.Join(dir, c.name+"-"+service+".csv")
			said, status := inProcess(t, append([]string{"geocode", "-service", service, "-emulate", "-q", "-joined", out}, c.args...)...)
			if status != statusOK {
				t.Fatalf("%s, %s: status %d, said\n%s", c.name, service, status, said)
			}
			text, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			last := ""
			for line := range strings.Lines(string(text)) {
				if id, _, _ := strings.Cut(line, ","); strings.Contains(line, "StatusCode") {
					heads[i] = line
				} else if id != last { // not a further response
					ids[i] += id + " "
					last = id
				}
			}
		}
		if heads[0] != heads[1] || ids[0] != ids[1] || heads[0] == "" {
			t.Errorf("%s: the columns are\n%s%sthe rows are\n%s\n%s", c.name, heads[0], heads[1], ids[0], ids[1])
		}
	}
}

// TestAzureKey shows that the key is in no file and no message, also where an answer holds
// it, and that the key to the old service is not sent to the new one.
func TestAzureKey(t *testing.T) {
	const key, old = "azure-key-0123456789abcdef", "bing-key-0123456789abcdef"
	t.Setenv(azureKey, key)
	t.Setenv(bingKey, old)
	var seen []string
	url := serving(t, func(header map[string][]string, body string) (int, string) {
		for name, values := range header {
			seen = append(seen, name+": "+strings.Join(values, ","))
		}
		return 200, `{"batchItems":[{"optionalId":"1","features":[],"key":"` + key + `"}]}`
	})
	dir := t.TempDir()
	write(t, dir, "in.csv", textHead+"1,Leeds\n")
	said, status := inProcess(t, "geocode", "-service", "azure", "-endpoint", url, filepath.Join(dir, "in.csv"), "-joined", filepath.Join(dir, "out.csv"), "-raw", filepath.Join(dir, "raw.jsonl"))
	if status != statusMachine || !strings.Contains(said, "the answer holds the key, so nothing of it is kept") {
		t.Errorf("status %d, said\n%s", status, said)
	}
	filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		text, _ := os.ReadFile(path)
		said += path + string(text)
		return err
	})
	if strings.Contains(said, key) || strings.Contains(said, old) {
		t.Errorf("the key is in\n%s", said)
	}
	sent := strings.Join(seen, "\n")
	if strings.Count(sent, key) != 1 || !strings.Contains(sent, "Subscription-Key: "+key) || strings.Contains(sent, old) {
		t.Errorf("sent\n%s", sent)
	}
}

// serving returns the URL of a server that answers each request alike.
func serving(t *testing.T, answer func(header map[string][]string, body string) (int, string)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		status, text := answer(r.Header, string(body))
		w.WriteHeader(status)
		io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
