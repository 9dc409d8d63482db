package main

import (
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
