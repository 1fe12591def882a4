// Package chart is the neutral medical record: what somebody wrote down about a person, slips included.
package chart
