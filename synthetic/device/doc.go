// Package device is what measures people: devices that read the truth of package physiology late, askew, or not at all.
//
//	physiology ─ true value, late (lag) ─┬─ bias, skin, fitting, hours, drift since calibration   errors that last
//	                                     ├─ noise, movement, cadence, compression, bad technique,
//	                                     │  somebody else on the scales                           errors of the moment
//	                                     ├─ warming up, worn out, gap, no signal, cold finger     nothing is shown
//	                                     └─ range, steps of the display, a hand that likes 0 ──▶ Reading
//
// Fit puts a kind of device (Kinds) on a person; Read gives its readings at a moment, Stream a series. A Reading carries what
// a product would see (value, unit, the device's own opinion of it) and, in Cause, what truly spoilt it, which no product is
// told and judges may ask. A reading depends on the seed, the person, the fitting and the body up to its moment; it may be
// asked for in any order.
//
// How a kind errs is data/figures.csv, each figure with its source: makers' accuracies and published error of oximeters in
// dark skin, glucose monitors and wrist pulse are recalled, the rest assumed. Skin tone (data/skin.csv: assumed) is drawn
// from the ethnic category where light passes skin and is kept nowhere. The errors are those of a plausible device of each
// kind and of no maker's.
//
// What fits devices is the command vitals; the quantities, concepts and causes are there for those who put readings on record or judge them.
//
// Siblings: physiology holds what is measured; draw gives the chances; nhs the codes of what is read.
package device
