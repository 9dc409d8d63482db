// Package sniff lets package feedio ask the packages of formats what they export to nobody
// else: whether a text looks like theirs.
package sniff

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// Delimited returns the format of delimited text that begins with prefix: decoded to
// UTF-8, without a byte order mark, and perhaps cut anywhere. It returns NoFormat where
// the text does not look like a feed. A text with a version line is delimited text,
// whatever is wrong with its header, which the reader says. Package delimfeed sets it.
var Delimited func(prefix []byte) feed.Format

// JSONLines reports whether text that begins with prefix, as Delimited takes it, looks like
// objects of JSON. Package jsonfeed sets it.
var JSONLines func(prefix []byte) bool
