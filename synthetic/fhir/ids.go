package fhir

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

// IDs turns what a resource is about into an opaque id and back, with no table. An id is a random-looking UUID
// (RFC 9562, version 4 in form): 122 bits holding the type, the person, the drawer, the number and
// 38 bits of padding, enciphered by a Feistel network of four rounds whose round function is AES-128 under a key
// made from the seed. An id of another seed, another type or no id at all fails the padding or the type and is refused.
// An IDs is safe for use by many goroutines.
type IDs struct {
	block cipher.Block
}

// NewIDs returns the ids of a population with this seed.
func NewIDs(seed uint64) *IDs {
	key := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("sandpiper resource ids "), seed))
	block, err := aes.NewCipher(key[:16])
	if err != nil {
		panic(err) // only for a key of another size
	}
	return &IDs{block}
}

// Tags tell resource types apart within an id. Numbers are part of every id that was ever written down: add, never change.
const (
	tagPatient uint64 = iota + 1
	tagPractitioner
	tagCondition
	tagAllergyIntolerance
	tagMedicationRequest
	tagMedicationStatement
	tagObservation
	tagEncounter
	tagImmunization
	tagProcedure
	tagDocumentReference
	tagServiceRequest
	tagAppointment
	tagDiagnosticReport
	tags
)

// tag is a resource type's tag, 0 for types whose ids are not ours.
func tag(resourceType string) uint64 {
	switch resourceType {
	case "Patient":
		return tagPatient
	case "Practitioner":
		return tagPractitioner
	case "Condition":
		return tagCondition
	case "AllergyIntolerance":
		return tagAllergyIntolerance
	case "MedicationRequest":
		return tagMedicationRequest
	case "MedicationStatement":
		return tagMedicationStatement
	case "Observation":
		return tagObservation
	case "Encounter":
		return tagEncounter
	case "Immunization":
		return tagImmunization
	case "Procedure":
		return tagProcedure
	case "DocumentReference":
		return tagDocumentReference
	case "ServiceRequest":
		return tagServiceRequest
	case "Appointment":
		return tagAppointment
	case "DiagnosticReport":
		return tagDiagnosticReport
	}
	return 0
}

// TypesOf names the resource types that a drawer of the chart is shown as, the chief one first.
func TypesOf(k chart.Kind) []string {
	switch k {
	case chart.Problem:
		return []string{"Condition"}
	case chart.Allergy:
		return []string{"AllergyIntolerance"}
	case chart.Medicine:
		return []string{"MedicationRequest", "MedicationStatement"}
	case chart.Measurement:
		return []string{"Observation"}
	case chart.Contact:
		return []string{"Encounter"}
	case chart.Vaccination:
		return []string{"Immunization"}
	case chart.Procedure:
		return []string{"Procedure"}
	case chart.Document:
		return []string{"DocumentReference"}
	case chart.Referral:
		return []string{"ServiceRequest"}
	case chart.Appointment:
		return []string{"Appointment"}
	case chart.Report:
		return []string{"DiagnosticReport"}
	}
	return nil
}

// KindOf is the drawer that a resource type is kept in; ok is false for types that are not entries of a chart.
func KindOf(resourceType string) (k chart.Kind, ok bool) {
	switch resourceType {
	case "Condition":
		return chart.Problem, true
	case "AllergyIntolerance":
		return chart.Allergy, true
	case "MedicationRequest", "MedicationStatement":
		return chart.Medicine, true
	case "Observation":
		return chart.Measurement, true
	case "Encounter":
		return chart.Contact, true
	case "Immunization":
		return chart.Vaccination, true
	case "Procedure":
		return chart.Procedure, true
	case "DocumentReference":
		return chart.Document, true
	case "ServiceRequest":
		return chart.Referral, true
	case "Appointment":
		return chart.Appointment, true
	case "DiagnosticReport":
		return chart.Report, true
	}
	return 0, false
}

