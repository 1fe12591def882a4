package product

import (
	"context"
	"crypto/ecdsa"
	"io"
	"time"
)

// Product is something that can be started and then spoken to.
type Product interface {
	// Start makes the product ready to answer. An error says why it never became ready, with the last lines it logged.
	Start(ctx context.Context, env Env) (Session, error)
}

// Session is a started product. It is safe for use by many goroutines, one call each.
type Session interface {
	// Do performs one verb. What the product did wrong is in the Observation; an error means that the call itself made
	// no sense or that the harness failed.
	Do(ctx context.Context, call Call) (Observation, error)
	// Identity says exactly what was played with, for the evidence.
	Identity() Identity
	// Close takes the product down with everything that it started, and gives its port back.
	Close(ctx context.Context) error
}

// Env is what a product is told about the world it wakes up in.
type Env struct {
	BaseURL  string // of the estate, such as "http://127.0.0.1:8443", without a trailing slash
	TokenURL string // the estate's token endpoint, for products that do not discover it
	Issuer   string // iss of the tokens that the harness signs as a CDS client
	Client   Client // the product's own registration at the estate's login
	NHSApp   Client // the registration of the NHS App, which the harness plays where a story jumps off from it; zero: it cannot
	Signer   Signer // signs as the EHR; zero means that calls carry no token

	Run     string   // names the campaign; containers are labelled with it
	Self    string   // path of the running sandpiper, for ${self} in a product file
	Dir     string   // where the product's log and key are put; must exist (see Scratch)
	Environ []string // environment handed on to a started process, as "NAME=value"; PATH is usually wanted
	Sums    *Sums    // digests of files that were read already; nil: every start reads them
	Bind    string   // address that a container can reach the estate's BaseURL on; empty means that BaseURL's own works

	Wall  func() time.Time                           // the real time, for what a product on wall time will check
	Sleep func(context.Context, time.Duration) error // waits for real time to pass
	Log   io.Writer                                  // one line for each thing worth telling a person; may be nil
}

// Client is a product's registration: its identifier and the key that it signs private_key_jwt assertions with.
type Client struct {
	ID     string
	KID    string
	KeyPEM []byte // PKCS #8 or PKCS #1 RSA private key
}

// Signer holds the key that the harness signs CDS Hooks client tokens with (ES384) and where its public half is served.
type Signer struct {
	Key     *ecdsa.PrivateKey // on P-384
	KID     string
	JWKSURL string // goes into the token's jku header
}

// Call is one verb of a scenario, resolved: no expressions are left in it.
type Call struct {
	Product   string         // the name under serves: in the product file
	Verb      string         // "invoke", "send" …
	With      map[string]any // the step's with: block
	Settings  map[string]any // the scenario's product: entry (hook …); With wins over it
	BaseURL   string         // base of the run's realm, such as "http://127.0.0.1:8443/@r17"
	FHIRBase  string         // the record server in that realm, such as "http://127.0.0.1:8443/@r17/records/FHIR/R4"
	At        time.Time      // virtual time of the call
	Patient   Patient        // whom the call is about; may be zero
	User      string         // FHIR reference of who acts, such as "Practitioner/…"
	RunID     string         // goes into X-Sandpiper-Run
	SignsInAs string         // what whoever acts, else the patient, types into a sign-in page: an NHS number or a member of staff's number
	Key       string         // seeds everything that would be random elsewhere (hookInstance, identifiers of drafts)
	Timeout   time.Duration  // zero means DefaultTimeout

	// Fetch reads a URL of the record server as an EHR reads its own database: nothing is recorded as the product's doing.
	// It returns the body of a 200 answer, else an error. It may be nil when no verb needs it.
	Fetch func(ctx context.Context, url string) ([]byte, error)

	// Kept is what adapters remember from step to step of one run; the steps of a run come one after the other. It may be nil when no
	// adapter in use remembers anything.
	Kept map[string]any
	// Claim tells the estate that requests which carry a value, such as an authorisation code, belong to this run. It may be nil.
	Claim func(value string)
}

// Patient is the person a call is about.
type Patient struct {
	ID        string // logical id on the record server
	NHSNumber string // ten digits
}

// DefaultTimeout bounds one call to a product when the scenario says nothing else.
const DefaultTimeout = 10 * time.Second

// Outcome says how a call ended, before anybody asks whether the answer was a good one.
type Outcome string

// The outcomes. Any complete and readable answer is OK, whatever its status.
const (
	OK          Outcome = "ok"
	Unreachable Outcome = "unreachable" // no connection, or it broke before the answer was complete
	TimedOut    Outcome = "timeout"
	Garbage     Outcome = "garbage"   // an answer that is not what the protocol says, such as text where JSON belongs
	TooLarge    Outcome = "too-large" // more than MaxBody
	Refused     Outcome = "refused"   // the product sent the harness somewhere that it will not go
)

// MaxBody is the largest answer that is read from a product, in bytes.
const MaxBody = 1 << 20

// Observation is what came back. Value holds only what is the same on every machine; time taken stands beside it.
type Observation struct {
	Value   map[string]any // always has "status" (0 when there was no answer); the rest is the adapter's
	Latency time.Duration  // wall time from sending to the last byte
	Outcome Outcome
	Message string // why Outcome is not OK, in a sentence; empty otherwise

	// MadeUp is texts that the product invented and that are luck, such as a state of OAuth: traces show something steady for each.
	MadeUp []string
}

// Identity is what exactly was played with.
type Identity struct {
	Title   string `json:"title"`
	Version string `json:"version,omitempty"`
	Kind    string `json:"kind"`              // "process", "container" or "none"
	Digest  string `json:"digest,omitempty"`  // sha256 of the image, or of a list of what Covers names (see doc.go)
	Command string `json:"command,omitempty"` // as written in the product file, before ports are filled in
	Variant string `json:"variant,omitempty"` // the seeded bug that was switched on

	// Covers is the base names of the files that Digest pins, the executable first: what it does not name was not pinned.
	Covers []string `json:"covers,omitempty"`
}

// LogName is the file in Env.Dir that keeps what a product logged, with keys and tokens taken out when it is closed.
const LogName = "product.log"

// Logged is a Session, or an Instance, that keeps what its product logs. Both answers are there after Close as well.
type Logged interface {
	// LogFile is where the log is kept, bounded; empty when there is none. It is whole once the session is closed. The next product
	// started with the same Env.Dir writes over it.
	LogFile() string
	// LastLines is the last lines that were logged, without keys and tokens.
	LastLines() []string
}
