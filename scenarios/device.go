package scenarios

// Device is a stream of measurements that a member of the cast wears or uses.
type Device struct {
	Pos  `json:"-"`
	Name string `json:"-"`

	Wearer   string   `json:"wearer"`                    // The member of the cast who wears it.
	Reads    []string `json:"reads"`                     // What it measures: spo2, pulse, resp, temp, sbp.
	Every    Duration `json:"every"`                     // How often it measures.
	Noise    Value    `json:"noise,omitzero"`            // Standard deviation of each reading, by what is measured.
	Drift    Value    `json:"drift,omitzero"`            // Change a day of each reading, by what is measured.
	Artefact float64  `json:"motion_artefact,omitempty"` // Share of readings that movement spoils, 0 to 1.
	Skipped  float64  `json:"skipped,omitempty"`         // Share of readings that are not taken, 0 to 1.
}
