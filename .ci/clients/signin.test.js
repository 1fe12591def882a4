// openid-client and jose, as npm delivers them, sign people in at NHS login, at CIS2 and through the API platform, exchange what they got for
// the platform's tokens, and read demographics with those. SANDPIPER_STREET says in JSON where everything is and who there is.
//
// Two things are set that a product must set for the real services as well: openid-client writes the issuer as the audience of its assertions,
// where NHS login, CIS2 and the platform want the token endpoint, and leaves out the header typ, which the platform demands.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';

import { createRemoteJWKSet, importPKCS8, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { ProxyAgent, setGlobalDispatcher } from 'undici';

import { Browser } from './browser.js';

const street = JSON.parse(process.env.SANDPIPER_STREET);
const insecure = street.api.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
if (process.env.HTTPS_PROXY) setGlobalDispatcher(new ProxyAgent(process.env.HTTPS_PROXY));

const idToken = 'urn:ietf:params:oauth:token-type:id_token';
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

let rs256, rs512, nhsLogin, cis2;

before(async () => {
  rs256 = await importPKCS8(street.key, 'RS256');
  rs512 = await importPKCS8(street.key, 'RS512');
  nhsLogin = await provider(street.nhs_login, rs512, 'RS512');
  cis2 = await provider(street.cis2, rs256, 'RS256');
});

// assertion is private_key_jwt for one token endpoint.
function assertion(key, endpoint) {
  return oidc.PrivateKeyJwt({ key, kid: street.kid }, { [oidc.modifyAssertion]: (header, claims) => {
    header.typ = 'JWT';
    claims.aud = endpoint();
  } });
}

async function provider(issuer, key, alg) {
  let found;
  const authentication = assertion(key, () => found.serverMetadata().token_endpoint);
  found = await oidc.discovery(new URL(issuer), street.client, { id_token_signed_response_alg: alg }, authentication, { execute: insecure });
  return found;
}

// platform is the API platform's identity service, which has no discovery document.
function platform(authentication) {
  const root = `${street.api}/oauth2`;
  const config = new oidc.Configuration({ issuer: root, authorization_endpoint: `${root}/authorize`, token_endpoint: `${root}/token` },
    street.client, {}, authentication ?? assertion(rs512, () => `${root}/token`));
  insecure.forEach((allow) => allow(config));
  return config;
}

// request is an authorisation request and what its answer will be held against.
async function request(config, parameters) {
  const checks = { expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce(), idTokenExpected: true };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: street.redirect, state: checks.expectedState, nonce: checks.expectedNonce, ...parameters,
  });
  return { url: url.href, checks };
}

async function signIn(config, username, parameters) {
  const { url, checks } = await request(config, parameters);
  const { back, page } = await new Browser(street.redirect).signIn(url, username);
  assert.ok(back, page);
  const tokens = await oidc.authorizationCodeGrant(config, back, checks);
  return { tokens, claims: tokens.claims(), info: await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub) };
}

const exchange = (token) => oidc.genericGrantRequest(platform(), exchangeGrant, { subject_token: token, subject_token_type: idToken });

async function patient(token, path, more = {}) {
  const response = await fetch(`${street.api}/personal-demographics/FHIR/R4/Patient${path}`, {
    headers: { authorization: `Bearer ${token}`, 'x-request-id': randomUUID(), ...more },
  });
  return { status: response.status, body: await response.json() };
}

const citizenScopes = { scope: 'openid profile profile_extended email', vtr: '["P9.Cp.Cd"]' };
const staffScopes = { scope: 'openid profile nationalrbacaccess selectedrole', acr_values: 'AAL3_ANY' };

