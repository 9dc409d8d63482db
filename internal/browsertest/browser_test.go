// Package browsertest opens the pages that feedconv writes in a browser and uses them as
// people do. It is a module of its own, so that the packages need nothing for it.
package browsertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

var (
	needed      = flag.Bool("browser", false, "fail if there is no browser, instead of skipping the tests")
	screenshots = flag.String("screenshots", "", "write screenshots into this `folder`")
)

// browser is the browser of all tests.
var browser context.Context

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	path := browserPath()
	if path == "" {
		return m.Run()
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // which root cannot have
		chromedp.Flag("disable-background-networking", true),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	browser, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if _, err := chromedp.Run(browser, chromedp.Title()); err != nil {
		fmt.Fprintln(os.Stderr, "the browser does not start:", err)
		return 1
	}
	return m.Run()
}

func browserPath() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// A tab shows one page.
type tab struct {
	testing.TB
	ctx  context.Context
	file string // that is open

	mu       sync.Mutex
	faults   []string // exceptions, errors on the console, and requests to anywhere else
	loadable []string // prefixes of what the page may load besides
}

// A screen is what a page is shown on.
type screen struct {
	name          string
	width, height int64
	dark, touch   bool
}

var desktop = screen{name: "1400-light", width: 1400, height: 900}

var screens = []screen{
	desktop,
	{name: "1400-dark", width: 1400, height: 900, dark: true},
	{name: "400-light", width: 400, height: 800, touch: true},
	{name: "400-dark", width: 400, height: 800, dark: true, touch: true},
}

// newTab returns a tab that shows nothing yet. It fails the test if a page in it has a fault.
func newTab(t testing.TB, s screen, loadable ...string) *tab {
	t.Helper()
	if browser == nil {
		if *needed {
			t.Fatal("no browser: install Chromium")
		}
		t.Skip("no browser: install Chromium to run this test")
	}
	ctx, cancel := chromedp.NewContext(browser)
	p := &tab{TB: t, ctx: ctx, loadable: append(loadable, "file:", "data:", "blob:", "about:")}
	t.Cleanup(func() {
		p.check()
		cancel()
	})
	if err := chromedp.Listen(ctx, p.event); err != nil {
		t.Fatal(err)
	}
	var cancelTime context.CancelFunc
	p.ctx, cancelTime = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancelTime)
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: s.width, Height: s.height, DeviceScaleFactor: 1, Mobile: s.touch})
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: s.touch})
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	return p
}

// event notes faults of the page.
func (p *tab) event(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, fmt.Sprintf("exception: %s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			p.faults = append(p.faults, fmt.Sprintf("console: %s %+v", e.Type, e.Args[0]))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.faults = append(p.faults, "log: "+e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		for _, prefix := range p.loadable {
			if strings.HasPrefix(e.Request.URL, prefix) {
				return
			}
		}
		p.faults = append(p.faults, "a request to "+e.Request.URL)
	}
}

// check fails the test if the page has a fault so far.
func (p *tab) check() {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		p.Error(fault)
	}
	p.faults = nil
}

// call runs a command of the browser.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.check()
		p.Fatal(err)
	}
	return result
}

// do runs an action and returns its value.
func do[T any](p *tab, action chromedp.Action[T]) T {
	p.Helper()
	result, err := chromedp.Run(p.ctx, action)
	if err != nil {
		p.check()
		p.Fatal(err)
	}
	return result
}

// open opens a file, at a fragment ("#…") or none, and waits until the page is ready.
func (p *tab) open(file, fragment string) {
	p.Helper()
	p.file = file
	do(p, chromedp.Navigate("about:blank"))
	do(p, chromedp.Navigate("file://"+file+fragment))
	p.until(`document.documentElement.dataset.ready === "yes"`)
	p.settle()
}

// settle waits until the page has drawn what it was asked for.
func (p *tab) settle() {
	p.Helper()
	p.eval(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))))`)
}

// eval runs an expression, whose value does not matter, and waits for it if it is a promise.
func (p *tab) eval(expression string) {
	p.Helper()
	do(p, chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise))
}

// until waits until an expression is true.
func (p *tab) until(expression string) {
	p.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		ok, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression)) // fails while a page is replaced
		if ok && err == nil {
			return
		}
		if time.Now().After(end) {
			p.check()
			p.Fatalf("%s is not true: %v", expression, err)
		}
	}
}

// value returns the value of an expression.
func value[T any](p *tab, expression string) T {
	p.Helper()
	return do(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// text returns the text of the first element that a selector finds, as it is shown.
func (p *tab) text(selector string) string {
	p.Helper()
	return value[string](p, fmt.Sprintf("document.querySelector(%q)?.innerText ?? '(no element)'", selector))
}

// want compares the value of an expression.
func want[T comparable](p *tab, expression string, want T) {
	p.Helper()
	if got := value[T](p, expression); got != want {
		p.Errorf("%s is %v, not %v", expression, got, want)
	}
}

// wantText compares the text of an element.
func (p *tab) wantText(selector, want string) {
	p.Helper()
	if got := p.text(selector); got != want {
		p.Errorf("%s: %q, want %q", selector, got, want)
	}
}

// click clicks on an element with the mouse.
func (p *tab) click(selector string) {
	p.Helper()
	at := value[struct {
		X, Y float64
		Top  bool
	}](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({ block: "center" });
		const b = e.getBoundingClientRect(), X = b.x + b.width / 2, Y = b.y + b.height / 2;
		return { X, Y, Top: e.contains(document.elementFromPoint(X, Y)) };
	})()`, selector))
	if !at.Top {
		p.Fatalf("something covers %s, or it is not in sight", selector)
	}
	do(p, chromedp.MouseClickXY(at.X, at.Y))
	p.settle()
}

// keys types into what has the focus.
func (p *tab) keys(text string) {
	p.Helper()
	do(p, chromedp.KeyEvent(text))
	p.settle()
}

// screenshot writes what the page looks like, if that is asked for.
func (p *tab) screenshot(name string) {
	p.Helper()
	if *screenshots == "" {
		return
	}
	p.settle()
	png := do(p, chromedp.CaptureScreenshot())
	if err := os.MkdirAll(*screenshots, 0o777); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o666); err != nil {
		p.Fatal(err)
	}
}
