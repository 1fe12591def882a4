package sds

import "strings"

// The shapes of the service, their members in the order of specification/components/examples.

const (
	idSystem   = "https://fhir.nhs.uk/Id/"
	odsSystem  = idSystem + "ods-organization-code"
	serviceID  = idSystem + "nhsServiceInteractionId"
	partyKeyID = idSystem + "nhsMhsPartyKey"
	extensions = "https://fhir.nhs.uk/StructureDefinition/Extension-SDS-"
)

type identifier struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type reference struct {
	Identifier identifier `json:"identifier"`
}

type extension struct {
	URL       string      `json:"url"`
	Reference *reference  `json:"valueReference,omitempty"`
	Extension []extension `json:"extension,omitempty"`
	Text      string      `json:"valueString,omitempty"`
	Integer   *int        `json:"valueInteger,omitempty"`
}

type device struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Identifier   []identifier `json:"identifier"`
	Extension    []extension  `json:"extension"`
	Owner        reference    `json:"owner"`
}

type endpoint struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id"`
	Status       string       `json:"status"`
	Connection   coding       `json:"connectionType"`
	Payload      []concept    `json:"payloadType"`
	Address      string       `json:"address"`
	Managing     reference    `json:"managingOrganization"`
	Identifier   []identifier `json:"identifier"`
	Extension    []extension  `json:"extension"`
}

type coding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display"`
}

type concept struct {
	Coding []coding `json:"coding"`
}

// device shows an accredited system.
func (s system) device() device {
	out := device{
		ResourceType: "Device", ID: id("device", s.at.Code, s.name),
		Identifier: []identifier{{idSystem + "nhsSpineASID", s.asid()}, {partyKeyID, s.partyKey()}},
		Extension:  []extension{{URL: extensions + "ManufacturingOrganisation", Reference: &reference{identifier{odsSystem, s.supplier}}}},
		Owner:      reference{identifier{odsSystem, s.at.Code}},
	}
	for _, i := range s.interactions {
		out.Extension = append(out.Extension, service(i))
	}
	return out
}

func service(i interaction) extension {
	return extension{URL: extensions + "NhsServiceInteractionId", Reference: &reference{identifier{serviceID, i.id}}}
}

// endpoint shows where a system takes an interaction.
func (s system) endpoint(i interaction, address string) endpoint {
	cpa := s.cpa(i)
	return endpoint{
		ResourceType: "Endpoint", ID: id("endpoint", s.at.Code, s.name, i.id), Status: "active",
		Connection: coding{"http://terminology.hl7.org/CodeSystem/endpoint-connection-type", "hl7-fhir-msg", "HL7 FHIR Messaging"},
		Payload:    []concept{{[]coding{{"http://terminology.hl7.org/CodeSystem/endpoint-payload-type", "any", "Any"}}}},
		Address:    address,
		Managing:   reference{identifier{odsSystem, s.at.Code}},
		Identifier: []identifier{
			{idSystem + "nhsMhsFQDN", s.fqdn()}, {partyKeyID, s.partyKey()}, {idSystem + "nhsMhsCPAId", cpa}, {idSystem + "nhsMHSId", cpa},
		},
		Extension: reliability(i),
	}
}

// reliability is how messages of an interaction are repeated until they arrive, and then the interaction itself: nothing for the FHIR
// services, the values of the published examples for messages that are forwarded reliably and for those to the national infrastructure.
func reliability(i interaction) []extension {
	two := 2
	text := func(name, value string) extension { return extension{URL: name, Text: value} }
	configuration := func(reply, interval, duration string, more ...extension) extension {
		return extension{URL: extensions + "ReliabilityConfiguration", Extension: append([]extension{
			text("nhsMHSSyncReplyMode", reply), text("nhsMHSRetryInterval", interval), {URL: "nhsMHSRetries", Integer: &two},
			text("nhsMHSPersistDuration", duration), text("nhsMHSDuplicateElimination", "always"), text("nhsMHSAckRequested", "always"),
		}, more...)}
	}
	switch {
	case i.forward == "reliable":
		return []extension{configuration("None", "PT2H", "PT7H"), service(i)}
	case strings.HasSuffix(i.endpoint, "/reliablerequest"):
		return []extension{configuration("MSHSignalsOnly", "PT1M", "PT5M", text("nhsMHSActor", "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH")), service(i)}
	}
	return []extension{service(i)}
}
