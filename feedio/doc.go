// Package feedio reads any feed and writes any feed: it opens files and streams,
// whatever their format, encoding or compression, copies feeds on all cores, and picks
// the reader or writer of a format for programs that need not know which one it is.
package feedio
