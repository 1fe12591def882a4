// Package course says how lives unfold: which illnesses people truly have, since when, and what they take for them.
package course
