package product

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Process launches a program on this machine, in a process group of its own.
//
// In Command and Env, ${self} is the running sandpiper, ${port} a free port (or Port), ${fhir_base} the record server of
// the default realm, ${token_url}, ${client_id} and ${key_file} what signing in there takes, ${nhs_login} the issuer of NHS login. The program also
// finds SANDPIPER_LISTEN, SANDPIPER_BASE_URL, SANDPIPER_TOKEN_URL, SANDPIPER_NHS_LOGIN, SANDPIPER_CLIENT_ID, SANDPIPER_CLIENT_KID,
// SANDPIPER_CLIENT_KEY_FILE, SANDPIPER_CDS_ISSUER, SANDPIPER_CDS_JWKS and SANDPIPER_RUN in its environment.
//
// Its standard input is a pipe that closes when sandpiper ends, however it ends: a product that watches it never
// outlives the rehearsal.
type Process struct {
	Command []string
	Dir     string   // to start it in; empty means Env.Dir
	Env     []string // "NAME=value", after the environment that Env.Environ hands on
	Port    int      // fixed port; 0 takes a free one
	Ready   Readiness
}

// Readiness is how one knows that a product has woken up.
type Readiness struct {
	Path   string        // answers a GET with a status below 500 and not 404; if both are empty "/", where 404 will do
	Log    string        // or this text is logged
	Within time.Duration // zero means ten seconds
}

// The waits of the process launcher.
const (
	readyWithin = 10 * time.Second
	readyPoll   = 20 * time.Millisecond
	grace       = 3 * time.Second // between asking a process to end and ending it
)

// Launch starts the program and waits until it is ready.
func (p Process) Launch(ctx context.Context, env Env) (Instance, error) {
	if len(p.Command) == 0 {
		return nil, errors.New("the command is empty")
	}
	port, err := freePort(p.Port)
	if err != nil {
		return nil, err
	}
	keyFile, err := keepKey(env)
	if err != nil {
		return nil, err
	}
	listen := "127.0.0.1:" + strconv.Itoa(port)
	fill := filler(env, port, keyFile, env.BaseURL)
	args := make([]string, len(p.Command))
	for i, a := range p.Command {
		args[i] = fill.Replace(a)
	}
	logFile, err := newLogbook(filepath.Join(env.Dir, LogName), env.Client.KeyPEM)
	if err != nil {
		return nil, err
	}
	// The process outlives ctx, which is only for starting: Close ends it.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), args[0], args[1:]...)
	cmd.Dir = p.Dir
	if cmd.Dir == "" {
		cmd.Dir = env.Dir
	}
	cmd.Stdout, cmd.Stderr = logFile, logFile
	cmd.WaitDelay = grace
	cmd.Env = append(append([]string(nil), env.Environ...), surroundings(env, listen, keyFile, env.BaseURL)...)
	for _, v := range p.Env {
		cmd.Env = append(cmd.Env, fill.Replace(v))
	}
	ownGroup(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open its standard input: %w", err), logFile.Close())
	}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("run %s: %w", args[0], err), logFile.Close())
	}
	digest, covers := covered(env.Sums, cmd.Path, args[1:], cmd.Dir, keyFile)
	r := &running{cmd: cmd, stdin: stdin, log: logFile, base: "http://" + listen, sleep: env.Sleep, ended: make(chan struct{}),
		id: Identity{Kind: "process", Command: strings.Join(p.Command, " "), Digest: digest, Covers: covers}}
	go r.wait()
	if err := r.ready(ctx, env, p.Ready); err != nil {
		return nil, errors.Join(err, r.Close(context.WithoutCancel(ctx)))
	}
	return r, nil
}

// freePort is the wanted port if nobody listens there, or any free one for 0.
func freePort(wanted int) (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(wanted))
	if err != nil {
		return 0, fmt.Errorf("port %d is in use by another program: %w", wanted, err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return 0, fmt.Errorf("give port %d back: %w", port, err)
	}
	return port, nil
}

// keepKey writes the product's key where only this user can read it.
func keepKey(env Env) (string, error) {
	if len(env.Client.KeyPEM) == 0 {
		return "", nil
	}
	dir, err := filepath.Abs(env.Dir)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", env.Dir, err)
	}
	file := filepath.Join(dir, "product-key.pem")
	if err := os.WriteFile(file, env.Client.KeyPEM, 0o600); err != nil {
		return "", fmt.Errorf("keep the product's key: %w", err)
	}
	return file, nil
}

