package product

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/go-jose/go-jose/v4"
)

type wallClock = func() time.Time

// tokenLife is how long a CDS client's token may be used: five minutes at most (CDS Hooks 2.0, "Trusting CDS Clients").
const tokenLife = 5 * time.Minute

// authorise signs a token for one call: ES384, for this service and no other, never used twice. The setting auth: none
// leaves it out, to see what the product does with a stranger.
func (a *cdsAdapter) authorise(req *http.Request, call *Call, service string) error {
	how, err := call.text("auth", "jwt")
	if err != nil {
		return err
	}
	switch {
	case how == "none" || a.signer.Key == nil:
		return nil
	case how != "jwt":
		return fmt.Errorf("auth: %q is neither jwt nor none", how)
	}
	now := a.wall()
	claims, err := json.Marshal(map[string]any{
		"iss": a.issuer,
		"aud": service,
		"iat": now.Unix(),
		"exp": now.Add(tokenLife).Unix(),
		"jti": named(call.Key, "jti", strconv.FormatInt(now.UnixNano(), 36), strconv.FormatUint(a.signed.Add(1), 36)),
	})
	if err != nil {
		return fmt.Errorf("write a client token: %w", err)
	}
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", a.signer.KID)
	if a.signer.JWKSURL != "" {
		options = options.WithHeader("jku", a.signer.JWKSURL)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: a.signer.Key}, options)
	if err != nil {
		return fmt.Errorf("sign a client token: %w", err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return fmt.Errorf("sign a client token: %w", err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		return fmt.Errorf("sign a client token: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+text)
	return nil
}
