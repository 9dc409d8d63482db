package dataflow

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
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

// Endpoint returns the URL that all requests begin with, without what it holds of
// secrets.
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

// JobURL returns the URL of a geocode job: name itself if it is one, otherwise
// the URL of the job with that id. A key in it is taken out.
func (c *Client) JobURL(name string) (string, error) {
	if strings.Contains(name, "://") {
		u, ok := c.link(name, nil)
		if !ok {
			return "", fmt.Errorf("%q is no URL of a job", c.scrub(name))
		}
		return u, nil
	}
	if name == "" || name != path.Base(name) || strings.ContainsAny(name, "?#%\\ ") {
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
	return clean, clean == c.scrub(clean)
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
// any other. It is not sent in the clear to a service that is reached by HTTPS.
func (c *Client) authorize(u *url.URL) {
	base, err := c.base()
	own := err == nil && strings.EqualFold(u.Hostname(), base.Hostname()) &&
		(u.Scheme == base.Scheme && port(u) == port(base) || base.Scheme == "http" && u.Port() == "" && base.Port() == "")
	if own {
		setKey(u, c.Key)
	} else {
		setKey(u, "")
	}
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" || u.Scheme == "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

// scrub takes the key out of a text.
func (c *Client) scrub(text string) string {
	if c.Key == "" {
		return text
	}
	for _, form := range []string{c.Key, url.QueryEscape(c.Key), url.PathEscape(c.Key)} {
		text = strings.ReplaceAll(text, form, "***")
	}
	return text
}

// shown returns a URL for a message.
func (c *Client) shown(u *url.URL) string {
	clean := *u
	clean.RawQuery, clean.User, clean.Fragment = "", nil, ""
	return c.scrub(clean.String())
}

const maxRedirects = 5

// errRedirected keeps an upload from being sent to another place.
var errRedirected = errors.New("the service redirects the upload")

// client returns the HTTP client with the redirects judged: only questions are
// asked elsewhere, and the key stays at home, also in the header that names the
// page before.
func (c *Client) client() *http.Client {
	var client http.Client
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(next *http.Request, before []*http.Request) error {
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
