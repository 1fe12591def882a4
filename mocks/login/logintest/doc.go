// Package logintest helps the tests of the sign-in services: an estate of them with applications, a browser that fills pages in as the
// platform's own test tools do, and JWTs that are signed by hand, so that every part of them can be wrong.
package logintest
