package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
)

// serviceFlags are the flags of the commands that speak with the service.
type serviceFlags struct {
	endpoint, keyFile string
	poll              time.Duration
	keyless           string // what else to do where there is no key
}

// backoff spaces the attempts at one request; the zero Pace is the client's own. Tests,
// and the processes that they start, do not wait as long.
var backoff dataflow.Pace

// azureBackoff is the same for Azure Maps: the first wait.
var azureBackoff time.Duration

// pollGrowth is how many times longer than the first the waits become.
const pollGrowth = 8

func (o *serviceFlags) register(flags *flag.FlagSet) {
	flags.StringVar(&o.endpoint, "endpoint", "", "`URL` of the service, or of an emulator (default: the service's)")
	flags.StringVar(&o.keyFile, "key-file", "", "read the key from `FILE` (default: the variable BING_MAPS_KEY)")
	flags.DurationVar(&o.poll, "poll", 15*time.Second, "ask for a job's status after `TIME`, then at intervals that grow to eight times that")
}

// client returns a client that does as the flags say.
func (o *serviceFlags) client() (*dataflow.Client, error) {
	key, err := o.keyOf(bingKey)
	if err != nil {
		return nil, err
	}
	if key == "" && o.endpoint == "" {
		return nil, o.noKey(bingKey)
	}
	if err := o.checkPoll(); err != nil {
		return nil, err
	}
	c := &dataflow.Client{BaseURL: o.endpoint, Key: key, Poll: dataflow.Pace{First: o.poll, Max: pollGrowth * o.poll}, Backoff: backoff}
	if _, err := c.Endpoint(); err != nil {
		return nil, usagef("-endpoint: %v", err)
	}
	return c, nil
}

func (o *serviceFlags) checkPoll() error {
	if o.poll <= 0 {
		return usagef("-poll wants a time above 0, such as 15s")
	}
	return nil
}

// The variables that keys are in. The key to one service is never sent to another.
const (
	bingKey  = "BING_MAPS_KEY"
	azureKey = "AZURE_MAPS_KEY"
)

func (o *serviceFlags) noKey(variable string) error {
	text := "there is no key; put it into the variable " + variable + " or name its file with -key-file"
	if o.keyless != "" {
		text += "; " + o.keyless
	}
	return usagef("%s", text)
}

// keyOf returns the key that the flags name, or that is in a variable of the environment;
// empty if there is none.
func (o *serviceFlags) keyOf(variable string) (string, error) {
	text, where := os.Getenv(variable), "the variable "+variable
	if o.keyFile != "" {
		data, err := os.ReadFile(o.keyFile)
		if err != nil {
			return "", err
		}
		text, where = string(data), o.keyFile
		if strings.TrimSpace(text) == "" {
			return "", usagef("%s: the file is empty; put the key into it", where)
		}
	}
	key, err := cleanKey(text)
	if err != nil {
		return "", usagef("%s: %v; put the key alone there, on one line", where, err)
	}
	return key, nil
}

// assignment is a line of a shell or of a configuration.
var assignment = lazy.Regexp(`^(?:(?:export|set|SET|setx)\s+|\$env:)?([A-Za-z_][A-Za-z0-9_.]*)\s*[=:]\s*\S`)

// cleanKey returns the key that a text is. The error says what else is there, and
// never shows it: the service would answer that the key is wrong.
func cleanKey(text string) (string, error) {
	if strings.HasPrefix(text, "\uFEFF") {
		return "", errors.New("the key begins with a byte order mark; save the file as UTF-8 without one")
	}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") || strings.Contains(text, "\x00") {
		return "", errors.New("the text is UTF-16; save the file as UTF-8")
	}
	key := strings.TrimSpace(text)
	if n := strings.Count(strings.ReplaceAll(key, "\r\n", "\n"), "\n") + strings.Count(strings.ReplaceAll(key, "\r\n", ""), "\r"); n > 0 {
		return "", fmt.Errorf("there are %d lines, and a key is one", n+1)
	}
	if key == "" {
		return "", nil
	}
	if strings.IndexAny(key, "{[<") == 0 || strings.ContainsAny(key, "\"'`“”‘’") {
		return "", errors.New("the key is in quotes or brackets, which are not part of it")
	}
	if m := assignment().FindStringSubmatch(key); m != nil && isName(m[1]) {
		return "", fmt.Errorf("the text is an assignment to %s, not the key itself", m[1])
	}
	for _, r := range key {
		if r <= ' ' || r >= 0x7F {
			return "", errors.New("there is a space or another character that no key has")
		}
	}
	return key, nil
}

// isName reports whether a word before an equals sign is a name, and not the
// beginning of a key.
func isName(word string) bool {
	return strings.Contains(strings.ToLower(word), "key") || word == strings.ToUpper(word) && len(word) < 32 && strings.Contains(word, "_")
}

// certificateLife is how long an emulator may run.
const certificateLife = 365 * 24 * time.Hour

// newCertificate makes a certificate for some hosts, names or addresses, signed by
// itself. Its key is kept in memory only.
func newCertificate(hosts ...string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "feedconv emulate"},
		NotBefore:    time.Now().Add(-time.Hour), // for clocks that differ
		NotAfter:     time.Now().Add(certificateLife),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA:         true, BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if host != "" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// writeCertificate writes a certificate, without its key, into a new file.
func writeCertificate(path string, c tls.Certificate) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usagef("-tls-cert: %s exists; name a new file, or remove it", path)
	}
	if err != nil {
		return err
	}
	return errors.Join(pem.Encode(f, &pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}), f.Close())
}
