// Package registers is GOV.UK Registers.
package registers
