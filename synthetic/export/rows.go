package export

import "time"

// The rows of CSV and Parquet. A field's tag names its column, and says what an empty one is: optional columns are null in Parquet
// and empty in CSV. Times are in UTC; in CSV one that is known to the day alone is a date.
// Every row but a person's starts with whose it is and the number of the entry within its table, which together
// are its key.

// Person is a row of people.
type Person struct {
	Person            int64     `parquet:"person"` // the index
	NHSNumber         string    `parquet:"nhs_number"`
	Prefix            string    `parquet:"prefix,optional,dict"`
	Given             string    `parquet:"given"`
	Family            string    `parquet:"family"`
	Sex               string    `parquet:"sex,dict"`
	Born              int32     `parquet:"born,date"` // in days from 1 January 1970, negative before
	Died              time.Time `parquet:"died,optional,timestamp(millisecond)"`
	Ethnicity         string    `parquet:"ethnicity,optional,dict"` // as recorded
	EthnicityRecorded time.Time `parquet:"ethnicity_recorded,optional,timestamp(millisecond)"`
	Language          string    `parquet:"language,optional,dict"`
	Interpreter       bool      `parquet:"interpreter"`
	Address           string    `parquet:"address"`
	Postcode          string    `parquet:"postcode"`
	Region            string    `parquet:"region,dict"`
	Decile            int32     `parquet:"deprivation_decile"` // 1 most deprived
	Household         string    `parquet:"household"`
	HouseholdSize     int32     `parquet:"household_size"`
	Practice          string    `parquet:"practice,optional,dict"`
	GP                int32     `parquet:"gp"`
}

// Note is what all entries of a record have.
type Note struct {
	Person       int64     `parquet:"person"`
	Entry        int32     `parquet:"entry"`
	System       string    `parquet:"system,optional,dict"`
	Code         string    `parquet:"code,optional,dict"`
	Display      string    `parquet:"display,optional,dict"`
	Text         string    `parquet:"text,optional,dict"`
	Status       string    `parquet:"status,optional,dict"`
	Start        time.Time `parquet:"start,optional,timestamp(millisecond)"`
	End          time.Time `parquet:"end,optional,timestamp(millisecond)"`
	Recorded     time.Time `parquet:"recorded,optional,timestamp(millisecond)"`
	Practice     string    `parquet:"practice,optional,dict"`
	Author       int32     `parquet:"author"`
	Contact      int32     `parquet:"contact"` // the entry of contacts that it was written in, -1 if none
	Confidential bool      `parquet:"confidential"`
}

// Problem is a row of problems.
type Problem struct {
	Note
	Verification string `parquet:"verification,optional,dict"`
}

// Allergy is a row of allergies.
type Allergy struct {
	Note
	Verification string `parquet:"verification,optional,dict"`
	Criticality  string `parquet:"criticality,optional,dict"`
	Severity     string `parquet:"severity,optional,dict"`
	ReactionCode string `parquet:"reaction_code,optional,dict"`
	Reaction     string `parquet:"reaction,optional,dict"`
}

// Medicine is a row of medicines.
type Medicine struct {
	Note
	Repeat     bool     `parquet:"repeat"`
	EveryDays  int32    `parquet:"every_days,optional"`
	Reason     string   `parquet:"reason,optional,dict"`
	Dose       string   `parquet:"dose,optional,dict"`
	Quantity   *float64 `parquet:"quantity,optional"`
	Unit       string   `parquet:"unit,optional,dict"`
	Times      int32    `parquet:"times,optional"`
	Period     *float64 `parquet:"period,optional"`
	PeriodUnit string   `parquet:"period_unit,optional,dict"`
	Supply     *float64 `parquet:"supply,optional"`
}

// Measurement is a row of measurements: one value. The parts of a blood pressure are a row each, under one entry.
type Measurement struct {
	Note
	Category string   `parquet:"category,optional,dict"`
	Part     int32    `parquet:"part"` // from 0
	Value    *float64 `parquet:"value,optional"`
	Unit     string   `parquet:"unit,optional,dict"`
	UCUM     string   `parquet:"ucum,optional,dict"`
	Answer   string   `parquet:"answer,optional,dict"` // the code, of a result that is one
}

// Contact is a row of contacts.
type Contact struct {
	Note
	Mode string `parquet:"mode,optional,dict"`
}

// Vaccination is a row of vaccinations.
type Vaccination struct{ Note }

// Procedure is a row of procedures.
type Procedure struct {
	Note
	Reason string `parquet:"reason,optional,dict"`
}

// Document is a row of documents.
type Document struct {
	Note
	Type   string `parquet:"type,optional,dict"`
	From   string `parquet:"from,optional,dict"`
	Letter string `parquet:"letter,optional"`
}

// Referral is a row of referrals.
type Referral struct {
	Note
	Specialty string `parquet:"specialty,optional,dict"`
	To        string `parquet:"to,optional,dict"`
	Urgency   string `parquet:"urgency,optional,dict"`
	Reason    string `parquet:"reason,optional,dict"`
}

// Appointment is a row of appointments.
type Appointment struct {
	Note
	Mode      string `parquet:"mode,optional,dict"`
	Specialty string `parquet:"specialty,optional,dict"`
	To        string `parquet:"to,optional,dict"`
}

// Report is a row of reports.
type Report struct {
	Note
	Results string `parquet:"results,optional"` // the entries of measurements, with spaces between
}

// Fact is a row of truth: something that is so about somebody, whether or not anybody wrote it down.
type Fact struct {
	Person int64     `parquet:"person"`
	Kind   string    `parquet:"kind,dict"` // "condition", "allergy", "medicine", "event"
	Is     string    `parquet:"is,dict"`
	Why    string    `parquet:"why,optional,dict"`
	Start  time.Time `parquet:"start,optional,timestamp(millisecond)"`
	End    time.Time `parquet:"end,optional,timestamp(millisecond)"`
}
