// Command alone is package stranger as a program of its own, for the tests that start a product from an image or by its path:
//
//	main.go   ends at SIGTERM, and lives as its environment says (stranger.Live)
package main
