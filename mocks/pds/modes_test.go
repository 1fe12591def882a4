package pds_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// TestModes has a row for what each access mode may not do, and what it may (identity-demographics-registers §5.1 and §5.4; karate
// patients/{appRestricted,privilegedAccessMode,healthcareWorker,patientAccess}).
func TestModes(t *testing.T) {
	base := newRig(t, 20, false)
	subject(t, base)
	me, you := base.number(3), base.number(4)
	staff := func(role string, ids ...string) rig {
		u := &mocks.User{Kind: mocks.Staff, Role: role}
		for _, id := range ids {
			u.Roles = append(u.Roles, mocks.Role{ID: id})
		}
		return base.as(pds.WorkerScope, u)
	}
	p5 := base.as("urn:nhsd:apim:user-nhs-login:P5:personal-demographics-service", &mocks.User{Kind: mocks.Citizen, Assurance: "P5", NHSNumber: me})
	vector := func(shown string) rig { // personal-demographics.yaml, "Patient access"; karate patientAccess/getPatient.feature
		return base.as(pds.PatientScope, &mocks.User{Kind: mocks.Citizen, Assurance: "P9", Vector: shown, NHSNumber: me})
	}
	privileged := base.as(pds.PrivilegedScope, nil)
	const (
		patientMayNot = "error|forbidden|ACCESS_DENIED|Patient cannot perform this action|Your access token has insufficient permissions. See documentation regarding Patient access restrictions https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir"
		method        = "|Your app has insufficient permissions to use this method. Please contact support."
		operation     = "|Your app has insufficient permissions to use this operation. Please contact support."
		badRole       = "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '999' in header 'NHSD-Session-URID'. Refer to the guidance for this header in our API Specification https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir"
		noRole        = "error|value|MISSING_VALUE|Required value is missing|Missing value in header 'NHSD-Session-URID'"
		search        = "/Patient?family=Smith&given=Jane&birthdate=eq1980-05-06"
	)
	for _, row := range []struct {
		name         string
		rig          rig
		method, path string
		headers      []string
		status       int
		issue        string
	}{
		{"app reads", base, "GET", "/Patient/" + me, nil, 200, ""},
		{"app searches", base, "GET", search, nil, 200, ""},
		{"app asks for related people", base, "GET", "/Patient/" + me + "/RelatedPerson", nil, 200, ""},
		{"app updates", base, "PATCH", "/Patient/" + me, nil, 403, "error|forbidden|INVALID_METHOD|Cannot update resource with application-restricted access token" + method},
		{"app creates", base, "POST", "/Patient", nil, 403, "error|forbidden|INVALID_METHOD|Cannot create resource with application-restricted access token" + method},
		{"app asks for coverage", base, "GET", "/Coverage?subscriber:identifier=" + me, nil, 403, "error|forbidden|ACCESS_DENIED|Cannot GET resource with application-restricted access token" + operation},
		{"app writes coverage", base, "POST", "/Coverage", nil, 403, "error|forbidden|ACCESS_DENIED|Cannot POST resource with application-restricted access token" + operation},
		{"app's role is ignored", base, "GET", "/Patient/" + me, []string{"NHSD-Session-URID", "999"}, 200, ""},
		{"privileged updates", privileged, "PATCH", "/Patient/" + me, nil, 403, "error|forbidden|INVALID_METHOD|Cannot update resource with privileged-application-restricted access token" + method},
		{"privileged asks for many", privileged, "GET", search + "&_max-results=5", nil, 403,
			"error|token|INVALID_VALUE|Cannot retrieve more than one result with privileged-application-restricted access token|Your app has insufficient permissions to perform this search. Please contact support."},
		{"worker asks for many", base.worker(), "GET", search + "&_max-results=50", nil, 200, ""},
		{"worker asks for coverage", base.worker(), "GET", "/Coverage?subscriber:identifier=" + me, nil, 403, "error|forbidden|ACCESS_DENIED|Cannot GET resource with user-restricted access token" + operation},
		{"worker names the role", staff("", "1", "2"), "GET", "/Patient/" + me, []string{"NHSD-Session-URID", "2"}, 200, ""},
		{"worker has one role", staff("", "1"), "GET", "/Patient/" + me, nil, 200, ""},
		{"worker has not chosen", staff("", "1", "2"), "GET", "/Patient/" + me, nil, 400, noRole},
		{"worker names another's role", staff("1", "1"), "GET", "/Patient/" + me, []string{"NHSD-Session-URID", "999"}, 400, badRole},
		{"request id before the role", staff("1", "1"), "GET", "/Patient/" + me, []string{"NHSD-Session-URID", "999", "X-Request-ID", "1"}, 400,
			"error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '1' in header 'X-Request-ID'"},
		{"role before the number", staff("1", "1"), "GET", "/Patient/9000000000", []string{"NHSD-Session-URID", "999"}, 400, badRole},
		{"patient reads themselves", base.citizen(3), "GET", "/Patient/" + me, nil, 200, ""},
		{"patient reads another", base.citizen(3), "GET", "/Patient/" + you, nil, 403, patientMayNot},
		{"patient reads nobody", base.citizen(3), "GET", "/Patient/9111231130", nil, 403, patientMayNot},
		{"patient searches", base.citizen(3), "GET", search, nil, 403, patientMayNot},
		{"patient creates", base.citizen(3), "POST", "/Patient", nil, 403, patientMayNot},
		{"patient asks for their coverage", base.citizen(3), "GET", "/Coverage?subscriber:identifier=" + me, nil, 200, ""},
		{"patient asks for another's", base.citizen(3), "GET", "/Coverage?subscriber:identifier=" + you, nil, 403, patientMayNot},
		{"patient's role is ignored", base.citizen(3), "GET", "/Patient/" + me, []string{"NHSD-Session-URID", "999"}, 200, ""},
		{"patient of P5", p5, "GET", "/Patient/" + me, nil, 403, patientMayNot},
		{"patient with one factor", vector("P9.Cp"), "GET", "/Patient/" + me, nil, 403, patientMayNot},
		{"patient with a device's key", vector("P9.Cm"), "GET", "/Patient/" + me, nil, 200, ""},
		{"patient with two factors", vector("P9.Cp.Cd"), "GET", "/Patient/" + me, nil, 200, ""},
		{"worker adds a related person", base.worker(), "POST", "/Patient/" + me + "/RelatedPerson", nil, 403, "error|forbidden|INVALID_METHOD|Cannot create resource with user-restricted access token" + method},
		{"app adds a related person", base, "POST", "/Patient/" + me + "/RelatedPerson", nil, 403, "error|forbidden|INVALID_METHOD|Cannot create resource with application-restricted access token" + method},
		{"patient adds a related person", base.citizen(3), "POST", "/Patient/" + me + "/RelatedPerson", nil, 403, patientMayNot},
		{"P5 before the request id", p5, "GET", "/Patient/" + me, []string{"X-Request-ID", ""}, 403, patientMayNot},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := row.rig.do(row.method, row.path, row.headers...)
			require.Equal(t, row.status, w.Code, w.Body)
			if row.issue != "" {
				assert.JSONEq(t, outcome(t, row.issue), w.Body.String())
			}
		})
	}
}

