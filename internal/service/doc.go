// Package service has what the clients of several services share: waits, foreign texts in
// messages, and keys that appear nowhere.
package service
