package beamfeed_test

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/memfs"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	register.DoFn1x0[beamfeed.Element](&keepElementFn{})
	register.DoFn1x0[validate.Reject](&keepRejectFn{})
	register.DoFn1x0[validate.Problem](&keepProblemFn{})
}

func TestMain(m *testing.M) {
	flag.Parse()
	beam.Init()
	os.Exit(m.Run())
}

// run runs a pipeline on prism, whose workers are in this process.
func run(t *testing.T, build func(s beam.Scope)) error {
	t.Helper()
	p, s := beam.NewPipelineWithRoot()
	build(s)
	_, err := prism.Execute(t.Context(), p)
	return err
}

// mustRun is run of a pipeline that must not fail.
func mustRun(t *testing.T, build func(s beam.Scope)) {
	t.Helper()
	if err := run(t, build); err != nil {
		t.Fatal(short(err))
	}
}

// fails runs a pipeline that must fail, with a text in its error.
func fails(t *testing.T, want string, build func(s beam.Scope)) {
	t.Helper()
	if err := run(t, build); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", short(err), want)
	}
}

// short returns the end of an error, which has the whole pipeline before it.
func short(err error) string {
	if err == nil {
		return "no error"
	}
	text := err.Error()
	return text[max(0, len(text)-1500):]
}

// found is what pipelines have kept, by the names of their tests.
var (
	mu    sync.Mutex
	found = map[string]*kept{}
)

type kept struct {
	elements []beamfeed.Element
	rejects  []validate.Reject
	problems []validate.Problem
}

// keep keeps a result.
func keep(s beam.Scope, name string, r beamfeed.Result) {
	mu.Lock()
	found[name] = &kept{}
	mu.Unlock()
	beam.ParDo0(s, &keepElementFn{name}, r.Entities)
	beam.ParDo0(s, &keepRejectFn{name}, r.Rejected)
	beam.ParDo0(s, &keepProblemFn{name}, r.Problems)
}

// take returns what was kept, in the order of files and places.
func take(name string) *kept {
	mu.Lock()
	defer mu.Unlock()
	k := found[name]
	slices.SortFunc(k.elements, func(a, b beamfeed.Element) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number))
	})
	slices.SortFunc(k.rejects, func(a, b validate.Reject) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Entity, b.Entity))
	})
	sortProblems(k.problems)
	return k
}

func sortProblems(p []validate.Problem) {
	slices.SortStableFunc(p, func(a, b validate.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
}

type keepElementFn struct{ Name string }

func (f *keepElementFn) ProcessElement(e beamfeed.Element) {
	mu.Lock()
	defer mu.Unlock()
	found[f.Name].elements = append(found[f.Name].elements, e)
}

type keepRejectFn struct{ Name string }

func (f *keepRejectFn) ProcessElement(r validate.Reject) {
	mu.Lock()
	defer mu.Unlock()
	found[f.Name].rejects = append(found[f.Name].rejects, r)
}

type keepProblemFn struct{ Name string }

func (f *keepProblemFn) ProcessElement(p validate.Problem) {
	mu.Lock()
	defer mu.Unlock()
	found[f.Name].problems = append(found[f.Name].problems, p)
}

// files writes files into a folder, and returns its name.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// names returns the names of the files in a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
