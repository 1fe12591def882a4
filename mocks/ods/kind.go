package ods

// Kind is what an organisation is.
type Kind uint8

// The kinds, in the order in which they are made.
const (
	Practice       Kind = iota // a general practice of the population
	Region                     // a region of the commissioner
	Board                      // an integrated care board
	Sublocation                // a sub-ICB location
	Network                    // a primary care network
	Trust                      // an NHS trust
	Site                       // a hospital or clinic of a trust
	Branch                     // a branch surgery
	Pharmacy                   // a community pharmacy
	PharmacyHQ                 // who operates pharmacies
	Appliance                  // a dispensing appliance contractor
	Dentist                    // a dental practice
	Urgent                     // an urgent treatment centre
	OutOfHours                 // a general practice out-of-hours service
	Supplier                   // a maker of clinical systems
	Spine                      // the national infrastructure as an organisation
	FormerPractice             // a practice that merged into one of the population's
	FormerTrust                // a trust that merged into another
	kinds
)

// String is the kind's name in kinds.csv.
func (k Kind) String() string {
	return [kinds]string{"practice", "region", "board", "sublocation", "network", "trust", "site", "branch", "pharmacy", "pharmacyhq", "appliance",
		"dentist", "urgent", "outofhours", "supplier", "spine", "formerpractice", "formertrust"}[k]
}