// filler replaces the ${…} of a product file.
func filler(env Env, port int, keyFile, base string) *strings.Replacer {
	return strings.NewReplacer("${self}", env.Self, "${port}", strconv.Itoa(port), "${fhir_base}", base+"/records/FHIR/R4",
		"${base_url}", base, "${nhs_login}", base+nhsLogin, "${token_url}", strings.Replace(env.TokenURL, env.BaseURL, base, 1),
		"${client_id}", env.Client.ID, "${key_file}", keyFile)
}

// surroundings is what every product finds in its environment.
func surroundings(env Env, listen, keyFile, base string) []string {
	out := []string{}
	for _, v := range [][2]string{
		{"SANDPIPER_LISTEN", listen},
		{"SANDPIPER_BASE_URL", base},
		{"SANDPIPER_TOKEN_URL", strings.Replace(env.TokenURL, env.BaseURL, base, 1)},
		{"SANDPIPER_NHS_LOGIN", base + nhsLogin},
		{"SANDPIPER_CLIENT_ID", env.Client.ID},
		{"SANDPIPER_CLIENT_KID", env.Client.KID},
		{"SANDPIPER_CLIENT_KEY_FILE", keyFile},
		{"SANDPIPER_CDS_ISSUER", issuerFor(env)},
		{"SANDPIPER_CDS_JWKS", strings.Replace(env.Signer.JWKSURL, env.BaseURL, base, 1)},
		{"SANDPIPER_RUN", env.Run},
	} {
		if v[1] != "" {
			out = append(out, v[0]+"="+v[1])
		}
	}
	return out
}

// issuerFor is whom the product should expect tokens of: nobody when the harness signs none.
func issuerFor(env Env) string {
	if env.Signer.Key == nil {
		return ""
	}
	return env.Issuer
}

// running is a started process.
type running struct {
	cmd   *exec.Cmd
	stdin io.Closer
	log   *logbook
	base  string
	sleep func(context.Context, time.Duration) error
	id    Identity
	ended chan struct{} // closed when the process has ended and been waited for

	once sync.Once
	err  error // how it ended; read after ended is closed
}

func (r *running) wait() {
	r.err = r.cmd.Wait()
	close(r.ended)
}

func (r *running) Base() string        { return r.base }
func (r *running) Identity() Identity  { return r.id }
func (r *running) LogFile() string     { return r.log.path }
func (r *running) LastLines() []string { return r.log.lines() }

// Trouble says how the process ended, or nothing while it runs.
func (r *running) Trouble() string {
	select {
	case <-r.ended:
	default:
		return ""
	}
	how := "it ended by itself"
	if r.err != nil {
		how = r.err.Error()
	}
	return "the product is no longer running (" + how + ")" + r.log.last()
}

// Close asks the whole group to end, and ends it after a while if it will not.
func (r *running) Close(ctx context.Context) error {
	var err error
	r.once.Do(func() {
		_ = r.stdin.Close() // it may be gone already
		askToEnd(r.cmd)
		patience, cancel := context.WithTimeout(ctx, grace)
		defer cancel()
		select {
		case <-r.ended:
		case <-patience.Done():
		}
		endNow(r.cmd) // also whatever the process started and left behind
		<-r.ended
		err = r.log.Close()
	})
	return err
}

// ready waits until the product has woken up, has ended, or has taken too long.
func (r *running) ready(ctx context.Context, env Env, how Readiness) error {
	within := how.Within
	if within == 0 {
		within = readyWithin
	}
	end := env.Wall().Add(within)
	p := poll{at: r.base + "/" + strings.TrimLeft(how.Path, "/"), named: how.Path != ""}
	for {
		if why := r.Trouble(); why != "" {
			return errors.New(why)
		}
		if how.Log != "" && r.log.saw(how.Log) {
			return nil
		}
		if how.Log == "" && p.ready(ctx) {
			return nil
		}
		if env.Wall().After(end) {
			seen := p.said()
			if how.Log != "" {
				seen = fmt.Sprintf("it never logged %q", how.Log)
			}
			return fmt.Errorf("it was not ready within %s: %s%s", within, seen, r.log.last())
		}
		if err := env.Sleep(ctx, readyPoll); err != nil {
			return err
		}
	}
}
