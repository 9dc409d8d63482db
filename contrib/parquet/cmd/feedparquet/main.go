// Command feedparquet writes feeds as Apache Parquet, and Parquet as feeds.
//
//	feedparquet write results.xml results.parquet
//	feedparquet read results.parquet results.csv
//
// Exit status: 0 all is well; 1 the input is at fault, or a value would be lost; 2 wrong
// usage; 3 the machine failed.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	parquetfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/parquet"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

const usage = `usage: feedparquet write [-flat] [-text] IN OUT
       feedparquet read IN OUT

Write makes a Parquet file of a feed, and read makes a feed of such a file. The name of
a feed says its format: .xml, .csv, .tsv, .psv or .jsonl, each also with .gz. "-" is
standard input, or standard output; a feed that read writes there is XML. OUT must not
exist. It has its name only when it is complete.

	-flat  write a row for each response, without nested columns
	-text  make all columns text, so that each value comes back as it was spelled

Status: 0 all is well, 1 the input is at fault, 2 wrong usage, 3 the machine failed.
`

// The exit statuses.
const (
	statusOK      = 0
	statusInput   = 1
	statusUsage   = 2
	statusMachine = 3
)

// errUsage is wrapped by the error of a command line that makes no sense.
var errUsage = errors.New("usage")

func main() {
	err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "feedparquet: %s\n", strings.ReplaceAll(err.Error(), "\n", " "))
	}
	os.Exit(status(err))
}

// status returns the exit status of a run that ended so.
func status(err error) int {
	var fault *feed.Fault
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, errUsage), errors.Is(err, fs.ErrExist):
		return statusUsage
	case errors.As(err, &fault), errors.Is(err, parquetfeed.ErrNotFeed), errors.Is(err, parquetfeed.ErrDamaged):
		return statusInput
	}
	return statusMachine
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: say write or read; feedparquet -h explains them", errUsage)
	}
	verb := args[0]
	var o parquetfeed.Options
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := read
	switch verb {
	case "write":
		flags.BoolVar(&o.Flat, "flat", false, "")
		flags.BoolVar(&o.Text, "text", false, "")
		run = func(in, out string) error { return write(in, out, &o) }
	case "read":
	case "help", "-h", "-help", "--help":
		_, err := io.WriteString(os.Stdout, usage)
		return err
	default:
		return fmt.Errorf("%w: there is no verb %q; there are write and read", errUsage, verb)
	}
	if err := flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		_, err := io.WriteString(os.Stdout, usage)
		return err
	} else if err != nil {
		return fmt.Errorf("%w: %v", errUsage, err)
	}
	if flags.NArg() != 2 {
		return fmt.Errorf("%w: %s takes the names of the input and of the output", errUsage, verb)
	}
	return run(flags.Arg(0), flags.Arg(1))
}

// write makes a Parquet file of a feed.
func write(in, out string, o *parquetfeed.Options) error {
	src, err := open(in)
	if err != nil {
		return named(in, err)
	}
	defer src.Close()
	f, err := feedio.Create(out, &feedio.CreateOptions{Plain: true})
	if err != nil {
		return err
	}
	defer f.Abort()
	buffer := bufio.NewWriterSize(f, 256<<10)
	w := parquetfeed.NewWriter(buffer, o)
	if _, err := feed.Copy(w, src); err != nil {
		return named(in, err)
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// open opens a feed.
func open(name string) (*feedio.Reader, error) {
	if name == "-" {
		return feedio.Open(os.Stdin, nil)
	}
	return feedio.OpenFile(name, nil)
}

// named puts the name of the input before what is wrong with it.
func named(name string, err error) error {
	var fault *feed.Fault
	if !errors.As(err, &fault) {
		return err
	}
	if fault.Line > 0 {
		return fmt.Errorf("%s:%w", name, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// read makes a feed of a Parquet file.
func read(in, out string) (err error) {
	format, _ := feedio.FormatOf(out)
	switch {
	case in == "-":
		return fmt.Errorf("%w: a Parquet file is read from its end, so it cannot be standard input", errUsage)
	case format == feed.NoFormat && out == "-":
		format = feed.XML
	case format == feed.NoFormat:
		return fmt.Errorf("%w: the name %s says no format; name it .xml, .csv, .tsv, .psv or .jsonl", errUsage, out)
	}
	file, err := os.Open(in)
	if err != nil {
		return err
	}
	defer file.Close()
	src, err := openParquet(file)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	columns, err := survey(src, format)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	if src, err = openParquet(file); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	f, err := feedio.Create(out, nil)
	if err != nil {
		return err
	}
	defer f.Abort()
	w := feedio.NewWriter(f, format, &feedio.WriterOptions{Columns: columns})
	if _, err := feed.Copy(w, src); err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}

// openParquet begins to read a file.
func openParquet(file *os.File) (*parquetfeed.Reader, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return parquetfeed.NewReader(file, info.Size())
}

// survey finds out which columns a feed of delimited text needs.
func survey(src feed.Reader, format feed.Format) ([]feed.Field, error) {
	if format.Delimiter() == 0 {
		return nil, nil
	}
	var s feedio.Survey
	_, err := feed.Copy(&s, src)
	return s.Columns(), err
}
