package feedbenthos_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain builds the binary that the tests run.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "feedbenthos")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "feedbenthos")
	out, err := exec.Command("go", "build", "-o", binary, "./cmd/feedbenthos").CombinedOutput()
	if err != nil {
		panic(string(out))
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

var binary string

const (
	header = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n"
	config = `
input: {file: {paths: [in.csv], scanner: {geocode_feed: {}}}}
pipeline:
  threads: 1
  processors: [PROCESSORS]
output:
  switch:
    cases:
      - check: errored()
        output:
          file: {path: failed.jsonl, codec: lines}
          processors: [{mapping: 'root = {"error": error(), "line": @geocode_line, "entity": @geocode_entity, "file": @geocode_file, "text": content().string()}'}]
      - output: {file: {path: out, codec: lines}}
logger: {level: ERROR}
http: {enabled: false}
`
)

// run runs the binary on a feed, and returns the files that it writes and its status.
func run(t *testing.T, feed, processors string) (out string, failed []map[string]any, status int) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"in.csv": feed, "config.yaml": strings.Replace(config, "PROCESSORS", processors, 1)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "run", "config.yaml")
	cmd.Dir = dir
	said, err := cmd.CombinedOutput()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	t.Logf("%s", said)
	text, _ := os.ReadFile(filepath.Join(dir, "out"))
	lines, _ := os.ReadFile(filepath.Join(dir, "failed.jsonl"))
	for line := range strings.Lines(string(lines)) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		failed = append(failed, m)
	}
	return string(text), failed, cmd.ProcessState.ExitCode()
}

// TestScanner reads a feed, with an entity that is at fault.
func TestScanner(t *testing.T) {
	out, failed, status := run(t, header+"1,Bonn\n2,Kiel,Berlin\n3,\"Köln\n2\"\n", "")
	if want := `{"id":"1","geocodeRequest":{"query":"Bonn"}}` + "\n" + `{"id":"3","geocodeRequest":{"query":"Köln\n2"}}` + "\n"; out != want || status != 0 {
		t.Errorf("status %d, %s", status, out)
	}
	if len(failed) != 1 || failed[0]["line"] != 4.0 || failed[0]["entity"] != 2.0 || failed[0]["text"] != "2,Kiel,Berlin\n" ||
		!strings.Contains(failed[0]["error"].(string), `in.csv:4:8: entity 2 (Id "2"): 3 cells`) {
		t.Errorf("%v", failed)
	}
}

// TestCutFeed shows that a feed that breaks off does not look whole: its end has failed,
// and so has the program.
func TestCutFeed(t *testing.T) {
	out, failed, status := run(t, header+"1,Bonn\n2,\"Kie", "")
	if out != `{"id":"1","geocodeRequest":{"query":"Bonn"}}`+"\n" || status != 1 {
		t.Errorf("status %d, %s", status, out)
	}
	if len(failed) != 1 || !strings.Contains(failed[0]["error"].(string), "in.csv:4:3:") {
		t.Errorf("%v", failed)
	}
	if _, failed, status := run(t, "this is no feed\n", ""); status != 1 || len(failed) != 1 {
		t.Errorf("status %d, %v", status, failed)
	}
}

// TestValidate rejects entities with errors.
func TestValidate(t *testing.T) {
	out, failed, status := run(t, header+"1,Bonn\n1,Kiel\n,Jena\n", "{geocode_feed_validate: {}}, {mapping: 'root.n = @geocode_problems.length()'}")
	if status != 0 || out != "{\"n\":0}\n" || len(failed) != 2 || !strings.Contains(failed[0]["error"].(string), "error[id-duplicate]") || !strings.Contains(failed[1]["error"].(string), "error[id-missing]") {
		t.Errorf("status %d, %s, %v", status, out, failed)
	}
	out, failed, _ = run(t, header+"1,Bonn\n1,Kiel\n", "{geocode_feed_validate: {reject: false}}, {mapping: 'root = @geocode_problems.map_each(p -> p.rule)'}")
	if out != "[]\n[\"id-duplicate\"]\n" || len(failed) != 0 {
		t.Errorf("%s, %v", out, failed)
	}
}

// TestEncode writes a batch as a feed, with values that a mapping has changed.
func TestEncode(t *testing.T) {
	out, failed, status := run(t, header+"1,Bonn\n2,Kiel\n", `{mapping: "root = this\nroot.geocodeRequest.query = this.geocodeRequest.query.uppercase()\nroot.geocodeRequest.maxResults = 5"}, {geocode_feed_encode: {format: pipe}}`)
	if status != 0 || len(failed) != 0 || !strings.HasPrefix(out, "Bing Spatial Data Services, 2.0\nId|") || !strings.Contains(out, "\n1||BONN|") || !strings.Contains(out, "\n2||KIEL|") {
		t.Errorf("status %d, %v, %s", status, failed, out)
	}
	if _, failed, _ := run(t, header+"1,Bonn\n", `{mapping: 'root.what = 1'}, {geocode_feed_encode: {}}`); len(failed) != 1 || !strings.Contains(failed[0]["error"].(string), "message 1 of the batch") {
		t.Errorf("%v", failed)
	}
}
