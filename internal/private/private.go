// Package private is the key to what packages of this module need from one another and
// nobody else is to use: a function that takes an Access can be called from within the
// module only, though it is visible.
package private

// An Access is handed over by the packages of the module, as &Granted.
type Access struct{ _ byte }

// Granted is the one Access.
var Granted Access
