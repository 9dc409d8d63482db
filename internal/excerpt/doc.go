// Package excerpt takes entities out of feeds as they are written. Each keeps its text,
// byte for byte, and what is around it is made of what is around it in the feed, so that
// the excerpt is a whole feed too. What is between two entities, such as a comment or a
// blank line, is left out.
package excerpt
