package catalogue_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/compat"
)

func TestTableNamesEveryService(t *testing.T) {
	table := catalogue.Table()
	for name, services := range map[string][]mocks.Service{
		"as usual":         catalogue.Services(),
		"as the sandboxes": catalogue.Choice{Quirks: compat.Quirks()[:1], Sandbox: compat.Quirks()}.Services(),
	} {
		require.Len(t, table, len(services), name)
		for i, service := range services {
			assert.Equal(t, service.Name(), table[i].Service, name)
			_, guarded := service.(mocks.Guarded)
			_, usually := catalogue.Services()[i].(mocks.Guarded)
			assert.Equal(t, usually, guarded, "%s: %s asks for a token or does not, as ever", name, service.Name())
		}
		_, err := mocks.NewEstate(mocks.Setup{Services: services})
		assert.NoError(t, err, name)
	}
}
