// Package textbuf holds what the readers of all formats have in common: the
// window of text that they scan, with its decoding, its check for invalid
// characters, and the way from an offset to a line and column.
package textbuf
