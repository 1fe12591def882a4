// Package sheet reads the tables that the rooms of synthetic embed: CSV files with a header, whose last columns say where
// each row comes from. The files are part of the program, so a broken one is a broken build: reading panics with the file,
// the row and the column, and every package's tests read all of its files.
package sheet
