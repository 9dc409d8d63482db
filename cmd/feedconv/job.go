package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
)

var jobCommand = command{
	name:    jobCommandName,
	summary: "send one feed as a job, follow it, fetch its results",
	help:    jobHelp,
	flags:   func() *flag.FlagSet { return jobFlags(new(jobOptions), jobVerbs...) },
	args:    jobArgs,
	run:     runJob,
}

const jobCommandName = "job"

// A jobVerb is one step of a job's way.
type jobVerb struct {
	name     string
	register func(*jobOptions, *flag.FlagSet)
	run      func(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error
}

var jobVerbs = []jobVerb{
	{"submit", registerSubmit, runSubmit},
	{"status", nil, runStatus},
	{"wait", nil, runWait},
	{"fetch", registerFetch, runFetch},
	{"list", nil, runList},
}

// jobOptions are the flags of all verbs.
type jobOptions struct {
	encoding encodingFlag
	serviceFlags
	output string

	from, description, blob string
	gzip                    bool

	succeeded, failed, rejects, to string
	overwrite, raw                 bool

	timeout time.Duration
}

// jobFlags returns the flags of verbs.
func jobFlags(o *jobOptions, verbs ...jobVerb) *flag.FlagSet {
	name := jobCommandName
	if len(verbs) == 1 {
		name += " " + verbs[0].name
	}
	flags := newFlags(name)
	o.register(flags)
	flags.DurationVar(&o.timeout, "timeout", 0, "give up after `TIME`, such as 2h (default: never)")
	flags.StringVar(&o.output, "o", "text", "`FORM` of the output: text or json")
	for _, v := range verbs {
		if v.register != nil {
			v.register(o, flags)
		}
	}
	return flags
}

func runJob(s *session, args []string) error {
	if len(args) == 0 {
		return usagef("job: say what to do: submit, status, wait, fetch or list")
	}
	if isHelpFlag(args[0]) {
		return runHelp(s, []string{jobCommandName})
	}
	v, err := findJobVerb(args[0])
	if err != nil {
		return err
	}
	return s.runJobVerb(v, args[1:])
}

func findJobVerb(name string) (jobVerb, error) {
	var names []string
	for _, v := range jobVerbs {
		if v.name == name {
			return v, nil
		}
		names = append(names, v.name)
	}
	return jobVerb{}, usagef("job: no verb %q; %sthere are submit, status, wait, fetch and list", name, didYouMean(name, names))
}

func (s *session) runJobVerb(v jobVerb, args []string) error {
	o := new(jobOptions)
	files, done, err := s.parseFiles(jobFlags(o, v), args)
	if done || err != nil {
		return err
	}
	if o.output != "text" && o.output != "json" {
		return usagef("-o: no form %q; there are text and json", o.output)
	}
	if o.timeout < 0 {
		return usagef("-timeout wants a time above 0, such as 2h")
	}
	c, err := o.client()
	if err != nil {
		return err
	}
	c.Note = func(text string) { s.note("%s", text) }
	ctx := context.Background()
	if o.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.timeout, timeoutError(o.timeout))
		defer cancel()
	}
	return v.run(ctx, s, c, o, files)
}

// A timeoutError ends a run whose time, the value of -timeout, is over.
type timeoutError time.Duration

func (e timeoutError) Error() string {
	return fmt.Sprintf("the time of -timeout %v is over", time.Duration(e))
}

func (timeoutError) Is(target error) bool { return target == context.DeadlineExceeded }

// oneJob returns the URL of the one job that the arguments name.
func oneJob(c *dataflow.Client, args []string) (string, error) {
	if len(args) != 1 {
		return "", usagef("job: name one job, by its URL or its id")
	}
	u, err := c.JobURL(args[0])
	if err != nil {
		return "", usagef("job: %v", err)
	}
	return u, nil
}

func runStatus(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	u, err := oneJob(c, args)
	if err != nil {
		return err
	}
	job, err := c.Status(ctx, u)
	if err != nil {
		return err
	}
	return printJob(s.stdout, o.output, job)
}

