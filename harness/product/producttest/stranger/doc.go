// Package stranger is a product with good and bad days: it can be told to hang, to answer garbage or a hundred megabytes,
// to lead elsewhere, and to die. The launchers and adapters of harness/product are tested against it. It uses nothing but
// the standard library, so that it builds in a moment into the small static binary that a container test needs; the
// program is in alone/.
package stranger
