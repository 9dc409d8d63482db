package main

import (
	"errors"
	"flag"
	"io/fs"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// judgeOptions are the flags that say what a feed is measured by.
type judgeOptions struct {
	kind, profile string
}

var defaultJudge = judgeOptions{kind: "upload", profile: "enterprise"}

func (o *judgeOptions) register(flags *flag.FlagSet) {
	flags.StringVar(&o.kind, "kind", defaultJudge.kind, "what the feed is for, `KIND`: upload or results")
	flags.StringVar(&o.profile, "profile", defaultJudge.profile, "limits and severities, `PROFILE`: enterprise, basic or a JSON file")
}

// options checks the flags and reads the profile.
func (o *judgeOptions) options() (*validate.Options, error) {
	name, err := oneOf("-kind", "kind", o.kind, validate.Upload.String(), validate.Results.String())
	if err != nil {
		return nil, err
	}
	kind, err := validate.ParseKind(name)
	if err != nil {
		return nil, err
	}
	profile, err := o.readProfile()
	if err != nil {
		return nil, err
	}
	return &validate.Options{Kind: kind, Profile: profile}, nil
}

func (o *judgeOptions) readProfile() (*validate.Profile, error) {
	if p, ok := validate.ProfileByName(o.profile); ok {
		return p, nil
	}
	data, err := os.ReadFile(o.profile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("-profile: %q is neither a profile nor a file; %sthe profiles are enterprise and basic", o.profile, didYouMean(o.profile, []string{"enterprise", "basic"}))
	}
	if err != nil {
		return nil, err
	}
	p, err := validate.ParseProfile(data)
	if err != nil {
		return nil, usagef("-profile: %s: %v", o.profile, err)
	}
	return p, nil
}
