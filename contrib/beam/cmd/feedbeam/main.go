// Command feedbeam checks feeds in a pipeline of Apache Beam, and writes the entities without
// an error as one feed, or as several. Besides the flags below it has those of Beam, which
// say where the pipeline runs: on this machine, if nothing is said. Its exit status is 1 if
// the pipeline fails.
//
//	feedbeam -input 'feeds/*.xml' -output good.csv -rejects bad.jsonl -problems problems.jsonl
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var (
	input    = flag.String("input", "", "the feeds to read: a pattern such as feeds/*.xml or gs://bucket/feeds/*")
	output   = flag.String("output", "", "the feed to write the entities without an error to; the name says the format")
	shards   = flag.Int("shards", 0, "how many feeds to write instead, named like out-00001-of-00004.xml")
	rejects  = flag.String("rejects", "", "the file for what has an error, as JSON Lines; without it, a fault in a feed ends the pipeline")
	problems = flag.String("problems", "", "the file for all problems, as JSON Lines")
	check    = flag.Bool("validate", true, "check the entities; else only what cannot be read is found")
	kind     = flag.String("kind", "upload", "what the feeds are: upload or results")
	profile  = flag.String("profile", "enterprise", "the limits and severities: enterprise or basic")
	oneFeed  = flag.Bool("one-feed", false, "the files are one feed together, in which Ids must differ")
	replace  = flag.Bool("overwrite", false, "replace files that exist")
	ranges   = flag.Int64("range-bytes", 0, "how many bytes are read as a piece of work of its own; 64 MiB if 0")
)

func main() {
	flag.Parse()
	beam.Init()
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "feedbeam: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	if *input == "" || *output == "" || flag.NArg() > 0 {
		return fmt.Errorf("it takes -input and -output, and no other arguments; -help shows all flags")
	}
	k, err := validate.ParseKind(*kind)
	if err != nil {
		return err
	}
	p, ok := validate.ProfileByName(*profile)
	if !ok {
		return fmt.Errorf("there is no profile %q; take enterprise or basic", *profile)
	}
	pipeline, s := beam.NewPipelineWithRoot()
	read := beamfeed.Read(s, *input, &beamfeed.ReadOptions{Reject: *rejects != "", RangeBytes: *ranges, Kind: k, Profile: p})
	found := read
	if *check {
		found = beamfeed.Validate(s, read.Entities, &beamfeed.ValidateOptions{Kind: k, Profile: p, OneFeed: *oneFeed})
		found.Rejected = beam.Flatten(s, read.Rejected, found.Rejected)
		found.Problems = beam.Flatten(s, read.Problems, found.Problems)
	}
	beamfeed.Write(s, *output, found.Entities, &beamfeed.WriteOptions{Shards: *shards, Replace: *replace})
	if *rejects != "" {
		beamfeed.WriteRejects(s, *rejects, found.Rejected, &beamfeed.WriteOptions{Replace: *replace})
	}
	if *problems != "" {
		beamfeed.WriteProblems(s, *problems, found.Problems, &beamfeed.WriteOptions{Replace: *replace})
	}
	return beamx.Run(context.Background(), pipeline)
}