// Encode is the id of the resource of this type that shows a chart entry. It is empty if the entry's kind is not shown
// as that type.
func (x *IDs) Encode(resourceType string, id chart.ID) string {
	if k, ok := KindOf(resourceType); !ok || k != id.Kind {
		return ""
	}
	return x.seal(tag(resourceType), uint64(id.Person), uint64(id.Kind), uint64(id.K))
}

// Decode is the chart entry that a resource id stands for; ok is false for an id that Encode never gave for this type.
func (x *IDs) Decode(resourceType, id string) (entry chart.ID, ok bool) {
	person, kind, k, ok := x.open(tag(resourceType), id)
	want, known := KindOf(resourceType)
	if !ok || !known || chart.Kind(kind) != want {
		return chart.ID{}, false
	}
	return chart.ID{Person: int(person), Kind: want, K: int(k)}, true
}

// PatientID is the id of a person's Patient resource. It is not the NHS number.
func (x *IDs) PatientID(person int) string { return x.seal(tagPatient, uint64(person), 0, 0) }

// Person is the index of the person whose Patient resource has this id.
func (x *IDs) Person(id string) (person int, ok bool) {
	p, _, _, ok := x.open(tagPatient, id)
	return int(p), ok
}

// PractitionerID is the id of the k-th practitioner of a practice. Codes of up to seven characters can be told apart.
func (x *IDs) PractitionerID(practice nhs.ODS, k int) string {
	return x.seal(tagPractitioner, packODS(practice), 0, uint64(k))
}

// Practitioner is the practice and number that a practitioner's id stands for.
func (x *IDs) Practitioner(id string) (practice nhs.ODS, k int, ok bool) {
	packed, _, n, ok := x.open(tagPractitioner, id)
	return unpackODS(packed), int(n), ok
}

// OrganizationID is the id of an organisation: its ODS code, as in NHS England's own FHIR service.
func (x *IDs) OrganizationID(code nhs.ODS) string { return string(code) }

// Organization reads an organisation's id; ok is false for what cannot be an ODS code.
func (x *IDs) Organization(id string) (code nhs.ODS, ok bool) {
	return nhs.ODS(id), id != "" && unpackODS(packODS(nhs.ODS(id))) == nhs.ODS(id)
}

// The halves of an id are 61 bits each: person (40 bits), kind (4), tag (8) and 9 bits of padding; number (32 bits)
// and 29 bits of padding.
const half = 1<<61 - 1

func (x *IDs) seal(tag, person, kind, k uint64) string {
	var block [32]byte
	return string(x.appendSealed(make([]byte, 0, 36), &block, tag, person, kind, k))
}

// appendSealed appends an id. The block is room to cipher in.
func (x *IDs) appendSealed(b []byte, block *[32]byte, tag, person, kind, k uint64) []byte {
	l := person<<21 | kind<<17 | tag<<9
	r := k << 29
	for round := range uint64(4) {
		l, r = r, l^x.mix(block, round, r)
	}
	return appendUUID(b, l, r)
}

func (x *IDs) open(tag uint64, id string) (person, kind, k uint64, ok bool) {
	l, r, ok := parse(id)
	if !ok || tag == 0 {
		return 0, 0, 0, false
	}
	var b [32]byte
	for round := range uint64(4) {
		l, r = r^x.mix(&b, 3-round, l), l
	}
	if l&0x1ff != 0 || l>>9&0xff != tag || r&(1<<29-1) != 0 {
		return 0, 0, 0, false
	}
	return l >> 21, l >> 17 & 0xf, r >> 29, true
}

// mix is the round function: AES of the round's number and a half, cut to 61 bits. The buffer is the caller's.
func (x *IDs) mix(b *[32]byte, round, v uint64) uint64 {
	binary.BigEndian.PutUint64(b[:8], round)
	binary.BigEndian.PutUint64(b[8:16], v)
	x.block.Encrypt(b[16:], b[:16])
	return binary.BigEndian.Uint64(b[16:24]) & half
}
