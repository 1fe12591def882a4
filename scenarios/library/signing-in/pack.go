package signingin

import "embed"

// Files holds the pack as it is shipped. Its pack file is PackFile.
//
//go:embed *.yaml
var Files embed.FS

// PackFile is the name of the pack file in Files.
const PackFile = "pack.yaml"
