package stranger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Ways are the ways in which it can behave. Each is a CDS service with that id, and an HTTP path.
func Ways() []string {
	return []string{"good", "refuse", "hang", "garbage", "flood", "half", "elsewhere", "die"}
}

// Handler is the product. die is called when it is told to die; it should end the program.
func Handler(die func()) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cds-services", func(w http.ResponseWriter, _ *http.Request) {
		var services []any
		for _, way := range Ways() {
			services = append(services, map[string]any{"hook": "order-select", "id": way, "title": way, "description": way,
				"prefetch": map[string]string{"patient": "Patient/{{context.patientId}}", "allergies": "AllergyIntolerance?patient={{context.patientId}}"}})
		}
		say(w, http.StatusOK, map[string]any{"services": services})
	})
	mux.HandleFunc("POST /cds-services/{way}", func(w http.ResponseWriter, r *http.Request) { behave(w, r, die) })
	mux.HandleFunc("POST /cds-services/{way}/feedback", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, map[string]any{}) })
	mux.HandleFunc("/{way}", func(w http.ResponseWriter, r *http.Request) { behave(w, r, die) })
	return mux
}

func behave(w http.ResponseWriter, r *http.Request, die func()) {
	switch r.PathValue("way") {
	case "refuse":
		say(w, http.StatusPreconditionFailed, map[string]any{"resourceType": "OperationOutcome"})
	case "hang":
		_, _ = io.Copy(io.Discard, r.Body) // else the server would not notice that the caller has gone
		<-r.Context().Done()
	case "garbage":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, "<html>\x00 we are moving house </html>")
	case "flood":
		flood(w, 100<<20)
	case "half":
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"cards": [`)
	case "elsewhere":
		http.Redirect(w, r, "http://192.0.2.1/", http.StatusTemporaryRedirect)
	case "die":
		die()
	case "good", "":
		body, _ := io.ReadAll(r.Body) // an empty echo says enough
		say(w, http.StatusOK, map[string]any{
			"echo":          string(body),
			"authorised":    strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "),
			"systemActions": []any{},
			"cards": []any{
				map[string]any{"summary": "Well chosen", "indicator": "info", "source": map[string]any{"label": "stranger"}},
				map[string]any{"summary": strings.Repeat("long ", 40), "indicator": "loud", "source": map[string]any{}},
			}})
	default:
		say(w, http.StatusNotFound, map[string]any{})
	}
}

func say(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// flood writes bytes until there are enough or nobody listens.
func flood(w io.Writer, size int) {
	piece := bytes.Repeat([]byte("a"), 1<<16)
	for n := 0; n < size; n += len(piece) {
		if _, err := w.Write(piece); err != nil {
			return
		}
	}
}
