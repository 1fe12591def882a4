package fhir

import "sandpiper/synthetic/nhs"

// appendUUID lays 122 bits out as a version 4 UUID: 48 bits, the version, 12 bits, the variant, 62 bits.
func appendUUID(b []byte, l, r uint64) []byte {
	hi := l>>13<<16 | 4<<12 | l>>1&0xfff
	lo := 2<<62 | l&1<<61 | r
	b = appendHex(b, hi>>32, 8)
	b = appendHex(append(b, '-'), hi>>16, 4)
	b = appendHex(append(b, '-'), hi, 4)
	b = appendHex(append(b, '-'), lo>>48, 4)
	return appendHex(append(b, '-'), lo, 12)
}

// appendHex appends the lowest digits of v.
func appendHex(b []byte, v uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[v>>shift&0xf])
	}
	return b
}

// parse reads what appendUUID wrote. Capital letters are refused: FHIR ids are case-sensitive, so one resource has one id.
func parse(s string) (l, r uint64, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return 0, 0, false
	}
	var raw [2]uint64
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			continue
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		default:
			return 0, 0, false
		}
		raw[n/16] = raw[n/16]<<4 | uint64(c)
		n++
	}
	hi, lo := raw[0], raw[1]
	if hi>>12&0xf != 4 || lo>>62 != 2 {
		return 0, 0, false
	}
	return hi>>16<<13 | hi&0xfff<<1 | lo>>61&1, lo & half, true
}

// packODS reads a code as a number in base 37, so that 0A and A differ; 0 for what does not fit in 40 bits.
func packODS(code nhs.ODS) uint64 {
	if len(code) > 7 {
		return 0
	}
	var v uint64
	for _, c := range []byte(code) {
		switch {
		case c >= '0' && c <= '9':
			v = v*37 + uint64(c-'0') + 1
		case c >= 'A' && c <= 'Z':
			v = v*37 + uint64(c-'A') + 11
		default:
			return 0
		}
	}
	return v
}

func unpackODS(v uint64) nhs.ODS {
	var b [8]byte
	i := len(b)
	for ; v > 0 && i > 0; v /= 37 {
		i--
		b[i] = "?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[v%37]
	}
	return nhs.ODS(b[i:])
}
