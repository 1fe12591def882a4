"""pytest-nhsd-apim, the API platform team's own test tool, as PyPI delivers it, gets tokens in every way that it knows: for an application, through the
platform's combined sign-in, and through the mock authorisation service and an exchange. It has host names of the real platform built in, and reads the
sign-in pages as HTML. SANDPIPER_STREET says in JSON where everything is and who there is.
"""

import json
import os
import unittest
import uuid

import requests
from pytest_nhsd_apim.identity_service import (
    AuthorizationCodeAuthenticator,
    AuthorizationCodeConfig,
    ClientCredentialsAuthenticator,
    ClientCredentialsConfig,
    KeycloakUserAuthenticator,
    KeycloakUserConfig,
    TokenExchangeAuthenticator,
    TokenExchangeConfig,
)

STREET = json.loads(os.environ["SANDPIPER_STREET"])
API = STREET["api"]
CITIZEN = STREET["citizen"]["number"]

# Users whose names the platform's documentation gives: a clinician at AAL3 and one at AAL2, and citizens at P9 and P0.
SENIOR, JUNIOR, HIGH, LOW = "656005750108", "656005750109", "9912003071", "9912003073"


def machine(**more):
    return dict(environment="int", identity_service_base_url=API + "/oauth2-mock", client_id=STREET["client"],
                jwt_private_key=STREET["key"], jwt_kid=STREET["kid"], **more)


def combined(scope, username):
    return AuthorizationCodeAuthenticator(AuthorizationCodeConfig(
        environment="int", identity_service_base_url=API + "/oauth2-mock", callback_url=STREET["redirect"], client_id=STREET["client"],
        client_secret=STREET["secret"], scope=scope, login_form={"username": username})).get_token()


def separate(provider, realm, username):
    credentials = requests.get(API + "/mock-jwks/keycloak-client-credentials", headers={"apikey": STREET["client"]}, timeout=30).json()
    client = credentials[provider]
    signed_in = KeycloakUserAuthenticator(KeycloakUserConfig(
        realm=realm, client_id=client["client_id"], client_secret=client["client_secret"], login_form={"username": username})).get_token()
    return TokenExchangeAuthenticator(TokenExchangeConfig(**machine(id_token=signed_in["id_token"]))).get_token()


def status(tokens):
    return requests.get(f"{API}/personal-demographics/FHIR/R4/Patient/{CITIZEN}", timeout=30, headers={
        "Authorization": "Bearer " + tokens["access_token"], "X-Request-ID": str(uuid.uuid4())}).status_code


class Tokens(unittest.TestCase):
    def test_application(self):
        tokens = ClientCredentialsAuthenticator(ClientCredentialsConfig(**machine())).get_token()
        self.assertEqual(set(tokens), {"access_token", "expires_in", "token_type", "issued_at"})
        self.assertEqual(status(tokens), 200)

    def test_combined(self):
        tokens = combined("nhs-cis2", SENIOR)
        self.assertEqual((tokens["expires_in"], tokens["refresh_token_expires_in"], tokens["refresh_count"]), ("599", "43199", "0"))
        self.assertEqual(status(tokens), 200)
        tokens = combined("nhs-login", CITIZEN)
        self.assertEqual(tokens["refresh_token_expires_in"], "3599")
        self.assertEqual(status(tokens), 200)
        self.assertEqual(status(combined("nhs-login", HIGH)), 403, "another's record")

    def test_separate(self):
        self.assertEqual(status(separate("cis2", "Cis2-mock-int", SENIOR)), 200)
        self.assertEqual(status(separate("nhs-login", "NHS-Login-mock-int", CITIZEN)), 200)

    def test_too_low(self):
        with self.assertRaisesRegex(requests.HTTPError, "401"):
            combined("nhs-cis2", JUNIOR)
        with self.assertRaisesRegex(RuntimeError, "401.*unauthorized_client"):
            separate("cis2", "Cis2-mock-int", JUNIOR)
        with self.assertRaisesRegex(RuntimeError, "401.*unauthorized_client"):
            separate("nhs-login", "NHS-Login-mock-int", LOW)
