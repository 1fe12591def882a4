// fhir-kit-client, as npm delivers it, against the record server of the mock NHS, with a token that it fetched like any product.
// SANDPIPER_BASE is the platform's address, SANDPIPER_CLIENT the application's API key, SANDPIPER_KEY its private key (PKCS#8 PEM),
// SANDPIPER_KID the key's id, SANDPIPER_NUMBER an NHS number of the population and SANDPIPER_ALLERGIES how many allergies its record shows.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';

import { Client } from 'fhir-kit-client';
import { SignJWT, importPKCS8 } from 'jose';

const base = need('SANDPIPER_BASE');
const number = need('SANDPIPER_NUMBER');
const numberSystem = 'https://fhir.nhs.uk/Id/nhs-number';
const client = new Client({ baseUrl: `${base}/records/FHIR/R4` });

function need(name) {
  const value = process.env[name];
  assert.ok(value, `${name} must be set`);
  return value;
}

// assertion is a client_assertion as the identity service wants it.
async function assertion(audience) {
  const id = need('SANDPIPER_CLIENT');
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid: need('SANDPIPER_KID') })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(audience)
    .setJti(randomUUID())
    .setExpirationTime('4 minutes')
    .sign(await importPKCS8(need('SANDPIPER_KEY'), 'RS512'));
}

async function patient() {
  const found = await client.search({ resourceType: 'Patient', searchParams: { identifier: `${numberSystem}|${number}` } });
  assert.equal(found.resourceType, 'Bundle');
  assert.equal(found.total, 1);
  return found.entry[0].resource;
}

before(async () => {
  const { tokenUrl } = await client.smartAuthMetadata();
  const address = tokenUrl?.href ?? `${base}/oauth2/token`;
  assert.equal(address, `${base}/oauth2/token`);
  const response = await fetch(address, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(address),
    }),
  });
  const token = await response.json();
  assert.equal(response.status, 200, JSON.stringify(token));
  assert.equal(token.expires_in, '599');
  client.bearerToken = token.access_token;
});

test('the server says what it can do', async () => {
  const statement = await client.capabilityStatement();
  assert.equal(statement.fhirVersion, '4.0.1');
  const types = statement.rest[0].resource.map((resource) => resource.type);
  assert.ok(types.includes('Patient') && types.includes('AllergyIntolerance'));
});

test('a patient is found by NHS number and read by id', async () => {
  const found = await patient();
  const read = await client.read({ resourceType: 'Patient', id: found.id });
  assert.deepEqual(read, found);
  assert.ok(read.identifier.some((one) => one.system === numberSystem && one.value === number));
});

test("the patient's allergies are found", async () => {
  const { id } = await patient();
  const bundle = await client.search({ resourceType: 'AllergyIntolerance', searchParams: { patient: id } });
  assert.equal(bundle.total, Number(need('SANDPIPER_ALLERGIES')));
  for (const { resource } of bundle.entry ?? []) {
    assert.equal(resource.resourceType, 'AllergyIntolerance');
    assert.equal(resource.patient.reference, `Patient/${id}`);
  }
});

test('an allergy that is written can be read back and found', async () => {
  const { id } = await patient();
  const body = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] },
    verificationStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code: 'confirmed' }] },
    code: { text: 'Cashew nut' },
    patient: { reference: `Patient/${id}` },
  };
  const created = await client.create({ resourceType: 'AllergyIntolerance', body });
  assert.ok(created.id);
  assert.equal(created.meta.versionId, '1');
  const read = await client.read({ resourceType: 'AllergyIntolerance', id: created.id });
  assert.equal(read.code.text, 'Cashew nut');
  const found = await client.search({ resourceType: 'AllergyIntolerance', searchParams: { patient: id, _count: 2 } });
  let seen = found.entry.map((entry) => entry.resource.id);
  for (let page = found; page.link.some((link) => link.relation === 'next'); ) {
    page = await client.nextPage({ bundle: page });
    seen = seen.concat(page.entry.map((entry) => entry.resource.id));
  }
  assert.equal(seen.length, Number(need('SANDPIPER_ALLERGIES')) + 1);
  assert.ok(seen.includes(created.id));
});

test('a stranger gets an OperationOutcome', async () => {
  const stranger = new Client({ baseUrl: `${base}/records/FHIR/R4` });
  await assert.rejects(stranger.read({ resourceType: 'Patient', id: 'nobody' }), (error) => {
    assert.equal(error.response.status, 401);
    return true;
  });
  await assert.rejects(client.read({ resourceType: 'Patient', id: 'nobody' }), (error) => {
    assert.equal(error.response.status, 404);
    assert.equal(error.response.data.resourceType, 'OperationOutcome');
    return true;
  });
});
