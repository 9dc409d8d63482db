package dataflow_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// fetchRaw returns the results of the last attempt.
func fetchRaw(c *dataflow.Client, job dataflow.Job) (text []byte, err error) {
	err = c.FetchRaw(context.Background(), job, dataflow.Succeeded, func(r io.Reader) (err error) {
		text, err = io.ReadAll(r)
		return err
	})
	return text, err
}

// TestRaw shows that results come as they are sent, be they readable or not.
func TestRaw(t *testing.T) {
	xml := results(t, feed.XML, 3)
	for _, data := range [][]byte{
		xml, zipped(xml), gzipped(xml), zipped(xml)[:100], xml[:len(xml)/2], bytes.ReplaceAll(xml, []byte("<Point"), []byte("<\xff")),
		[]byte("x"), []byte("Bing Spatial Data Services, 2.0\nId,\"\n"), twoFiles(),
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(data) })
		c, _ := s.client()
		c.TempDir = "/nonexistent"
		got, err := fetchRaw(c, s.job(3))
		if err != nil || !bytes.Equal(got, data) || s.asked.Load() != 1 {
			t.Errorf("%.40q: error %v, %d bytes of %d after %d requests", data, err, len(got), len(data), s.asked.Load())
		}
	}
}

// TestRawFailures shows what is asked for again, and what is no result.
func TestRawFailures(t *testing.T) {
	whole := string(results(t, feed.XML, 3))
	cut := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
		io.WriteString(w, whole[:40])
	}
	const busy = `{"statusCode":503,"errorDetails":["busy"]}`
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
		is     error
	}{
		"cut":             {cut, "the download breaks off after 40 bytes: unexpected EOF", dataflow.ErrIncomplete},
		"empty":           {text(""), "the download breaks off after 0 bytes: unexpected EOF", dataflow.ErrIncomplete},
		"HTML":            {text(" <!DOCTYPE html>" + strings.Repeat("x", 5000)), "an HTML page instead of an answer of the service", nil},
		"busy":            {text(busy), "status 503 Service Unavailable: busy", nil},
		"busy in XML":     {text(`<?xml version="1.0"?><Response xmlns="x"><StatusCode>503</StatusCode></Response>`), "status 503 Service Unavailable", nil},
		"another answer":  {text(`{"statusCode":200}`), "an answer without results", nil},
		"JSON of another": {text(`{"statusCode":"x`), "broken JSON", nil},
	} {
		n := 0
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if n++; n%5 == 0 {
				io.WriteString(w, whole)
				return
			}
			c.answer(w, r)
		})
		client, _ := s.client()
		client.Attempts = 4
		_, err := fetchRaw(client, s.job(3))
		if err == nil || !strings.Contains(err.Error(), c.want) || c.is != nil && !errors.Is(err, c.is) || n != 4 {
			t.Errorf("%s: error %v after %d requests, want %s", name, err, n, c.want)
		}
		wantNoKey(t, err)
		client.Attempts = 5
		n = 0
		if got, err := fetchRaw(client, s.job(3)); err != nil || string(got) != whole {
			t.Errorf("%s: error %v, %d bytes", name, err, len(got))
		}
	}
	mine := errors.New("mine")
	s := serve(t, text(whole))
	client, _ := s.client()
	if err := client.FetchRaw(context.Background(), s.job(3), dataflow.Succeeded, func(io.Reader) error { return mine }); err != mine || s.asked.Load() != 1 {
		t.Errorf("error %v after %d requests", err, s.asked.Load())
	}
}

// TestRawWithoutLink shows that what is not there is empty, and missing only if the job
// says that there is some.
func TestRawWithoutLink(t *testing.T) {
	c := &dataflow.Client{Key: key}
	if got, err := fetchRaw(c, dataflow.Job{ID: "abc", Total: 3, Failed: 3}); err != nil || len(got) > 0 {
		t.Errorf("error %v, %d bytes", err, len(got))
	}
	if _, err := fetchRaw(c, dataflow.Job{ID: "abc", Total: 3}); !errors.Is(err, dataflow.ErrFewer) {
		t.Errorf("error %v", err)
	}
}
