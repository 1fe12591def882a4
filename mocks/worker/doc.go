// Package worker is the Healthcare Worker API (alpha): who stands behind an SDS user id, where they work and in which roles.
//
//	SDS user id ─▶ people.FindStaff (the same as CIS2 signs in) ─▶ Worker, its organisations and its role profiles
//
// # Operations
//
// Service "worker", header apikey with the id of a registered application:
//
//	read-worker  GET /healthcare-worker/Worker?identifier={SDS user id}
//	ping         GET /healthcare-worker/_ping
//	status       GET /healthcare-worker/_status  header apikey: mocks.StatusKey
//
// The ids of role profiles and organisational persons are those that CIS2 shows. Only organisations and roles that are open are given. Of every practice
// the two clinicians who would follow its last have left: their identities are closed, and asking for them gives 410.
//
// # Sources
//
// NHSDigital/healthcare-worker-api: specification, and for the shape of errors and the path its public source (hcw_exception.py, main.py,
// apim_instance_deploy.sh); research identity-demographics-registers §8.3. The real one answers every id with a stub so far.
//
// # Assumed, not confirmed by a public source
//
// The words of 400, 410, 405 and 406; that somebody unknown is 404 with the words of the source's one example; when somebody began to work somewhere.
//
// Sibling rooms: mocks/login/people knows the staff; mocks/ods the organisations; mocks/registers has the registrations of the same clinicians.
package worker
