// Package signingin is the shipped pack about signing citizens in with NHS login: the integration scenarios that NHS login publishes, what attacks and
// outages add to them, the hazard log that they bear on, and a small reference website with seeded bugs.
//
//	pack.yaml ─ names ─▶ *.scn.yaml    the stories
//	                    hazards.yaml   what can go wrong, and which of it no scenario can test
//	                    product.yaml   how the reference website is started; its bugs, and who catches each
//	product/                           the reference website itself, which knows nothing of this pack
//
// The about of each story names where it comes from: the published testing scenarios (a) to (f), the interface specification, or the
// specification of OAuth that an attack breaks.
//
// Sibling rooms: scenarios loads these files, harness plays them, reports weighs what came out; library/prescribing is another pack.
package signingin
