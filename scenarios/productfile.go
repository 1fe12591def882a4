package scenarios

// ProductFile says what the product under test is, how it is started, how it is spoken to, and which seeded bugs it can be
// started with.
type ProductFile struct {
	Pos `json:"-"`

	ID       string    `json:"product"`                       // Name of the product.
	Title    string    `json:"title"`                         // One line that says what it does.
	Version  string    `json:"version,omitempty"`             // Version under test.
	About    string    `json:"about,omitempty"`               // A few sentences.
	Start    Start     `json:"start"`                         // How it is started: none, process or container.
	Serves   []Serving `json:"serves" key:"Name"`             // The ways in, by the name that scenarios give under product.
	App      *App      `json:"app,omitempty"`                 // How it signs in to the mock NHS.
	Settings []Setting `json:"settings,omitempty" key:"Name"` // Values that scenarios read as product.NAME.
	Variants []Variant `json:"variants,omitempty"`            // The product with one seeded bug each.

	file *file
}

// Start is how a product is started. At most one of Process and Container is set; neither means that it runs already.
type Start struct {
	Pos       `json:"-"`
	Process   *Process   `json:"process,omitempty"`   // A program on this machine.
	Container *Container `json:"container,omitempty"` // An image in a container engine.
}

// Process is a program on this machine. In Command and Env, ${self} is the running sandpiper, ${port} the port to listen
// on, and ${fhir_base}, ${token_url}, ${client_id}, ${key_file} what the product needs of the mock NHS.
type Process struct {
	Pos     `json:"-"`
	Command []string   `json:"command"`                  // The program and its arguments.
	Dir     string     `json:"dir,omitempty"`            // Directory to start it in, relative to the product file; its own directory if absent.
	Env     []Variable `json:"env,omitempty" key:"Name"` // Environment variables.
	Ready   Ready      `json:"ready,omitzero"`           // How to know that it is ready.
}

// Container is an image in a container engine.
type Container struct {
	Pos     `json:"-"`
	Image   string     `json:"image"`                    // The image, best with a digest.
	Command []string   `json:"command,omitempty"`        // Arguments, if not the image's own.
	Port    int        `json:"port"`                     // The port that it listens on inside.
	Env     []Variable `json:"env,omitempty" key:"Name"` // Environment variables.
	Memory  string     `json:"memory,omitempty"`         // Limit, such as 256MiB.
	Ready   Ready      `json:"ready,omitzero"`           // How to know that it is ready.
}

// Ready is how to know that a product is ready.
type Ready struct {
	Pos    `json:"-"`
	Path   string   `json:"path,omitempty"`  // Answers a GET once it is; 404 and 5xx mean not yet.
	Log    string   `json:"log,omitempty"`   // Text that it logs once it is.
	Within Duration `json:"within,omitzero"` // How long it may take; PT10S if absent.
}

// Variable is an environment variable.
type Variable struct {
	Pos  `json:"-"`
	Name string `json:"-"`
	Text string `json:"-" inline:"true"`
}

// Setting is a value that scenarios read as product.NAME.
type Setting struct {
	Pos   `json:"-"`
	Name  string `json:"-"`
	Value Value  `json:"-" inline:"true"`
}

// Serving is one way into the product.
type Serving struct {
	Pos      `json:"-"`
	Name     string  `json:"-"`
	Adapter  Adapter `json:"adapter"`         // What kind of conversation it is.
	Base     string  `json:"base,omitempty"`  // URL that the conversation starts at, or a path if the product is started for us.
	Settings []Field `json:"-" inline:"true"` // The adapter's own settings.
}

// App is how the product is registered at the mock NHS's login.
type App struct {
	Pos    `json:"-"`
	ID     string   `json:"id"`               // Client id.
	Title  string   `json:"title,omitempty"`  // Name that is shown.
	ODS    string   `json:"ods,omitempty"`    // Organisation that it acts for.
	Scopes []string `json:"scopes,omitempty"` // What it may ask for.

	Redirects   []string `json:"redirects,omitempty"`    // Addresses that a sign-in may return to: paths of the product, such as /callback, or whole URLs.
	LoginScopes []string `json:"login_scopes,omitempty"` // What it may ask of NHS login; everything but the GP's credentials if absent.
	Vectors     []string `json:"vectors,omitempty"`      // Vectors of trust that it may ask of NHS login, such as P9.Cp.Cd; all if absent.
}

// Variant is the product with one seeded bug: the pack proves that it would notice.
type Variant struct {
	Pos      `json:"-"`
	Bug      string     `json:"bug"`                      // Name of the bug.
	Title    string     `json:"title"`                    // What is wrong, in a sentence.
	Hazard   string     `json:"hazard,omitempty"`         // The hazard that it brings about.
	CaughtBy string     `json:"caught_by"`                // The scenario that is meant to catch it.
	Env      []Variable `json:"env,omitempty" key:"Name"` // Environment variables that switch it on.
	Args     []string   `json:"args,omitempty"`           // Arguments that switch it on.
}

// Variant finds a variant by the name of its bug.
func (p *ProductFile) Variant(bug string) (*Variant, bool) {
	for i := range p.Variants {
		if p.Variants[i].Bug == bug {
			return &p.Variants[i], true
		}
	}
	return nil, false
}
