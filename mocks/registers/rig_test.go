package registers_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

// rig is an estate with the service and an application.
type rig struct {
	*mocks.Estate
	service *registers.Service
	realm   *mocks.Realm
}

func newRig(t testing.TB, service *registers.Service) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))}
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{service}, Default: realm,
		Apps: []mocks.App{{ID: "my alerts", Name: "My alerts", ODS: "ZX0001", Scopes: []string{"a", "b"}}, {ID: "my-alerts"}},
	})
	require.NoError(t, err)
	return rig{estate, service, realm}
}

func (r rig) get(path string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, "http://example.test/registers"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	return w
}

// read gets JSON that must be there.
func (r rig) read(t testing.TB, path string, into any) {
	t.Helper()
	w := r.get(path)
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", path, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), into))
}

// log is a register of the rig's realm.
func (r rig) log(t testing.TB, name string) *registers.Snapshot {
	t.Helper()
	s, err := r.service.Snapshot(r.Estate, r.realm, name)
	require.NoError(t, err)
	return s
}
