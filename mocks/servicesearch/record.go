package servicesearch

// record is an organisation as the service shows it, its members in the order of organisations-single_v3.json.
type record struct {
	Score        float64    `json:"@search.score"`
	SearchKey    string     `json:"SearchKey"`
	ODSCode      string     `json:"ODSCode"`
	Name         string     `json:"OrganisationName"`
	TypeID       string     `json:"OrganisationTypeId"`
	Type         string     `json:"OrganisationType"`
	Status       string     `json:"OrganisationStatus"`
	Address1     string     `json:"Address1"`
	Address2     string     `json:"Address2"`
	Address3     *string    `json:"Address3"`
	City         string     `json:"City"`
	County       *string    `json:"County"`
	Latitude     float64    `json:"Latitude"`
	Longitude    float64    `json:"Longitude"`
	Postcode     string     `json:"Postcode"`
	Geocode      geocode    `json:"Geocode"`
	SubType      *string    `json:"OrganisationSubType"`
	Country      string     `json:"Country"`
	EPS          *string    `json:"IsEpsEnabled"` // a text: "true"
	Aliases      []any      `json:"OrganisationAliases"`
	Parent       parent     `json:"ParentOrganisation"`
	Services     []service  `json:"Services"`
	Openings     []opening  `json:"OpeningTimes"`
	Contacts     []contact  `json:"Contacts"`
	Facilities   []facility `json:"Facilities"`
	GSD          *string    `json:"GSD"`
	Updated      updated    `json:"LastUpdatedDates"`
	Accepting    accepting  `json:"AcceptingPatients"`
	Registration *register  `json:"GPRegistration"`
	Related      []any      `json:"RelatedIAPTCCGs"`
	Trusts       []parent   `json:"Trusts"`
	Metrics      []any      `json:"Metrics"`
	ServiceTimes []any      `json:"ServiceOpeningTimes"`
}

type geocode struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"` // longitude first
	CRS         crs        `json:"crs"`
}

type crs struct {
	Type       string        `json:"type"`
	Properties crsProperties `json:"properties"`
}

type crsProperties struct {
	Name string `json:"name"`
}

type parent struct {
	ODSCode string `json:"ODSCode"`
	Name    string `json:"OrganisationName"`
}

type service struct {
	Name       string    `json:"ServiceName"`
	Code       string    `json:"ServiceCode"`
	Contacts   []contact `json:"Contacts"`
	Provider   provider  `json:"ServiceProvider"`
	Treatments []any     `json:"Treatments"`
	Openings   []any     `json:"OpeningTimes"`
	AgeRange   []any     `json:"AgeRange"`
	Metrics    []any     `json:"Metrics"`
	KeyValues  []any     `json:"KeyValueData"`
}

type provider struct {
	ODSCode *string `json:"ODSCode"`
	Name    *string `json:"OrganisationName"`
}

// opening is a time of opening on a weekday, or of a day on its own (AdditionalDate), on which an organisation may be closed.
type opening struct {
	Weekday        string  `json:"Weekday"`
	Opens          *string `json:"OpeningTime"`
	Closes         *string `json:"ClosingTime"`
	OffsetOpens    int     `json:"OffsetOpeningTime"`
	OffsetCloses   int     `json:"OffsetClosingTime"`
	Type           string  `json:"OpeningTimeType"`
	AdditionalDate string  `json:"AdditionalOpeningDate"`
	Open           bool    `json:"IsOpen"`
}

type contact struct {
	Type         string `json:"ContactType"`
	Availability string `json:"ContactAvailabilityType"`
	Method       string `json:"ContactMethodType"`
	Value        string `json:"ContactValue"`
}

type facility struct {
	ID    int    `json:"Id"`
	Name  string `json:"Name"`
	Value string `json:"Value"`
	Group string `json:"FacilityGroupName"`
}

type updated struct {
	Openings     *string `json:"OpeningTimes"`
	BankHolidays *string `json:"BankHolidayOpeningTimes"`
	Temporary    *string `json:"TemporaryChangesOpeningTimes"`
	Dentists     *string `json:"DentistsAcceptingPatients"`
	Facilities   *string `json:"Facilities"`
	Department   *string `json:"HospitalDepartment"`
	Services     *string `json:"Services"`
	Contacts     *string `json:"ContactDetails"`
	Accepting    *string `json:"AcceptingPatients"`
	ServiceTimes *string `json:"ServiceOpeningTimes"`
	KeyValues    []any   `json:"KeyValueData"`
}

type accepting struct {
	GP      *string   `json:"GP"`
	Dentist []patient `json:"Dentist"`
}

type patient struct {
	ID        int    `json:"Id"`
	Name      string `json:"Name"`
	Accepting bool   `json:"AcceptingPatients"`
}

type register struct {
	Link      string `json:"RegistrationLink"`
	OutOfArea bool   `json:"AcceptingOutOfArea"`
}
