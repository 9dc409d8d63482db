// Package feedio picks the reader and the writer of a format, and finds out the
// format of a text: what is above the two codecs uses it instead of knowing them.
package feedio
