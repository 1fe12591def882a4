package product

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"github.com/testcontainers/testcontainers-go/wait"
)

// Container launches an image in a container engine: on an internal network of its own, from which nothing but the
// mock NHS can be reached, without capabilities, and with limits on memory and processor. The harness talks to the container's own
// address, because an internal network has no published ports; that works where the engine runs on this machine's kernel.
//
// The container reaches the estate as http://sandpiper.host on the port of Env.Bind or of Env.BaseURL. The estate must
// listen on an address that the engine's bridge can reach, not on 127.0.0.1.
type Container struct {
	Image   string // a local image; or empty, with Build
	Build   string // directory with a Dockerfile, built without a registry (FROM scratch)
	Command []string
	Port    int
	Env     []string // "NAME=value"
	Memory  int64    // bytes; zero means 256 MiB
	CPUs    float64  // zero means half of one
	Ready   Readiness
}

// HostName is what the machine that sandpiper runs on is called inside a container.
const HostName = "sandpiper.host"

// Labels of containers and networks: the campaign that they belong to, and the process that will take them down.
const (
	runLabel    = "sandpiper.run"
	keeperLabel = "sandpiper.keeper"
)

// keyInside is where a container finds its key: a place that images, small ones too, have nothing else at.
const keyInside = "/var/run/sandpiper/product-key.pem"

// ContainerEnv is what must be in the process's environment before the first container is launched. inContainer says
// whether sandpiper itself runs in one (/.dockerenv exists). The reaper of testcontainers is an image that would have to be
// pulled, so it is switched off and Sweep does its work.
func ContainerEnv(inContainer bool) map[string]string {
	env := map[string]string{"TESTCONTAINERS_RYUK_DISABLED": "true"}
	if inContainer {
		env["TESTCONTAINERS_HOST_OVERRIDE"] = "127.0.0.1"
	}
	return env
}

// Launch sweeps what campaigns that were killed left behind, starts the image and waits until it is ready.
func (c Container) Launch(ctx context.Context, env Env) (Instance, error) {
	keeper, err := keeperName()
	if err != nil {
		return nil, err
	}
	if err := Sweep(ctx, env.Wall()); err != nil {
		return nil, err
	}
	base, err := hostBase(env)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{runLabel: env.Run, keeperLabel: keeper}
	nw, err := network.New(ctx, network.WithInternal(), network.WithLabels(labels))
	if err != nil {
		return nil, fmt.Errorf("make a network: %w", err)
	}
	g := &housed{network: nw, port: c.Port, logFile: filepath.Join(env.Dir, LogName), secrets: secretLines(env.Client.KeyPEM)}
	if err := g.start(ctx, c, env, base, labels); err != nil {
		return nil, errors.Join(err, g.Close(context.WithoutCancel(ctx)))
	}
	return g, nil
}

// hostBase is the estate's base as the container sees it.
func hostBase(env Env) (string, error) {
	from := env.BaseURL
	if env.Bind != "" {
		from = env.Bind
	}
	u, err := url.Parse(from)
	if err != nil || u.Port() == "" {
		return "", fmt.Errorf("the estate's address %q has no port that a container could use", from)
	}
	return u.Scheme + "://" + HostName + ":" + u.Port() + strings.TrimRight(u.Path, "/"), nil
}

// housed is a product in a container.
type housed struct {
	container testcontainers.Container
	network   *testcontainers.DockerNetwork
	port      int
	base      string
	id        Identity
	logFile   string
	secrets   []string

	mu     sync.Mutex
	closed bool
	kept   []string // the last lines, once it is closed
}

func (g *housed) start(ctx context.Context, c Container, env Env, base string, labels map[string]string) error {
	keyFile := ""
	if len(env.Client.KeyPEM) > 0 {
		keyFile = keyInside
	}
	fill := filler(env, c.Port, keyFile, base)
	vars := map[string]string{}
	for _, v := range append(surroundings(env, "0.0.0.0:"+strconv.Itoa(c.Port), keyFile, base), c.Env...) {
		name, value, _ := strings.Cut(v, "=")
		vars[name] = fill.Replace(value)
	}
	command := make([]string, len(c.Command))
	for i, a := range c.Command {
		command[i] = fill.Replace(a)
	}
	within := c.Ready.Within
	if within == 0 {
		within = 2 * readyWithin
	}
	options := []testcontainers.ContainerCustomizer{
		network.WithNetwork([]string{"product"}, g.network),
		testcontainers.WithEnv(vars),
		testcontainers.WithLabels(labels),
		testcontainers.WithLogger(silence{}),
		testcontainers.WithHostConfigModifier(c.confine),
	}
	if c.Build != "" {
		options = append(options, testcontainers.WithDockerfile(testcontainers.FromDockerfile{Context: c.Build, Repo: "sandpiper-guest", Tag: "dev", KeepImage: true}))
	}
	if len(command) > 0 {
		options = append(options, testcontainers.WithCmd(command...))
	}
	if keyFile != "" {
		options = append(options, testcontainers.WithFiles(testcontainers.ContainerFile{
			Reader: bytes.NewReader(env.Client.KeyPEM), ContainerFilePath: keyInside, FileMode: 0o444}))
	}
	if c.Ready.Log != "" {
		options = append(options, testcontainers.WithWaitStrategy(wait.ForLog(c.Ready.Log).WithStartupTimeout(within)))
	}
	var err error
	g.container, err = testcontainers.Run(ctx, c.Image, options...)
	if err != nil {
		return fmt.Errorf("run image %s: %w%s", c.Image+c.Build, err, g.said(ctx))
	}
	if err := g.look(ctx, c); err != nil {
		return err
	}
	if c.Ready.Log == "" {
		return g.ready(ctx, env, c.Ready.Path, within)
	}
	return nil
}

