// Package nhs holds what every made-up NHS body agrees on: how a patient is numbered, what an organisation code looks
// like, and which short keys stand for which published codes.
//
//	person index ──Numbering──▶ NHS number        (a permutation: no table, both ways)
//	"asthma"     ──Conditions──▶ SNOMED CT code    (data/*.csv, each row with its licence and source)
//	"amoxicillin 500mg capsules" ──FindMedicine──▶ Medicine with ingredient, classes, dm+d id
//
// Codes live in data files, never in Go, because their licences differ: rows marked CC BY 4.0 come from the SNOMED CT
// Global Patient Set; rows of the UK extensions and dm+d identifiers lie in files of their own that start with a notice.
// A medicine or concept without a verified identifier keeps an empty code and is written in words only.
//
// Siblings: demography numbers people and registers them at ODS codes; course and chart speak in these keys; fhir turns
// them into codings.
package nhs
