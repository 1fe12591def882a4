// Package scenarios is the language in which rehearsals are written.
package scenarios
