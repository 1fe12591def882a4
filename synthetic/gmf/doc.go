// Package gmf runs other people's disease modules as guests in our population: JSON files of the Generic Module Framework, the
// form in which the Synthea community writes the course of an illness, unmodified.
package gmf
