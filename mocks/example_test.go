package mocks_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

// A realm is one run's NHS: a branch of the world, the faults that strike there, and somebody who hears of every exchange.
func ExampleEstate_Open() {
	people, _ := synthetic.Open(synthetic.DefaultRecipe(100))
	root := world.New(people, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))
	estate, _ := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{open{"leaflets", "/leaflets/{id}"}}})

	busy := fault.Rule{ID: "busy", On: fault.On{Service: "leaflets", First: 2, Last: 2}, Do: fault.Throttle{Why: fault.SpikeArrest}}
	base, closeRealm := estate.Open(&mocks.Realm{
		Name:   "run-1",
		World:  root.Branch(root.Clock().Now()),
		Faults: fault.NewPlan(1, []fault.Rule{busy}),
		Record: func(x mocks.Exchange) { fmt.Println(x.Service, x.Path, x.Status, x.Faults) },
	})
	defer closeRealm()

	for range 3 {
		estate.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, base+"/leaflets/7", nil))
	}
	// Output:
	// leaflets /leaflets/7 200 []
	// leaflets /leaflets/7 429 [busy]
	// leaflets /leaflets/7 200 []
}
