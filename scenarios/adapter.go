package scenarios

// Adapter is a kind of conversation with a product.
type Adapter string

// The adapters of language version 1.
const (
	HTTP          Adapter = "http"
	CDSHooks      Adapter = "cds-hooks"
	Browser       Adapter = "browser"
	Telemetry     Adapter = "telemetry"
	Inbox         Adapter = "inbox"
	Outbox        Adapter = "outbox"
	Model         Adapter = "model"
	Subscription  Adapter = "subscription"
	ProcessPort   Adapter = "process"
	ContainerPort Adapter = "container"
)

// Words lists the adapters.
func (Adapter) Words() []string {
	var out []string
	for _, a := range adapters {
		out = append(out, string(a.name))
	}
	return out
}

// adapters says of each adapter which verbs its steps may use, which settings a connection may have, and whether this
// version can play it. A setting of an adapter that is played is one that it acts on, unless it is named as being ahead.
var adapters = []adapter{
	{HTTP, []string{"send", "get", "post", "put", "patch", "delete"},
		[]string{"base", "path", "method", "headers", "query", "body", "json", "timeout", "as_user", "about_patient"}, true, nil},
	{CDSHooks, []string{"invoke", "feedback", "discover"},
		[]string{"hook", "service", "as_user", "about_patient", "prefetch", "context", "timeout", "auth", "fhir_authorization", "headers"}, true, nil},
	{Browser, []string{"visit", "click", "login", "fill", "try"},
		[]string{"start", "actor", "window", "consent", "uplift", "agent", "timeout", "viewport", "browser", "cache"}, true,
		[]string{"login", "fill", "try", "viewport", "browser", "cache"}},
	{Telemetry, nil, []string{"base", "transport", "topic", "payload"}, false, nil},
	{Inbox, nil, []string{"base", "of", "kinds"}, false, nil},
	{Outbox, nil, []string{"base", "channels"}, false, nil},
	{Model, []string{"ask"}, []string{"base", "transport", "temperature", "seed", "repeats"}, false, nil},
	{Subscription, nil, []string{"base", "criteria", "channel"}, false, nil},
	{ProcessPort, []string{"start", "stop", "restart", "kill", "env", "logs"}, []string{"timeout"}, false, nil},
	{ContainerPort, []string{"start", "stop", "restart", "kill", "env", "logs"}, []string{"timeout"}, false, nil},
}

// adapterOf finds what is known about an adapter.
func adapterOf(name Adapter) (adapter, bool) {
	for _, a := range adapters {
		if a.name == name {
			return a, true
		}
	}
	return adapter{}, false
}

type adapter struct {
	name     Adapter
	verbs    []string
	settings []string
	played   bool
	ahead    []string // verbs and settings that this version does not act on
}
