package product_test

import (
	"os"
	"strconv"
	"strings"
)

// alive reports whether a process is there and is not a zombie waiting to be fetched.
func alive(pid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(rest, "Z")
}