// Patients change few fields, and of most the whole (patient-patch.yaml, "Patient access"; karate patientAccess/updatePatient.feature).
func TestWhatPatientsMayChange(t *testing.T) {
	base := newRig(t, 20, false)
	const uk = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
	for _, row := range []struct {
		name, patches string
		status        int
	}{
		{"gender", `{"op":"replace","path":"/gender","value":"male"}`, 400},
		{"name", `{"op":"add","path":"/name/-","value":{"use":"old","family":"X"}}`, 400},
		{"birth date", `{"op":"replace","path":"/birthDate","value":"1981-05-06"}`, 400},
		{"practice", `{"op":"test","path":"/generalPractitioner/0/id","value":"G1"}`, 400},
		{"part of an address", `{"op":"replace","path":"/address/0/id","value":"A1"},{"op":"replace","path":"/address/0/postalCode","value":"LS1 4BU"}`, 200},
		{"whole mobile", `{"op":"replace","path":"/telecom/0","value":{"id":"T1","system":"phone","use":"mobile","value":"07700 900002"}}`, 200},
		{"part of a mobile", `{"op":"replace","path":"/telecom/0/id","value":"T1"},{"op":"replace","path":"/telecom/0/value","value":"07700 900002"}`, 400},
		{"e-mail away", `{"op":"test","path":"/telecom/1/id","value":"T2"},{"op":"remove","path":"/telecom/1"}`, 200},
		{"home telephone away, as what follows a mobile", `{"op":"test","path":"/telecom/0/id","value":"T1"},{"op":"remove","path":"/telecom/0"},{"op":"test","path":"/telecom/0/id","value":"T0"},{"op":"remove","path":"/telecom/0"}`, 400},
		{"e-mail away after a mobile", `{"op":"test","path":"/telecom/0/id","value":"T1"},{"op":"remove","path":"/telecom/0"},{"op":"test","path":"/telecom/1/id","value":"T2"},{"op":"remove","path":"/telecom/1"}`, 200},
		{"work telephone", `{"op":"add","path":"/telecom/-","value":{"system":"phone","use":"work","value":"01632960587"}}`, 400},
		{"emergency contact", `{"op":"add","path":"/contact/-","value":{"relationship":[{"coding":[{"code":"C"}]}],"telecom":[{"system":"phone","value":"01632960587"}]}}`, 200},
		{"language", `{"op":"replace","path":"/extension/0","value":{"url":"` + uk + `NHSCommunication","extension":[{"url":"language","valueCodeableConcept":{"coding":[{"code":"pl"}]}}]}}`, 200},
		{"preference", `{"op":"add","path":"/extension/-","value":{"url":"` + uk + `ContactPreference","extension":[{"url":"PreferredContactMethod","valueCodeableConcept":{"coding":[{"code":"1"}]}}]}}`, 400},
		{"place of birth", `{"op":"add","path":"/extension/-","value":{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"Cardiff"}}}`, 200},
	} {
		t.Run(row.name, func(t *testing.T) {
			i := subject(t, base)
			if strings.Contains(row.name, "a mobile") && strings.Contains(row.name, "away") {
				withHomeTelephone(t, base, i)
			}
			w := base.citizen(i).patch(i, row.patches)
			require.Equal(t, row.status, w.Code, w.Body)
			if row.status == 400 {
				assert.JSONEq(t, outcome(t, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - This user does not have permission to update the fields in the patches provided."), w.Body.String())
			}
		})
	}
	assert.Equal(t, 403, base.citizen(3).patch(4, `{"op":"remove","path":"/gender"}`).Code)
}

// withHomeTelephone gives the subject a telephone at home between the mobile and the e-mail address.
func withHomeTelephone(t testing.TB, r rig, i int) {
	t.Helper()
	_, err := r.realm.World.By("test").Register(i, 0, func(p *world.Person, q *world.Particulars) error {
		q.Telecoms = []world.Telecom{{Part: q.Email, System: "email", Use: "home", Value: p.Email}}
		q.Telecoms[0].ID, p.Email, q.Email = "T2", "", world.Part{}
		q.Telecoms = append([]world.Telecom{{Part: world.Part{ID: "T0"}, System: "phone", Use: "home", Value: "01632960587"}}, q.Telecoms...)
		return nil
	})
	require.NoError(t, err)
}

// Confidential reasons for which somebody is on no practice's list are told to privileged applications and to those that are entitled; everybody else
// reads of an other reason, and so does everybody about reasons that are told to nobody (karate confidentialRemovalReasons/getPatientByNHSNumber.feature).
func TestConfidentialReasons(t *testing.T) {
	r := newRig(t, 20, false)
	i := subject(t, r)
	entitled := newRig(t, 20, false)
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{pds.Service{Quirks: pds.Quirks{ConfidentialReasons: []string{"app"}}}}, Apps: []mocks.App{{ID: "app"}}, Default: entitled.realm})
	require.NoError(t, err)
	entitled.Estate = estate
	subject(t, entitled)
	gender := map[string]string{"AFN": "unknown", "SDN": "male", "LDN": "female", "SCT": "unknown"} // each an update that changes something
	for _, row := range []struct {
		code, shown, told, display string
	}{
		{"AFN", "ORR", "AFN", "Armed Forces (notified by Armed Forces)"},
		{"SDN", "ORR", "SDN", "Services dependant (notified by SMO)"},
		{"LDN", "ORR", "ORR", "Other reason"},
		{"SCT", "SCT", "SCT", "Transferred to Scotland"},
	} {
		for _, one := range []rig{r, entitled} {
			_, err := one.realm.World.By("test").Register(i, 0, func(_ *world.Person, q *world.Particulars) error {
				q.Removal = world.Removal{Code: row.code, From: worldTime}
				return nil
			})
			require.NoError(t, err)
		}
		path := "/Patient/" + r.number(i)
		for name, answer := range map[string]string{"application": r.get(path).Body.String(), "worker": r.worker().get(path).Body.String()} {
			assert.Contains(t, answer, `"code":"`+row.shown+`"`, name)
			assert.Equal(t, row.shown == row.code, strings.Contains(answer, `"`+row.code+`"`), name)
		}
		for name, answer := range map[string]string{
			"privileged": r.as(pds.PrivilegedScope, nil).get(path).Body.String(), "entitled": entitled.get(path).Body.String(),
			"entitled, after an update": entitled.worker().patch(i, `{"op":"replace","path":"/gender","value":"`+gender[row.code]+`"}`).Body.String(),
		} {
			assert.Contains(t, answer, `"code":"`+row.told+`","display":"`+row.display+`"`, name)
		}
	}
}
