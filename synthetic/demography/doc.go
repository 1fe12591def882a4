// Package demography says who lives in England: people in households, at addresses, registered with general practices.
package demography
