"""authlib, as PyPI delivers it, signs people in at NHS login, at CIS2 and through the API platform, exchanges what it got for the platform's tokens,
and reads demographics with those. SANDPIPER_STREET says in JSON where everything is and who there is.

authlib's private_key_jwt fits NHS login and CIS2 as it comes. The platform wants assertions of five minutes at most, where authlib's last an hour.
"""

import html
import json
import os
import re
import time
import unittest
import uuid
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749.errors import MismatchingStateException
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidClaimError, InvalidKeyIdError
from joserfc.jwk import KeySet

STREET = json.loads(os.environ["SANDPIPER_STREET"])
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
PLATFORM = STREET["api"] + "/oauth2"
CITIZEN, CLINICIAN = STREET["citizen"], STREET["clinician"]

if STREET["api"].startswith("http:"):
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # a loopback port has no certificate


def sign_in(url, username, **more):
    """Fills in the form kc-form-login as published test tools do, and is the address that the browser ends at, or the last page."""
    browser = requests.Session()
    answer = browser.get(url, allow_redirects=False)
    for _ in range(12):
        to = answer.headers.get("location")
        if to is not None:
            to = urljoin(answer.url, to)
            if to.startswith(STREET["redirect"]):
                return to, None
            answer = browser.get(to, allow_redirects=False)
            continue
        form = re.search(r'<form id="kc-form-login" action="([^"]+)".*?</form>', answer.text, re.S)
        if form is None or "Nobody can sign in" in answer.text:
            break
        fields = {}
        for tag in re.findall(r"<input [^>]*>", form[0]):
            read = {name: html.unescape(value) for name, value in re.findall(r' (\w+)="([^"]*)"', tag)}
            if read["type"] != "radio" or tag.endswith("checked>"):
                fields[read["name"]] = read["value"]
        if "username" in fields:
            fields["username"] = username
        answer = browser.post(html.unescape(form[1]), data=fields | more, allow_redirects=False)
    return None, answer.text


def told(back):
    """What the application is told at its address. authlib's sessions look for a code there and leave errors to the application."""
    return dict(parse_qsl(urlsplit(back).query))


class Provider:
    """An OpenID provider, found by discovery, and a session of authlib's with it."""

    def __init__(self, issuer, alg, scope):
        found = OpenIDProviderMetadata(requests.get(get_well_known_url(issuer, external=True), timeout=30).json())
        assert found["issuer"] == issuer, found["issuer"]
        self.metadata, self.alg = found, alg
        self.nonce = generate_token()
        self.session = OAuth2Session(STREET["client"], STREET["key"], scope=scope, redirect_uri=STREET["redirect"],
                                     token_endpoint_auth_method="private_key_jwt", code_challenge_method="S256")
        self.session.register_client_auth_method(PrivateKeyJWT(found["token_endpoint"], headers={"kid": STREET["kid"]}, alg=alg))
        self.verifier = generate_token(48)

    def begin(self, **parameters):
        return self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], nonce=self.nonce, code_verifier=self.verifier, **parameters)

    def finish(self, back, state):
        return self.session.fetch_token(self.metadata["token_endpoint"], authorization_response=back, state=state, code_verifier=self.verifier)

    def keys(self):
        return KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=30).json())

    def claims(self, tokens, nonce=None):
        read = jwt.decode(tokens["id_token"], self.keys(), algorithms=[self.alg])
        claims = CodeIDToken(read.claims, read.header, options={
            "iss": {"essential": True, "value": self.metadata["issuer"]}, "aud": {"essential": True, "value": STREET["client"]},
        }, params={"nonce": nonce or self.nonce, "client_id": STREET["client"], "access_token": tokens["access_token"]})
        claims.validate()
        return claims

    def sign_in(self, username, **parameters):
        url, state = self.begin(**parameters)
        back, page = sign_in(url, username)
        assert back, page
        tokens = self.finish(back, state)
        return tokens, self.claims(tokens)

    def userinfo(self):
        answer = self.session.get(self.metadata["userinfo_endpoint"])
        answer.raise_for_status()
        return answer.json()


def nhs_login():
    return Provider(STREET["nhs_login"], "RS512", "openid profile profile_extended email")


def cis2():
    return Provider(STREET["cis2"], "RS256", "openid profile nationalrbacaccess selectedrole")


def platform():
    """A session with the platform's identity service for one assertion: authlib writes the same jti into all that one PrivateKeyJWT with
    claims of its own signs."""
    session = OAuth2Session(STREET["client"], STREET["key"], token_endpoint_auth_method="private_key_jwt")
    session.register_client_auth_method(PrivateKeyJWT(
        PLATFORM + "/token", claims={"exp": int(time.time()) + 240}, headers={"kid": STREET["kid"]}, alg="RS512"))
    return session


def exchange(id_token):
    return platform().fetch_token(PLATFORM + "/token", grant_type=EXCHANGE, subject_token=id_token, subject_token_type=ID_TOKEN)


def patient(session, path, **headers):
    return session.get(f"{STREET['api']}/personal-demographics/FHIR/R4/Patient{path}",
                       headers={"X-Request-ID": str(uuid.uuid4())} | {name.replace("_", "-"): value for name, value in headers.items()})


def with_token(tokens):
    return OAuth2Session(STREET["client"], token=tokens)


P9 = {"vtr": '["P9.Cp.Cd"]'}