// runWait waits until a job has ended. A job that was aborted is an error.
func runWait(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	u, err := oneJob(c, args)
	if err != nil {
		return err
	}
	var known dataflow.Job
	job, err := c.Wait(ctx, u, func(j dataflow.Job) {
		s.screen.draw([]string{string(j.Status) + ", " + processed(j)})
		known = j
	})
	s.screen.erase()
	if err != nil && !errors.Is(err, dataflow.ErrAborted) {
		return err
	}
	if known.URL == "" {
		known = job
	}
	return errors.Join(printJob(s.stdout, o.output, known), err)
}

func runList(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	if len(args) > 0 {
		return usagef("job list takes no arguments")
	}
	jobs, err := c.List(ctx)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		line := jobLine(j)
		if o.output == "json" {
			line, err = jobJSON(j)
		}
		if err == nil {
			_, err = io.WriteString(s.stdout, line)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// processed returns "3 of 7, 1 failed".
func processed(j dataflow.Job) string {
	text := fmt.Sprintf("%d of %d", j.Processed, j.Total)
	if j.Failed > 0 {
		text += fmt.Sprintf(", %d failed", j.Failed)
	}
	return text
}

// jobLine is a job in a list.
func jobLine(j dataflow.Job) string {
	return fmt.Sprintf("%s  %-9s  %s  %s  %s\n", j.ID, j.Status, date(j.Created), processed(j), shownText(j.Description))
}

func date(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

// printJob prints a job by itself.
func printJob(w io.Writer, form string, j dataflow.Job) error {
	if form == "json" {
		line, err := jobJSON(j)
		if err == nil {
			_, err = io.WriteString(w, line)
		}
		return err
	}
	var b strings.Builder
	for _, row := range [][2]string{
		{"job", j.ID}, {"url", j.URL}, {"status", string(j.Status)}, {"processed", processed(j)}, {"created", date(j.Created)},
		{"completed", date(j.Completed)}, {"description", shownText(j.Description)}, {"error", shownText(j.ErrorMessage)},
	} {
		if row[1] != "" {
			fmt.Fprintf(&b, "%-12s %s\n", row[0], row[1])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// jobJSON is a job as one line of JSON.
func jobJSON(j dataflow.Job) (string, error) {
	line, err := json.Marshal(struct {
		ID           string          `json:"id"`
		URL          string          `json:"url"`
		Description  string          `json:"description"`
		Status       dataflow.Status `json:"status"`
		Created      *time.Time      `json:"created"`
		Completed    *time.Time      `json:"completed"`
		Total        int64           `json:"total"`
		Processed    int64           `json:"processed"`
		Failed       int64           `json:"failed"`
		Error        string          `json:"error"`
		SucceededURL string          `json:"succeededUrl"`
		FailedURL    string          `json:"failedUrl"`
	}{j.ID, j.URL, j.Description, j.Status, known(j.Created), known(j.Completed), j.Total, j.Processed, j.Failed, j.ErrorMessage, j.SucceededURL, j.FailedURL})
	return string(line) + "\n", err
}

func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

const jobHelp = `usage: feedconv job submit [flags] IN
       feedconv job status|wait [flags] JOB
       feedconv job fetch  [flags] JOB [-succeeded OUT] [-failed OUT]
       feedconv job list   [flags]

Job sends one feed through the service, step by step. "feedconv geocode" does
all of it at once, for feeds of any size.

submit sends the feed as it is and prints the job's URL; "-" is standard input. In
the other commands JOB is that URL or the job's id. A feed that cannot be read to
its end is not sent; "feedconv validate" reports what else the service would reject.
If the service accepts no job at present, submit waits.

status shows how far the job is. wait asks until the job has ended, and fails if the
service aborted it. -timeout limits the time that a command takes.

fetch downloads the results. The name of OUT says its format, and "-" is standard
output. An OUT that exists is refused; -overwrite replaces it. What is unknown in
the results is listed, or kept with -rejects FILE, and the status is 1; everything
else is in OUT. Results that cannot be read at all can still be saved: -raw writes
them as the service sends them, compressed if they are.

list shows the account's jobs of the last 15 days.

With -o json every job is one line of JSON with the keys id, url, description,
status, created, completed, total, processed, failed, error, succeededUrl and
failedUrl.

The key is read from the variable BING_MAPS_KEY or from a file, and is never
printed. With -endpoint no key is required.
`