// silence is the logger of a library that need not speak: what matters is in the errors.
type silence struct{}

// Printf says nothing.
func (silence) Printf(string, ...any) {}

// confine takes away what a product has no need of.
func (c Container) confine(h *container.HostConfig) {
	h.ExtraHosts = append(h.ExtraHosts, HostName+":host-gateway")
	h.CapDrop = []string{"ALL"}
	h.SecurityOpt = []string{"no-new-privileges"}
	h.Resources.Memory, h.Resources.NanoCPUs = c.Memory, int64(c.CPUs*1e9)
	if c.Memory == 0 {
		h.Resources.Memory = 256 << 20
	}
	if c.CPUs == 0 {
		h.Resources.NanoCPUs = 5e8
	}
	pids := int64(256)
	h.Resources.PidsLimit = &pids
}

// look finds out where the container is and which image it really is.
func (g *housed) look(ctx context.Context, c Container) error {
	seen, err := g.container.Inspect(ctx)
	if err != nil {
		return fmt.Errorf("look at the container: %w", err)
	}
	for _, at := range seen.NetworkSettings.Networks {
		if at.IPAddress.IsValid() {
			g.base = "http://" + at.IPAddress.String() + ":" + strconv.Itoa(g.port)
		}
	}
	if g.base == "" {
		return errors.New("the container has no address; it may have ended" + g.said(ctx))
	}
	g.id = Identity{Kind: "container", Digest: seen.Image, Command: strings.Join(append([]string{c.Image + c.Build}, c.Command...), " ")}
	return nil
}

// ready polls the product as the process launcher does.
func (g *housed) ready(ctx context.Context, env Env, path string, within time.Duration) error {
	end := env.Wall().Add(within)
	p := poll{at: g.base + "/" + strings.TrimLeft(path, "/"), named: path != ""}
	for !p.ready(ctx) {
		if state, err := g.container.State(ctx); err == nil && !state.Running {
			return fmt.Errorf("it ended with exit code %d%s", state.ExitCode, g.said(ctx))
		}
		if env.Wall().After(end) {
			return fmt.Errorf("it was not ready within %s: %s%s", within, p.said(), g.said(ctx))
		}
		if err := env.Sleep(ctx, readyPoll); err != nil {
			return err
		}
	}
	return nil
}

func (g *housed) Base() string       { return g.base }
func (g *housed) Identity() Identity { return g.id }

// Trouble says how the container ended, or nothing while it runs.
func (g *housed) Trouble() string {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	state, err := g.container.State(ctx)
	if err != nil {
		return "the container cannot be looked at: " + err.Error()
	}
	if state.Running {
		return ""
	}
	how := fmt.Sprintf("exit code %d", state.ExitCode)
	if state.OOMKilled {
		how = "it used more memory than it may"
	}
	return "the product is no longer running (" + how + ")" + g.said(ctx)
}

// said is the last lines that the container logged, as the end of a message.
func (g *housed) said(ctx context.Context) string {
	text, err := g.logged(ctx)
	if err != nil || g.container == nil {
		return ""
	}
	return g.recent(text).last()
}

// recent is the end of a log.
func (g *housed) recent(text []byte) *logbook {
	return &logbook{recent: text[max(0, len(text)-keepRecent):], secrets: g.secrets}
}

// logged is the first part of what the container logged, and nothing of what was never started.
func (g *housed) logged(ctx context.Context) ([]byte, error) {
	if g.container == nil {
		return nil, nil
	}
	logs, err := g.container.Logs(ctx)
	if err != nil {
		return nil, err
	}
	defer logs.Close()
	return io.ReadAll(io.LimitReader(logs, keepFile))
}

// keepLog writes the log where LogFile says. A log that cannot be read is no reason not to take the container down.
func (g *housed) keepLog(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil
	}
	g.closed = true
	text, err := g.logged(ctx)
	if err != nil {
		return nil
	}
	g.kept = g.recent(text).lines()
	if err := os.WriteFile(g.logFile, []byte(discreet(string(text), g.secrets)), 0o600); err != nil {
		return fmt.Errorf("keep the product's log: %w", err)
	}
	return nil
}

// LogFile is where the log is kept once the container is closed.
func (g *housed) LogFile() string { return g.logFile }

// LastLines is the end of the log.
func (g *housed) LastLines() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return g.kept
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	text, err := g.logged(ctx)
	if err != nil {
		return nil
	}
	return g.recent(text).lines()
}

// Close takes the container and its network down.
func (g *housed) Close(ctx context.Context) error {
	var errs []error
	if g.container != nil {
		errs = append(errs, g.keepLog(ctx))
		errs = append(errs, testcontainers.TerminateContainer(g.container, testcontainers.StopContext(ctx), testcontainers.StopTimeout(grace)))
	}
	if g.network != nil {
		errs = append(errs, g.network.Remove(ctx))
		g.network = nil
	}
	return errors.Join(errs...)
}
