package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A stringList is a flag that may be given several times.
type stringList []string

func (l *stringList) String() string { return strings.Join(*l, " ") }

func (l *stringList) Set(text string) error {
	*l = append(*l, text)
	return nil
}

// A failureLimit is the value of -max-failed: a number, or a share in percent.
type failureLimit struct {
	given bool
	share bool
	most  float64
}

func (l *failureLimit) String() string {
	switch {
	case l == nil || !l.given:
		return ""
	case l.share:
		return strconv.FormatFloat(l.most, 'f', -1, 64) + "%"
	}
	return strconv.FormatFloat(l.most, 'f', -1, 64)
}

func (l *failureLimit) Set(text string) error {
	number, share := strings.CutSuffix(text, "%")
	most, err := strconv.ParseFloat(number, 64)
	if err != nil || !(most >= 0 && most <= 1e15) || share && most > 100 || !share && most != float64(int64(most)) {
		return fmt.Errorf("want a number such as 10, or a share such as 5%%")
	}
	*l = failureLimit{given: true, share: share, most: most}
	return nil
}

// over reports whether more of the entities failed than the limit allows.
func (l *failureLimit) over(failed, entities int64) bool {
	if l.share {
		return float64(failed)*100 > l.most*float64(entities)
	}
	return l.given && float64(failed) > l.most
}

// An amount is the value of a flag that wants a number above 0; 0 where it is not given.
type amount int64

func (a *amount) String() string {
	if a == nil || *a == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*a), 10)
}

func (a *amount) Set(text string) error {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return errors.New("want a whole number above 0")
	}
	*a = amount(n)
	return nil
}

// A choice is the value of a flag that is on, off or not given.
type choice struct{ given, on bool }

// IsBoolFlag lets the flag stand without a value.
func (c *choice) IsBoolFlag() bool { return true }

func (c *choice) String() string {
	if c == nil || !c.given {
		return ""
	}
	return strconv.FormatBool(c.on)
}

func (c *choice) Set(text string) error {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return errors.New("want true or false")
	}
	*c = choice{given: true, on: on}
	return nil
}

// or returns what was chosen, or else the default.
func (c choice) or(byDefault bool) bool {
	if c.given {
		return c.on
	}
	return byDefault
}
