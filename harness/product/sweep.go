package product

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// Sweep removes the containers and networks of campaigns that were killed before they could do so themselves: those
// whose process on this machine is no longer there, and those of other machines after a day.
func Sweep(ctx context.Context, now time.Time) error {
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return fmt.Errorf("reach the container engine: %w", err)
	}
	defer docker.Close()
	marked := make(client.Filters).Add("label", keeperLabel)
	found, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: marked})
	if err != nil {
		return fmt.Errorf("list containers left behind: %w", err)
	}
	for _, c := range found.Items {
		if !orphaned(c.Labels[keeperLabel], time.Unix(c.Created, 0), now) {
			continue
		}
		if _, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true}); err != nil {
			return fmt.Errorf("remove a container left behind: %w", err)
		}
	}
	nets, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: marked})
	if err != nil {
		return fmt.Errorf("list networks left behind: %w", err)
	}
	for _, n := range nets.Items {
		if !orphaned(n.Labels[keeperLabel], n.Created, now) {
			continue
		}
		if _, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{}); err != nil {
			return fmt.Errorf("remove a network left behind: %w", err)
		}
	}
	return nil
}

// keeperName names this process: "host/pid".
func keeperName() (string, error) {
	host, err := os.Hostname()
	if err != nil {
		return "", fmt.Errorf("name this machine: %w", err)
	}
	return host + "/" + strconv.Itoa(os.Getpid()), nil
}

// orphaned reports whether the process that would take something down is gone.
func orphaned(keeper string, made, now time.Time) bool {
	if _, ours := keeperHere(keeper); !ours {
		return now.Sub(made) > 24*time.Hour
	}
	return departed(keeper)
}

// departed reports whether a keeper was a process of this machine and is gone.
func departed(keeper string) bool {
	pid, ours := keeperHere(keeper)
	return ours && !processThere(pid)
}

// keeperHere is the process that a keeper's name stands for; ours is false when it is none of this machine.
func keeperHere(keeper string) (pid int, ours bool) {
	host, text, _ := strings.Cut(keeper, "/")
	here, err := os.Hostname()
	pid, bad := strconv.Atoi(text)
	return pid, err == nil && bad == nil && pid > 0 && host == here
}
