// Package pack writes entities down for a file that only this project reads: the
// tokens as they are, a byte for the kind, and for a value its field, its length
// and its text. An entity ends with its EntityEnd.
package pack
