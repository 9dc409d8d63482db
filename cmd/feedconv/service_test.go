package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// TestCertificate shows that the file written is what a client needs to trust the
// server, by each of its names, and that it replaces no file.
func TestCertificate(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := emulateOptions{tls: true, tlsCert: filepath.Join(t.TempDir(), "cert.pem")}
	encrypted, err := o.encrypted(l)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler()}
	go server.Serve(encrypted)
	defer server.Close()
	text, err := os.ReadFile(o.tlsCert)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %s", text)
	}
	for _, name := range []string{"127.0.0.1", "localhost", "spatial.virtualearth.net"} {
		conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: roots, ServerName: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		conn.Close()
	}
	if _, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: roots, ServerName: "example.org"}); err == nil {
		t.Error("it is trusted as any host")
	}
	var usage *usageError
	if _, err := o.encrypted(l); !errors.As(err, &usage) {
		t.Errorf("the file is there: %v", err)
	}
}
