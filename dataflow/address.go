package dataflow

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// base returns the service's URL. An endpoint that names a host only gets the
// path that the service has.
func (c *Client) base() (*url.URL, error) {
	text := c.BaseURL
	if text == "" {
		text = DefaultBaseURL
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the endpoint %q is no http or https URL", c.scrub(text))
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/REST/v1"
	}
	u.RawQuery, u.Fragment = "", ""
	return u, nil
}

// Endpoint returns the URL that all requests begin with, without any secrets.
func (c *Client) Endpoint() (string, error) {
	u, err := c.base()
	if err != nil {
		return "", err
	}
	return c.shown(u), nil
}

// resource returns the URL of something at the service.
func (c *Client) resource(elements ...string) (*url.URL, error) {
	u, err := c.base()
	if err != nil {
		return nil, err
	}
	return u.JoinPath(elements...), nil
}

// JobURL returns the URL of a geocode job: name itself if it is a URL, otherwise the URL
// of the job with that id. It removes a key from the URL.
func (c *Client) JobURL(name string) (string, error) {
	if strings.Contains(name, "://") {
		u, ok := c.link(name, nil)
		if !ok {
			return "", fmt.Errorf("%q is no URL of a job", c.scrub(name))
		}
		return u, nil
	}
	if strings.Trim(name, ".") == "" || name != path.Base(name) || strings.ContainsAny(name, "?#%\\ ") {
		return "", fmt.Errorf("%q is no id of a job", c.scrub(name))
	}
	u, err := c.resource("Dataflows", "Geocode", name)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// link cleans a URL that came from outside: spaces within go, and so does the
// key. It reports whether the rest is a URL to follow; one that holds the key
// elsewhere is not.
func (c *Client) link(text string, relativeTo *url.URL) (string, bool) {
	u, err := url.Parse(strings.Join(strings.Fields(text), ""))
	if err != nil || text == "" {
		return "", false
	}
	if relativeTo != nil {
		u = relativeTo.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	setKey(u, "")
	u.User = nil
	clean := u.String()
	return clean, !c.holdsKey(clean)
}

// setKey sets the key in a query, or takes it out. Names of parameters are not
// case-sensitive.
func setKey(u *url.URL, key string) {
	q := u.Query()
	for name := range q {
		if strings.EqualFold(name, "key") {
			q.Del(name)
		}
	}
	if key != "" {
		q.Set("key", key)
	}
	u.RawQuery = q.Encode()
}

// authorize adds the key to a URL of the service's own host, and takes it out of
// any other.
func (c *Client) authorize(u *url.URL) {
	if c.isOwn(u) {
		setKey(u, c.Key)
	} else {
		setKey(u, "")
	}
}

// isOwn reports whether a URL is of the service's own host. One that is reached in
// the clear is not that of a service that is reached by HTTPS.
func (c *Client) isOwn(u *url.URL) bool {
	base, err := c.base()
	return err == nil && strings.EqualFold(u.Hostname(), base.Hostname()) &&
		(u.Scheme == base.Scheme && port(u) == port(base) || base.Scheme == "http" && u.Port() == "" && base.Port() == "")
}

// judgePlace says in the error of a request where it went, if a link or a redirect
// led it away from the service.
func (c *Client) judgePlace(e *Error, u *url.URL) {
	base, err := c.base()
	if err != nil || c.isOwn(u) {
		return
	}
	if e.Err == ErrKeyRefused {
		e.Err = nil // it was not given the key
	}
	e.Remedy = fmt.Sprintf("a link or redirect leads here, away from %s://%s, and the key does not go with it; name this place as the endpoint if you trust it", base.Scheme, base.Host)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" || u.Scheme == "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// scrub takes the key out of a foreign text.
func (c *Client) scrub(text string) string { return service.Key(c.Key).Scrub(text) }

// clean returns an error whose text is without the key.
func (c *Client) clean(err error) error {
	if text := c.scrub(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

// holdsKey reports whether a URL shows the key. A short key may be any part of one.
func (c *Client) holdsKey(address string) bool {
	return len(c.Key) >= service.LongKey && address != c.scrub(address)
}

// shown returns a URL for a message.
func (c *Client) shown(u *url.URL) string {
	clean := *u
	clean.RawQuery, clean.User, clean.Fragment = "", nil, ""
	if text := clean.String(); !c.holdsKey(text) {
		return text
	}
	return c.scrub(clean.String())
}

const maxRedirects = 5

// errRedirected keeps an upload from being sent to another place.
var errRedirected = errors.New("the service redirects the upload")

// client returns the HTTP client with a redirect policy: only GET requests follow
// redirects, and the key never goes to another host, not even in the Referer header.
func (c *Client) client() *http.Client {
	var client http.Client
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		next.Close = true // see do
		next.Header.Del("Referer")
		c.authorize(next.URL)
		switch {
		case before[0].Method != http.MethodGet:
			return errRedirected
		case len(before) > maxRedirects:
			return fmt.Errorf("more than %d redirects", maxRedirects)
		}
		return nil
	}
	return &client
}
