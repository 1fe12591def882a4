package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// errOver is an access token that NHS login does not take any more.
var errOver = errors.New("the access token has expired")

// mostUserinfo bounds an answer of NHS login, in bytes.
const mostUserinfo = 64 << 10

// details are what NHS login says about somebody. What it does not say is empty.
type details struct {
	Subject   string `json:"sub"`
	Email     string `json:"email"`
	Given     string `json:"given_name"`
	Family    string `json:"family_name"`
	Born      string `json:"birthdate"`
	NHSNumber string `json:"nhs_number"`
	Level     string `json:"identity_proofing_level"`
	Practice  struct {
		Code string `json:"gp_ods_code"`
	} `json:"gp_registration_details"`
	Credentials *struct {
		User string `json:"gp_user_id"`
		Key  string `json:"gp_linkage_key"`
		Code string `json:"gp_ods_code"`
	} `json:"gp_integration_credentials"`
}

// ask reads what NHS login says about a person now.
func (s *site) ask(ctx context.Context, who *person) (*details, error) {
	p, err := s.discovered(ctx)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.UserInfoEndpoint(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask NHS login about the person: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+who.access)
	res, err := s.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask NHS login about the person: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostUserinfo))
	switch {
	case res.StatusCode == http.StatusUnauthorized:
		return nil, errOver
	case err == nil && res.StatusCode != http.StatusOK:
		err = fmt.Errorf("status %d", res.StatusCode)
	}
	var d details
	if err == nil {
		err = json.Unmarshal(body, &d)
	}
	if err == nil && d.Subject == "" {
		err = errors.New("it names nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("read what NHS login says about the person: %w", err)
	}
	return &d, nil
}
