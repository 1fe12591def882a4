package catalogue_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
)

func TestTableNamesEveryService(t *testing.T) {
	services, table := catalogue.Services(), catalogue.Table()
	require.Len(t, table, len(services))
	for i, service := range services {
		assert.Equal(t, service.Name(), table[i].Service)
	}
	_, err := mocks.NewEstate(mocks.Setup{Services: services})
	assert.NoError(t, err)
}
