package product

import (
	"regexp"
	"strings"
)

// withheld stands in the place of a key or a token.
const withheld = "‹withheld›"

// leastSecret is how long a line of a key must be to be looked for, in bytes: shorter ones would be found by chance.
const leastSecret = 24

// secretLines is the lines of a PEM key that tell something of it.
func secretLines(pem []byte) []string {
	var out []string
	for line := range strings.SplitSeq(string(pem), "\n") {
		if line = strings.TrimSpace(line); len(line) >= leastSecret && !strings.HasPrefix(line, "-----") {
			out = append(out, line)
		}
	}
	return out
}

// discreet takes keys and tokens out of text: private keys in PEM, JWTs, what follows Bearer, members of the token endpoint's
// requests and answers, and the given lines.
func discreet(text string, lines []string) string {
	for _, line := range lines {
		text = strings.ReplaceAll(text, line, withheld)
	}
	for _, pattern := range []string{
		`(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]+`,
		`()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`,
		`((?i:bearer) +)[A-Za-z0-9._~+/=-]{8,}`,
		`((?i:access_token|client_assertion|refresh_token|client_secret)["']?\s*[:=]\s*["']?)[A-Za-z0-9._~+/-]{8,}`,
	} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, "${1}"+withheld)
	}
	return text
}
