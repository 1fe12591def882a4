// Package clock is time that stands still until somebody moves it.
//
// A world, its tokens, its faults and its messages all live on one Virtual clock, so that a run means the same on
// a fast machine and on a slow one. Only cmd reads the machine's clock; it hands it on as a Clock where a real
// time is needed (the life of a token that a product on wall time has signed, the duration of a run).
package clock
