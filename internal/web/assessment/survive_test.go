package assessment_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"

	"throughline/internal/browsertest"
	"throughline/internal/house"
	"throughline/internal/web"
	"throughline/internal/web/webtest"
)

// serveEnv names the database that a process of this test binary serves instead of running tests, so that a test can kill a real server.
const serveEnv = "THROUGHLINE_TEST_SERVE"

func TestMain(m *testing.M) {
	if path := os.Getenv(serveEnv); path != "" {
		if err := serve(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func serve(path string) error {
	h, err := house.Open(context.Background(), house.Config{DB: path, Now: func() time.Time { return webtest.Start }})
	if err != nil {
		return err
	}
	_, handler, err := web.New(h, web.Options{Authority: "Test Council", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return http.Serve(l, handler)
}

// server is a process that serves the data of a site, and can be killed.
type server struct {
	url string
	cmd *exec.Cmd
}

func startServer(t *testing.T, s *webtest.Site) *server {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serveEnv+"="+s.House.Config.DB)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sv := &server{cmd: cmd}
	t.Cleanup(func() { sv.kill(t) })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	sv.url = strings.TrimSpace(line)
	return sv
}

// kill ends the server as a power cut would.
func (s *server) kill(t *testing.T) {
	t.Helper()
	if s.cmd.ProcessState != nil {
		return
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = s.cmd.Wait() // it was killed: it always says so
}

func session(s *webtest.Site, worker string) []*network.Cookie {
	return []*network.Cookie{{Name: "session", Value: s.SignIn(worker), Domain: "127.0.0.1", Path: "/", HTTPOnly: true}}
}

// words are n different words, so that a lost or doubled one is seen.
func words(from, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("word%d", from+i)
	}
	return strings.Join(out, " ")
}

// survived counts how many of the first n words are there, in their order.
func survived(text string, n int) int {
	got := strings.Fields(text)
	for i := range n {
		if i >= len(got) || got[i] != fmt.Sprintf("word%d", i) {
			return i
		}
	}
	return n
}

// Complaint 1: 2,000 words, then browser and server are killed; at least 99% are there after signing in again, and no lock is left.
func TestDraftSurvivesAKilledBrowserAndServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := startServer(t, w.Site)
	b := browsertest.Start(t)
	p := b.NewPage(t, browsertest.Options{Cookies: session(w.Site, webtest.Worker)})
	p.Goto(first.url + w.path("/edit"))
	p.Fill("Analysis", words(0, 1980)+" ")
	p.Press("Control+End")
	p.Type(words(1980, 20) + " ")
	p.ClickCSS(`input[name="child-1-factors"][value="16A"]`)
	// A busy machine may stop everything for some seconds: the promise is broken when it is broken again and again.
	var took []time.Duration
	for len(took) == 0 || took[len(took)-1] > 10*time.Second {
		if len(took) == 4 {
			t.Fatalf("the draft was saved so long after the last keystroke: %s", took)
		}
		if len(took) > 0 {
			p.Fill("Plan", fmt.Sprint("Plan ", len(took)))
		}
		took = append(took, w.kept(t, fmt.Sprint("Plan ", len(took)), len(took) > 0))
	}
	if len(took) > 1 {
		p.Fill("Plan", "")
		w.kept(t, "", true)
	}
	p.ClickCSS("#analysis")
	p.Press("Control+End")
	p.Type(words(2000, 5)) // and the power goes before the next save
	b.Kill(t)
	first.kill(t)

	second := startServer(t, w.Site)
	again := browsertest.NewPage(t, browsertest.Options{Cookies: session(w.Site, webtest.Worker), Width: 1366, Height: 900})
	again.Goto(second.url + "/home")
	again.Click("Go on with: Assessment, Zoë Brandt, Noah Brandt")
	again.WaitFor("This is your draft")
	check(t, again, "edit-draft")
	if n := survived(again.Value("Analysis"), 2005); n*100 < 2005*99 {
		t.Errorf("%d of 2,005 words survived", n)
	}
	if !again.Exists(`input[name="child-1-factors"][value="16A"]:checked`) {
		t.Error("the factor that was ticked is lost")
	}

	ben := browsertest.NewPage(t, browsertest.Options{Cookies: session(w.Site, webtest.Colleague)})
	ben.Goto(second.url + w.path("/edit"))
	ben.Fill("Plan", "No lock is left")
	ben.SubmitButton("Save")
	ben.WaitFor("The assessment is saved")

	again.SubmitButton("Save")
	again.WaitFor("Ben Carrow had changed “Plan”")
	r := w.report(t).Body
	if survived(r.Analysis, 2000) < 2000 || r.Plan != "No lock is left" {
		t.Errorf("saved %d words, plan %q", survived(r.Analysis, 2000), r.Plan)
	}
	if f := w.part(t, 1).Factors; len(f) != 1 || f[0] != "16A" {
		t.Errorf("factors %v", f)
	}
	again.Goto(second.url + "/home")
	again.WaitFor("You have none")
}

// kept waits until the server has, as Ada's draft, all 2,000 words, the factor, and the plan where it was typed too; and says how long that took.
func (w *world) kept(t *testing.T, plan string, planned bool) time.Duration {
	t.Helper()
	typed := time.Now()
	// The page may say "Draft saved" of an earlier save, while the words were typed: what counts is what the server has.
	for {
		d, _, err := w.House.Drafts.Load(t.Context(), webtest.Worker, "assessment/"+w.id)
		w.need(t, err)
		if slices.Contains(d.Typed["child-1-factors"], "16A") && survived(d.Typed.Get("analysis"), 2000) == 2000 && (!planned || d.Typed.Get("plan") == plan) {
			return time.Since(typed)
		}
		if time.Since(typed) > 2*time.Minute {
			t.Fatal("the draft never had what was typed last")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// The session ends on the server in the middle of typing: the page says that it is not saved, and what was typed is there after signing in.
func TestDraftSurvivesAKilledSession(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.Browser(t, webtest.Worker, browsertest.Options{})
	p.Goto(w.URL + w.path("/edit"))
	p.Fill("Analysis", words(0, 2000)+" ")
	p.WaitFor("Draft saved at")
	if err := w.House.SignIn.EndSessions(t.Context(), w.Account(webtest.Worker), "", "ended by a test", w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	p.Press("Control+End")
	p.Type(words(2000, 10))
	p.WaitFor("Not saved yet")
	p.SubmitButton("Save")
	p.WaitFor("You need to sign in")

	again := w.Browser(t, webtest.Worker, browsertest.Options{})
	again.Goto(w.URL + w.path("/edit"))
	again.WaitFor("This is your draft")
	if n := survived(again.Value("Analysis"), 2010); n*100 < 2010*99 {
		t.Errorf("%d of 2,010 words survived", n)
	}
}

// Somebody who signs in again in another window goes on typing where they were: the page's own next attempt is kept.
func TestDraftIsKeptAgainAfterSigningInElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.Client(t, webtest.Worker)
	v := ada.Get(w.path("/edit")).Form(w.path("/edit"))
	if err := w.House.SignIn.EndSessions(t.Context(), w.Account(webtest.Worker), "", "ended by a test", w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	v.Set("plan", "Typed before the session ended")
	ada.Send(w.path("/edit"), v).Want(403, "You were signed out before this was sent")
	again := w.Client(t, webtest.Worker)
	again.Send("/drafts/assessment/"+w.id, v)
	again.Get(w.path("/edit")).Want(200, "This is your draft", "Typed before the session ended")
}
