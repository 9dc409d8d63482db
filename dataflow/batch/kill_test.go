package batch_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("BATCH_TEST_DIR"); dir != "" {
		entities, _ := strconv.Atoi(os.Getenv("BATCH_TEST_ENTITIES"))
		if err := victim(dir, os.Getenv("BATCH_TEST_URL"), entities); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if status, err := os.ReadFile("/proc/self/status"); err == nil {
			fmt.Printf("%s", status)
		}
		os.Exit(0)
	}
	feedtest.Main(m)
}

// victim carries a run to its end in a process of its own, from in.xml to
// out.xml in dir, with so many entities to a part.
func victim(dir, url string, entities int) error {
	fmt.Println("begun")
	r, err := batch.Open(batch.Options{
		Client: service{url: url}.client(),
		State:  filepath.Join(dir, "out.geocode"),
		Format: feed.XML,
		Input:  func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, "in.xml")) },
		Limits: batch.Limits{Entities: entities},
		Dedupe: os.Getenv("BATCH_TEST_DEDUPE") != "",
	})
	if err != nil {
		return err
	}
	if r.Ended() { // killed after the output was written, while the state was removed
		return r.Remove()
	}
	if _, err := r.Do(context.Background()); err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(dir, "out.tmp"))
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	w := feedio.NewWriter(buffered, feed.XML, nil)
	for _, step := range []func() error{
		func() error { return r.Join(batch.Outputs{Joined: w}) }, w.Close, buffered.Flush, out.Close,
		func() error { return os.Rename(out.Name(), filepath.Join(dir, "out.xml")) }, r.Remove,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func victimCommand(dir string, s service, entities int) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "BATCH_TEST_DIR="+dir, "BATCH_TEST_URL="+s.url, fmt.Sprint("BATCH_TEST_ENTITIES=", entities))
	return cmd
}

// TestKill shows that a run over 20 jobs that is killed at any moment goes on to
// the same bytes as one that is left alone, and sends nothing twice.
func TestKill(t *testing.T) {
	testKill(t, feedOf(t, feed.XML, feedtest.Requests(8, 100)))
}

// TestKillDedupe shows the same of a run that sends each request once. What is left
// alone sends every entity.
func TestKillDedupe(t *testing.T) {
	t.Setenv("BATCH_TEST_DEDUPE", "1")
	text, _ := repeating(t, feed.XML, 8, 100, 300)
	testKill(t, text)
}

func testKill(t *testing.T, text []byte) {
	quiet := newService(t, dataflowtest.Options{})
	_, want := run(t, quiet.options(t.TempDir(), feed.XML, text))

	// How long an undisturbed run takes, to kill others before.
	began := time.Now()
	if got, _ := runVictim(t, text, nil); got != want {
		t.Fatal("joined otherwise in a process of its own")
	}
	took := time.Since(began)
	killed := 0
	for i := range *killRuns {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		// Several kills in a row, then a run to the end.
		var moments []time.Duration
		for range 1 + random.IntN(3) {
			moments = append(moments, time.Duration(random.Int64N(int64(took))))
		}
		got, n := runVictim(t, text, moments)
		killed += n
		if got != want {
			t.Fatalf("run %d: joined otherwise after kills at %v", i, moments)
		}
	}
	if killed == 0 {
		t.Error("no run was killed")
	}
}

// ended reports whether a victim came to the end of its run, though maybe not to
// its own.
func ended(dir string) bool {
	_, noState := os.Stat(filepath.Join(dir, "out.geocode"))
	_, noOutput := os.Stat(filepath.Join(dir, "out.xml"))
	return noState != nil && noOutput == nil
}

// runVictim runs processes that are killed at the given moments, and one that is
// not. It returns what was joined and how many were killed before their end.
func runVictim(t *testing.T, text []byte, moments []time.Duration) (joined string, killed int) {
	t.Helper()
	s := newService(t, dataflowtest.Options{Delay: 10 * time.Millisecond})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.xml"), text, 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.xml")
	for _, m := range append(moments, time.Hour) {
		cmd := victimCommand(dir, s, 5)
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(m, func() { cmd.Process.Kill() })
		said, _ := io.ReadAll(stdout)
		err = cmd.Wait()
		if timer.Stop() && err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		wantNoKey(t, filepath.Join(dir, "out.geocode"), string(said))
		if ended(dir) {
			break
		}
		killed++
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	wantOneUploadEach(t, s)
	return string(data), killed
}
