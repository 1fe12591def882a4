package fhir

// ukCore is where the canonical URLs of UK Core profiles begin (HL7 UK, UK Core R4 STU2).
const ukCore = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"

// ukCoreExtension is where the canonical URLs of UK Core extensions begin. Only extensions whose definition is active
// are used; retired ones are refused by a test.
const ukCoreExtension = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"

// Code systems of HL7 terminology that our resources draw on.
const (
	hl7                = "http://terminology.hl7.org/CodeSystem/"
	conditionClinical  = hl7 + "condition-clinical"
	conditionVer       = hl7 + "condition-ver-status"
	conditionCategory  = hl7 + "condition-category"
	allergyClinical    = hl7 + "allergyintolerance-clinical"
	allergyVer         = hl7 + "allergyintolerance-verification"
	observationCat     = hl7 + "observation-category"
	requestCategory    = hl7 + "medicationrequest-category"
	requestCourse      = hl7 + "medicationrequest-course-of-therapy"
	statementCategory  = hl7 + "medication-statement-category"
	dataAbsent         = hl7 + "data-absent-reason"
	actCode            = hl7 + "v3-ActCode"
	nullFlavor         = hl7 + "v3-NullFlavor"
	confidentiality    = hl7 + "v3-Confidentiality"
	participationType  = hl7 + "v3-ParticipationType"
	restfulSecurity    = hl7 + "restful-security-service"
	serviceSection     = hl7 + "v2-0074"
	deliveryChannels   = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel"
	interpreterNeeded  = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
	numberStatusSystem = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
)

// coded is a concept of one code.
func coded(system, code, display string) *CodeableConcept {
	return &CodeableConcept{Coding: []Coding{{System: system, Code: code, Display: display}}}
}
