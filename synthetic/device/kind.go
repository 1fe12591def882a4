package device

import (
	"embed"
	"fmt"

	"sandpiper/synthetic/near"
	"sandpiper/synthetic/physiology"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// Kind is a sort of device, with how it errs.
type Kind struct {
	Key, Label string
	figures    figures
	channels   []channel
}

// channel is one quantity that a device reads.
type channel struct {
	Quantity
	figures
	truth func(*physiology.Vitals) float64
}

func newChannel(quantity string) channel {
	for _, q := range quantities() {
		if q.Key != quantity {
			continue
		}
		c := channel{Quantity: q}
		if s, ok := physiology.FindSign(q.sign); ok {
			c.truth = func(v *physiology.Vitals) float64 { return v.Of(s) }
		}
		if q.Key == "fev1" {
			c.truth = func(v *physiology.Vitals) float64 { return v.FEV1 }
		}
		return c
	}
	panic("device: figures.csv: no quantity " + quantity)
}

// Reads are the quantities that the device reads, in the order of its readings.
func (k *Kind) Reads() []Quantity {
	var all []Quantity
	for _, c := range k.channels {
		all = append(all, c.Quantity)
	}
	return all
}

// Kinds lists every sort of device, in the order of data/devices.csv. The slice is shared: do not change it.
func Kinds() []Kind { return kinds() }

// FindKind looks a sort of device up by its key; the error names the nearest right one.
func FindKind(key string) (*Kind, error) {
	all := kinds()
	keys := make([]string, len(all))
	for i := range all {
		if all[i].Key == key {
			return &all[i], nil
		}
		keys[i] = all[i].Key
	}
	return nil, fmt.Errorf("no device %q: the nearest is %q", key, near.Closest(key, keys))
}
