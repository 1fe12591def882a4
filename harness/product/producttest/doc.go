// Package producttest is what every launcher and every adapter must come through: the same subtests under the same
// names, played against the product in stranger/, which can be told to hang, to answer garbage or a hundred megabytes,
// to lead elsewhere, and to die.
//
//	producttest.Run(t, producttest.Subject{Name: "process", Launch: …})
package producttest