test('a citizen signs in at NHS login and reads their own record, and only that', async () => {
  const { citizen } = street;
  const { tokens, claims, info } = await signIn(nhsLogin, citizen.number, citizenScopes);
  assert.equal(claims.iss, street.nhs_login);
  assert.equal(claims.vot, 'P9.Cp.Cd');
  assert.equal(claims.nhs_number, citizen.number);
  assert.equal(info.family_name, citizen.family);
  assert.equal(info.birthdate, citizen.born);
  assert.equal(tokens.expires_in, 300);

  const keys = createRemoteJWKSet(new URL(nhsLogin.serverMetadata().jwks_uri));
  const { protectedHeader } = await jwtVerify(tokens.id_token, keys, { issuer: street.nhs_login, audience: street.client, algorithms: ['RS512'] });
  assert.equal(protectedHeader.alg, 'RS512');

  const renewed = await oidc.refreshTokenGrant(nhsLogin, tokens.refresh_token);
  assert.equal(renewed.id_token, undefined, 'NHS login gives one for a code only');
  assert.equal((await oidc.fetchUserInfo(nhsLogin, renewed.access_token, claims.sub)).sub, claims.sub);

  const platformToken = await exchange(tokens.id_token);
  assert.equal(platformToken.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token');
  const own = await patient(platformToken.access_token, `/${citizen.number}`);
  assert.equal(own.status, 200, JSON.stringify(own.body));
  assert.equal(own.body.name[0].family, citizen.family);
  assert.equal(own.body.birthDate, citizen.born);
  assert.equal((await patient(platformToken.access_token, `/${street.neighbour}`)).status, 403);
});

test('a clinician signs in at CIS2, takes a role, and searches', async () => {
  const { clinician, citizen } = street;
  const verifier = oidc.randomPKCECodeVerifier();
  const { url, checks } = await request(cis2, {
    ...staffScopes, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  });
  const { back, page } = await new Browser(street.redirect).signIn(url, clinician.user);
  assert.ok(back, page);
  assert.equal(back.searchParams.get('iss'), street.cis2);
  const tokens = await oidc.authorizationCodeGrant(cis2, back, { ...checks, pkceCodeVerifier: verifier });
  const claims = tokens.claims();
  assert.equal(claims.iss, street.cis2);
  assert.equal(claims.authentication_assurance_level, '3');

  const info = await oidc.fetchUserInfo(cis2, tokens.access_token, clinician.user);
  const role = info.nhsid_nrbac_roles.find((one) => one.person_roleid === claims.selected_roleid);
  assert.equal(role.org_code, clinician.organisation);

  const keys = createRemoteJWKSet(new URL(cis2.serverMetadata().jwks_uri));
  await jwtVerify(tokens.id_token, keys, { issuer: street.cis2, audience: street.client, algorithms: ['RS256'] });

  const { access_token: token } = await exchange(tokens.id_token);
  const found = await patient(token, `?family=${encodeURIComponent(citizen.family)}&birthdate=eq${citizen.born}`, { 'nhsd-session-urid': role.person_roleid });
  assert.equal(found.status, 200, JSON.stringify(found.body));
  assert.ok(found.body.entry.some(({ resource }) => resource.id === citizen.number));
});

// throughPlatform signs somebody in with the client_secret, and renews what that gave: read tells whether a token opens the citizen's record.
async function throughPlatform(username, scope, read) {
  const config = platform(oidc.ClientSecretPost(street.secret));
  const expectedState = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(config, { redirect_uri: street.redirect, state: expectedState, ...scope });
  const { back, page } = await new Browser(street.redirect).signIn(url.href, username);
  assert.ok(back, page);
  const first = await oidc.authorizationCodeGrant(config, back, { expectedState });
  assert.equal(first.expires_in, 599, 'a string on the wire, a number to the product');
  assert.equal((await read(first.access_token)).status, 200);

  const second = await oidc.refreshTokenGrant(config, first.refresh_token);
  assert.equal(second.refresh_count, '1');
  assert.equal((await read(second.access_token)).status, 200);
  await assert.rejects(oidc.refreshTokenGrant(config, first.refresh_token), { name: 'ResponseBodyError', status: 401, error: 'invalid_grant' });
  await assert.rejects(oidc.authorizationCodeGrant(config, back, { expectedState }), { name: 'ResponseBodyError', status: 400, error: 'invalid_grant' });
}

const platformUserinfo = (token) => fetch(`${street.api}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });

test('CIS2 takes a client_secret as well, in the form or as the key of an assertion', async () => {
  for (const authentication of [
    () => oidc.ClientSecretPost(street.secret),
    (endpoint) => oidc.ClientSecretJwt(street.secret, { [oidc.modifyAssertion]: (_, claims) => { claims.aud = endpoint; } }),
  ]) {
    const config = await oidc.discovery(new URL(street.cis2), street.client, {}, authentication(cis2.serverMetadata().token_endpoint), { execute: insecure });
    const { claims } = await signIn(config, street.clinician.user, staffScopes);
    assert.equal(claims.sub, street.clinician.user);
  }
  const wrong = await oidc.discovery(new URL(street.cis2), street.client, {}, oidc.ClientSecretPost('another'), { execute: insecure });
  await assert.rejects(signIn(wrong, street.clinician.user, staffScopes), { name: 'ResponseBodyError', status: 401, error: 'invalid_client' });
});

test('the platform signs a citizen in', async () => {
  await throughPlatform(street.citizen.number, { scope: 'nhs-login' }, async (token) => {
    assert.equal((await platformUserinfo(token)).status, 400, 'the platform tells of CIS2 users only');
    return patient(token, `/${street.citizen.number}`);
  });
});

test('the platform signs a clinician in, who must say which of two roles they act in', async () => {
  await throughPlatform(street.clinician.user, {}, async (token) => {
    const roles = (await (await platformUserinfo(token)).json()).nhsid_nrbac_roles;
    assert.equal(roles.length, 2);
    assert.equal((await patient(token, `/${street.citizen.number}`)).status, 400);
    return patient(token, `/${street.citizen.number}`, { 'nhsd-session-urid': roles[0].person_roleid });
  });
});

test('an application gets a token for itself', async () => {
  const token = await oidc.clientCredentialsGrant(platform());
  assert.equal(token.expires_in, 599);
  const read = await patient(token.access_token, `/${street.citizen.number}`);
  assert.equal(read.body.id, street.citizen.number);
});

test('the client refuses an answer to another request', async () => {
  const { url, checks } = await request(nhsLogin, citizenScopes);
  const { back } = await new Browser(street.redirect).signIn(url, street.citizen.number);
  const forged = { ...checks, expectedState: oidc.randomState() };
  await assert.rejects(oidc.authorizationCodeGrant(nhsLogin, back, forged), (error) => /state/.test(`${error.message} ${error.cause?.message}`));
  const stolen = { ...checks, expectedNonce: oidc.randomNonce() };
  await assert.rejects(oidc.authorizationCodeGrant(nhsLogin, back, stolen), (error) => /nonce/.test(`${error.message} ${error.cause?.message}`));
  await assert.rejects(oidc.authorizationCodeGrant(nhsLogin, back, checks), { error: 'invalid_grant' }, 'the code is spent');
});

test("one provider's answer is not taken for another's", async () => {
  const { url, checks } = await request(cis2, staffScopes);
  const { back } = await new Browser(street.redirect).signIn(url, street.clinician.user);
  back.searchParams.set('iss', street.nhs_login);
  await assert.rejects(oidc.authorizationCodeGrant(cis2, back, checks), (error) => /iss/.test(`${error.message} ${error.cause?.message}`));
});

test('who keeps their information to themselves is an access_denied', async () => {
  const { url, checks } = await request(nhsLogin, citizenScopes);
  const { back } = await new Browser(street.redirect).signIn(url, street.citizen.number, { decision: 'refuse-consent' });
  await assert.rejects(oidc.authorizationCodeGrant(nhsLogin, back, checks), {
    name: 'AuthorizationResponseError', error: 'access_denied', error_description: 'ConsentNotGiven',
  });
});

test('the dead do not sign in', async () => {
  const { url } = await request(nhsLogin, citizenScopes);
  const { back, page, why } = await new Browser(street.redirect).signIn(url, street.dead);
  assert.equal(back, undefined);
  assert.match(page, /Nobody can sign in with that name/);
  assert.match(why, /died/);
});

test('somebody known less well is asked to prove who they are', async () => {
  const { url, checks } = await request(nhsLogin, citizenScopes);
  const browser = new Browser(street.redirect);
  const asked = await browser.fill(await browser.open(url), { username: street.claimed.number });
  assert.match(asked.page, /Prove who you are/);
  const refused = await browser.fill(asked, { decision: 'leave' });
  await assert.rejects(oidc.authorizationCodeGrant(nhsLogin, refused.back, checks), { error: 'access_denied' });

  const { tokens, claims } = await signIn(nhsLogin, street.claimed.number, { scope: 'openid profile', vtr: '["P5.Cp.Cd"]' });
  assert.equal(claims.identity_proofing_level, 'P5');
  const { access_token: token } = await exchange(tokens.id_token);
  assert.equal((await patient(token, `/${street.claimed.number}`)).status, 403, 'P5 opens no record');
});

test('assertions as openid-client writes them by itself are refused, as by the real services', async () => {
  for (const [issuer, key, alg, parameters, name] of [
    [street.nhs_login, rs512, 'RS512', citizenScopes, street.citizen.number],
    [street.cis2, rs256, 'RS256', staffScopes, street.clinician.user],
  ]) {
    const config = await oidc.discovery(new URL(issuer), street.client, { id_token_signed_response_alg: alg },
      oidc.PrivateKeyJwt({ key, kid: street.kid }), { execute: insecure });
    const { url, checks } = await request(config, parameters);
    const { back } = await new Browser(street.redirect).signIn(url, name);
    await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), (error) => {
      assert.equal(error.error, 'invalid_client');
      assert.equal(error.response.headers.get('x-sandpiper-why'), `aud must be ${config.serverMetadata().token_endpoint}`);
      return true;
    });
  }
});