class SignIn(unittest.TestCase):
    def test_citizen(self):
        provider = nhs_login()
        tokens, claims = provider.sign_in(CITIZEN["number"], **P9)
        self.assertEqual((claims["vot"], claims["nhs_number"]), ("P9.Cp.Cd", CITIZEN["number"]))
        told = provider.userinfo()
        self.assertEqual((told["sub"], told["family_name"], told["birthdate"]), (claims["sub"], CITIZEN["family"], CITIZEN["born"]))
        renewed = provider.session.refresh_token(provider.metadata["token_endpoint"], tokens["refresh_token"])
        self.assertNotIn("id_token", renewed)  # NHS login gives one for a code only
        self.assertEqual(provider.userinfo()["sub"], claims["sub"])

        session = with_token(exchange(tokens["id_token"]))
        own = patient(session, "/" + CITIZEN["number"])
        self.assertEqual(own.status_code, 200, own.text)
        self.assertEqual(own.json()["name"][0]["family"], CITIZEN["family"])
        self.assertEqual(patient(session, "/" + STREET["neighbour"]).status_code, 403)

    def test_clinician(self):
        provider = cis2()
        tokens, claims = provider.sign_in(CLINICIAN["user"], acr_values="AAL3_ANY")
        self.assertEqual(claims["authentication_assurance_level"], "3")
        roles = {role["person_roleid"]: role["org_code"] for role in provider.userinfo()["nhsid_nrbac_roles"]}
        self.assertEqual(roles[claims["selected_roleid"]], CLINICIAN["organisation"])

        found = patient(with_token(exchange(tokens["id_token"])), f"?family={CITIZEN['family']}&birthdate=eq{CITIZEN['born']}",
                        NHSD_Session_URID=claims["selected_roleid"])
        self.assertEqual(found.status_code, 200, found.text)
        self.assertIn(CITIZEN["number"], [entry["resource"]["id"] for entry in found.json()["entry"]])

    def test_through_the_platform(self):
        for scope, username in (("nhs-login", CITIZEN["number"]), (None, CLINICIAN["user"])):
            with self.subTest(scope=scope):
                session = OAuth2Session(STREET["client"], STREET["secret"], scope=scope, redirect_uri=STREET["redirect"],
                                        token_endpoint_auth_method="client_secret_post")
                url, state = session.create_authorization_url(PLATFORM + "/authorize")
                back, page = sign_in(url, username)
                self.assertIsNotNone(back, page)
                first = session.fetch_token(PLATFORM + "/token", authorization_response=back, state=state)
                self.assertEqual(first["expires_in"], "599", "a string, as on the platform")
                self.assertAlmostEqual(first["expires_at"], time.time() + 599, delta=60)
                second = session.refresh_token(PLATFORM + "/token")
                self.assertNotEqual(second["access_token"], first["access_token"])
                if scope:
                    self.assertEqual(patient(session, "/" + CITIZEN["number"]).status_code, 200)
                else:
                    self.assertEqual(len(session.get(PLATFORM + "/userinfo").json()["nhsid_nrbac_roles"]), 2)
                with self.assertRaises(OAuthError) as refused:
                    session.refresh_token(PLATFORM + "/token", first["refresh_token"])
                self.assertEqual(refused.exception.error, "invalid_grant")

    def test_application(self):
        session = with_token(platform().fetch_token(PLATFORM + "/token", grant_type="client_credentials"))
        self.assertEqual(patient(session, "/" + CITIZEN["number"]).json()["id"], CITIZEN["number"])


    def test_discovery(self):
        cis2().metadata.validate()
        with self.assertRaisesRegex(ValueError, "RS256"):  # as of the real NHS login, which signs with RS512 alone
            nhs_login().metadata.validate()


class Refusals(unittest.TestCase):
    def test_answer_to_another_request(self):
        provider = nhs_login()
        url, state = provider.begin(**P9)
        back, _ = sign_in(url, CITIZEN["number"])
        with self.assertRaises(MismatchingStateException):
            provider.finish(back, generate_token())
        tokens = provider.finish(back, state)
        with self.assertRaises(InvalidClaimError) as refused:
            provider.claims(tokens, nonce=generate_token())
        self.assertEqual(refused.exception.claim, "nonce")

    def test_keys_of_another_provider(self):
        tokens, _ = nhs_login().sign_in(CITIZEN["number"], **P9)
        with self.assertRaises(InvalidKeyIdError):
            jwt.decode(tokens["id_token"], cis2().keys(), algorithms=["RS512"])

    def test_consent_refused(self):
        provider = nhs_login()
        url, state = provider.begin(**P9)
        back, _ = sign_in(url, CITIZEN["number"], decision="refuse-consent")
        self.assertEqual(told(back), {"error": "access_denied", "error_description": "ConsentNotGiven", "state": state})

    def test_the_dead(self):
        url, _ = nhs_login().begin(**P9)
        back, page = sign_in(url, STREET["dead"])
        self.assertIsNone(back)
        self.assertIn("Nobody can sign in with that name", page)

    def test_assertion_of_an_hour(self):
        session = OAuth2Session(STREET["client"], STREET["key"], token_endpoint_auth_method="private_key_jwt")
        session.register_client_auth_method(PrivateKeyJWT(PLATFORM + "/token", headers={"kid": STREET["kid"]}, alg="RS512"))
        with self.assertRaisesRegex(OAuthError, "more than 5 minutes in future"):
            session.fetch_token(PLATFORM + "/token", grant_type="client_credentials")

    def test_the_same_assertion_twice(self):
        session = platform()
        session.fetch_token(PLATFORM + "/token", grant_type="client_credentials")
        with self.assertRaisesRegex(OAuthError, "Non-unique 'jti' claim"):
            session.fetch_token(PLATFORM + "/token", grant_type="client_credentials")

    def test_scope_that_is_not_registered(self):
        provider = Provider(STREET["nhs_login"], "RS512", "openid gp_integration_credentials")
        url, state = provider.begin()
        back, _ = sign_in(url, CITIZEN["number"])
        self.assertEqual((told(back)["error"], told(back)["state"]), ("invalid_scope", state))
