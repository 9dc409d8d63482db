// Package render holds what the writers of all formats have in common: a Sink
// gathers the tokens of an entity for a writer to render, and what it renders
// until it is worth writing; Marks and Append help with many short values.
package render
