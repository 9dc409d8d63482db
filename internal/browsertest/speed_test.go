package browsertest

import (
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/mappage"
)

// BenchmarkMap opens a page of 200,000 entities and moves it: the milliseconds from the
// navigation until everything is drawn and, for some zooms, frames per second and the longest
// milliseconds between two. On a machine that has other work, the seconds of CPU that the
// page's own thread takes for this say more: cpu-ms-open and cpu-ms/frame.
func BenchmarkMap(b *testing.B) {
	file := mapOf(b, feed.NewEntityReader(towns(200_000)), &mappage.Options{Title: "results.xml"})
	for _, view := range []struct{ name, fragment string }{
		{"world", ""}, {"zoom=4", "#at=50,10&zoom=4"}, {"zoom=7", "#at=51.5,0&zoom=7"}, {"zoom=10", "#at=53.8,-1.5&zoom=10"}, {"zoom=13", "#at=53.8,-1.5&zoom=13"},
	} {
		b.Run(view.name, func(b *testing.B) {
			p := newTab(b, desktop)
			var open, frames, longest, cpuOpen, cpuFrame float64
			call(p, performance.Enable, performance.EnableParams{})
			for b.Loop() {
				p.open(file, view.fragment)
				opened := p.threadTime()
				cpuOpen += opened
				open += value[float64](p, `performance.getEntriesByName("drawn")[0].startTime`)
				moved := value[struct{ Frames, Longest float64 }](p, move)
				frames += moved.Frames
				cpuFrame += (p.threadTime() - opened) / (2 * moved.Frames)
				longest = max(longest, moved.Longest)
			}
			b.ReportMetric(open/float64(b.N), "ms-open")
			b.ReportMetric(frames/float64(b.N), "frames/s")
			b.ReportMetric(longest, "ms-longest")
			b.ReportMetric(1000*cpuOpen/float64(b.N), "cpu-ms-open")
			b.ReportMetric(1000*cpuFrame/float64(b.N), "cpu-ms/frame")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// move drags the map around for two seconds, as a hand does.
const move = `new Promise(done => {
	const c = document.getElementById("canvas"), box = c.getBoundingClientRect();
	c.setPointerCapture = () => {};
	const send = (type, x, y) => c.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, pointerId: 1, pointerType: "mouse", clientX: box.left + x, clientY: box.top + y }));
	let x = 500, y = 400, begin = 0, last = 0, frames = 0, longest = 0;
	send("pointerdown", x, y);
	requestAnimationFrame(function step(now) {
		if (begin) {
			frames++;
			longest = Math.max(longest, now - last);
		} else begin = now;
		last = now;
		if (now - begin > 2000) {
			send("pointerup", x, y);
			return done({ Frames: frames / (now - begin) * 1000, Longest: longest });
		}
		x += 25 * Math.sin((now - begin) / 400);
		y += 12 * Math.cos((now - begin) / 300);
		send("pointermove", x, y);
		requestAnimationFrame(step);
	});
})`

// threadTime returns how many seconds of CPU the page's thread has taken since it began.
func (p *tab) threadTime() float64 {
	for _, m := range call(p, performance.GetMetrics, cdp.Empty{}).Metrics {
		if m.Name == "ThreadTime" {
			return m.Value
		}
	}
	p.Fatal("the browser does not say how much CPU the page takes")
	return 0
}
