// Package feedio reads any feed and writes any feed: it opens files and streams,
// whatever their format, encoding or compression, copies feeds on all cores, and picks
// the readers and writers of formats for whoever does not want to know them.
package feedio
