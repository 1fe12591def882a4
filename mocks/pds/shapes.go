package pds

import (
	"maps"
	"regexp"
	"sync"

	"sandpiper/mocks/world"
)

const mostGiven = 5 // given names (HumanName.yaml, maxItems)

// shapes are the bodies that the service takes, from the schemas of its specification (specification/components/schemas).
type shapes struct {
	patient  *shape // what a patched resource must look like
	create   *shape // PatientCreateRequest.yaml
	birth    *shape // the child of a birth notification (karate-tests: create-pds-record-at-birth-maximal.json)
	coverage *shape // Coverage.yaml
}

// bodies builds the shapes once.
var bodies = sync.OnceValue(func() *shapes {
	text, day, anything := &shape{kind: "text"}, &shape{kind: "day"}, &shape{kind: "any"}
	oneOf := func(values ...string) *shape { return &shape{kind: "text", oneOf: values} }
	listOf := func(item *shape) *shape { return &shape{kind: "list", item: item} }
	object := func(required []string, members map[string]*shape) *shape {
		return &shape{kind: "object", members: members, required: required}
	}
	open := func(required []string, members map[string]*shape) *shape {
		return &shape{kind: "object", members: members, required: required, open: true}
	}
	period := object([]string{"start"}, map[string]*shape{"start": day, "end": day})
	concept := open([]string{"coding"}, map[string]*shape{"coding": {kind: "list", least: 1, most: 1, item: open([]string{"code"}, map[string]*shape{"code": text})}})
	organisation := open([]string{"identifier"}, map[string]*shape{"id": text, "type": text, "identifier": open([]string{"value"}, map[string]*shape{
		"value": {kind: "text", pattern: regexp.MustCompile(`^[0-9A-Za-z]{2,10}$`)}, "period": period})})
	inner := open([]string{"url"}, map[string]*shape{
		"url": text, "valueCodeableConcept": concept, "valueBoolean": {kind: "flag"}, "valueString": text, "valueDateTime": {kind: "moment"},
		"valueCoding": open([]string{"code"}, map[string]*shape{"code": text}), "valuePeriod": anything,
	})
	extension := object([]string{"url"}, map[string]*shape{
		"url": text, "extension": {kind: "list", item: inner, least: 1, most: 3}, "valueReference": organisation, "valueCodeableConcept": concept,
		"valueCoding": anything, "valueBoolean": {kind: "flag"}, "valueString": text, "valueInteger": anything,
		"valueAddress": object(nil, map[string]*shape{"city": {kind: "text", most: 35}, "district": {kind: "text", most: 35}, "country": text}),
	})
	word := &shape{kind: "text", pattern: regexp.MustCompile(`\S`)} // FHIR has no empty texts, and a name of nothing would be no name
	namePart := &shape{kind: "text", most: longestName, pattern: word.pattern}
	name := object([]string{"use", "family"}, map[string]*shape{
		"id": text, "use": oneOf("usual", "temp", "nickname", "old", "maiden"), "period": period,
		"given": {kind: "list", item: namePart, most: mostGiven}, "family": namePart, "prefix": listOf(word), "suffix": listOf(word),
	})
	telecom := object([]string{"system", "value"}, map[string]*shape{
		"id": text, "period": period, "system": oneOf("phone", "fax", "email", "other"), "value": text,
		"use": oneOf("home", "work", "temp", "mobile"), "extension": {kind: "list", item: extension, most: 1},
	})
	address := object([]string{"use"}, map[string]*shape{
		"id": text, "period": period, "use": oneOf("home", "work", "temp", "billing"), "text": oneOf(world.TemporaryKinds()...),
		"line": {kind: "list", item: text, most: 5}, "postalCode": text, "extension": listOf(extension),
	})
	contact := object([]string{"relationship", "telecom"}, map[string]*shape{
		"id": text, "period": period, "relationship": {kind: "list", item: concept, least: 1, most: 1}, "telecom": {kind: "list", item: telecom, least: 1}})
	gender := oneOf("male", "female", "other", "unknown")
	patient := map[string]*shape{
		"resourceType": text, "id": text, "identifier": anything, "meta": anything, "name": {kind: "list", item: name, least: 1},
		"gender": gender, "birthDate": day, "multipleBirthInteger": {kind: "number", least: 1, most: 9}, "deceasedDateTime": {kind: "moment"},
		"generalPractitioner": {kind: "list", item: organisation, most: 1}, "managingOrganization": organisation,
		"extension": listOf(extension), "telecom": listOf(telecom), "contact": listOf(contact), "address": listOf(address),
	}
	create := map[string]*shape{
		"resourceType": text, "name": {kind: "list", item: name, least: 1, most: 1}, "gender": oneOf("male", "female", "unknown"),
		"birthDate": day, "address": {kind: "list", item: address, least: 1}, "telecom": listOf(telecom), "extension": listOf(extension),
	}
	child := maps.Clone(create)
	child["_birthDate"], child["multipleBirthInteger"], child["deceasedDateTime"] = anything, patient["multipleBirthInteger"], patient["deceasedDateTime"]
	said := *extension
	said.members = maps.Clone(extension.members)
	said.members["valueAddress"] = open(nil, extension.members["valueAddress"].members) // it has a text, which is not kept
	child["extension"] = listOf(&said)
	free := func(most int) *shape {
		return open([]string{"identifier"}, map[string]*shape{"identifier": open([]string{"value"}, map[string]*shape{
			"value": {kind: "text", most: most, pattern: regexp.MustCompile(`^[a-zA-Z0-9\-,/:'. ]+$`)}})})
	}
	country := open([]string{"identifier"}, map[string]*shape{"identifier": open([]string{"system", "value"}, map[string]*shape{
		"system": oneOf("urn:iso:std:iso:3166"), "value": {kind: "text", pattern: regexp.MustCompile(`^[A-Z]{3}$`)}})})
	card := open([]string{"value", "assigner"}, map[string]*shape{
		"value": {kind: "text", most: 25, pattern: regexp.MustCompile(`^[a-zA-Z0-9\-,/:'. ]+$`)}, "assigner": country})
	coverage := map[string]*shape{
		"resourceType": oneOf("Coverage"), "status": oneOf("active"), "identifier": {kind: "list", item: card, least: 1, most: 1},
		"subscriber": open([]string{"identifier"}, map[string]*shape{"identifier": open([]string{"value"}, map[string]*shape{"value": text})}),
		"payor":      {kind: "list", item: free(30), least: 1, most: 1}, "beneficiary": free(25),
		"period": open([]string{"end"}, map[string]*shape{"end": day}),
	}
	return &shapes{
		patient:  object(nil, patient),
		create:   object([]string{"extension"}, create),
		birth:    object([]string{"extension"}, child),
		coverage: open([]string{"identifier", "status", "subscriber", "beneficiary", "payor", "period"}, coverage),
	}
})
