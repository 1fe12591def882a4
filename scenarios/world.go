package scenarios

import "time"

// World is the setting of every run: the seed that all chance comes from, and the clock.
type World struct {
	Pos   `json:"-"`
	Seed  uint64 `json:"seed"`           // All that is random in the scenario follows from this number.
	Clock Clock  `json:"clock,omitzero"` // When the story begins and how time passes in it.
}

// Clock says when a story begins and how time passes in it.
type Clock struct {
	Pos     `json:"-"`
	Mode    ClockMode `json:"mode,omitempty"`   // virtual: time stands still until a step moves it; scaled and wall follow real time.
	Start   time.Time `json:"start,omitzero"`   // The moment that the first step happens at, with a UTC offset.
	Horizon Duration  `json:"horizon,omitzero"` // How long the story can last: PT24H.
	Scale   float64   `json:"scale,omitempty"`  // In mode scaled, virtual seconds for each real second.
}

// ClockMode is how time passes.
type ClockMode string

// The clock modes. An empty mode means Virtual.
const (
	Virtual ClockMode = "virtual"
	Scaled  ClockMode = "scaled"
	Wall    ClockMode = "wall"
)

// Words lists the modes.
func (ClockMode) Words() []string { return []string{"virtual", "scaled", "wall"} }
